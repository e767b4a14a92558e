import { KEY } from './lookup-flow';
import { smtpFlow } from './smtp-flow';
import type { FlowNode } from './flow';

/** What a node that watches tells: a message has come to it. */
export interface Noted {
  /** What that means: `ENDS` are those after which nothing comes. */
  readonly says: string;
  /** Which event the message is about. */
  readonly event: string;
  /** Why it failed. */
  readonly why?: string;
  /** Of an alert: why it was raised, or not. */
  readonly reason?: string;
}

/** What is to be handed to a node. */
export interface Handing {
  readonly node: string;
  readonly messages: readonly Readonly<Record<string, unknown>>[];
}

/** How an event may end. */
export const ENDS = ['delivered', 'suppressed', 'clean', 'failed', 'caught'] as const;

/** Where the flow gets its events from, and where it asks, keeps and sends. */
export interface ClusterFlowOptions {
  readonly broker: number;
  /** What the broker knows it by. */
  readonly clientId: string;
  readonly virusTotal: string;
  readonly smtp: number;
  /** Properties of the store, with its credentials. */
  readonly store: Readonly<Record<string, unknown>>;
  /** Properties of the account: no limits unless told. */
  readonly account?: Readonly<Record<string, unknown>>;
  /** Properties of the raise node: one alert a subject in an hour unless told. */
  readonly raise?: Readonly<Record<string, unknown>>;
}

/** The topic to which events are sent, as `{ event, hash }`. */
export const EVENTS = 'events';

/**
 * The flow that all of a cluster have: from a shared subscription to lookup, verdict, gate, raise and
 * mail, with nodes that note what has become of each event.
 */
export function clusterFlow(options: ClusterFlowOptions): FlowNode[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const notify = { subject: 'Event {{event}}', text: '{{alert.subject}}', store: 'store' };
  const made = smtpFlow({
    port: options.smtp,
    mailer: { store: 'store' },
    notify: { ...notify, ...place, wires: [['delivered'], ['failed']] },
    group: { to: 'soc@example.com' },
  });
  const mailing = made.filter(({ type }) =>
    ['tab', 'virustotal-group', 'virustotal-mailer', 'virustotal-notify'].includes(type),
  );
  const note = (says: string): FlowNode => ({
    id: says,
    type: 'cluster-note',
    ...place,
    says,
    wires: [],
  });
  const complete = (scope: string): FlowNode => ({
    id: `${scope} is done`,
    type: 'complete',
    ...place,
    scope: [scope],
    wires: [[`done: ${scope}`]],
  });
  return [
    ...mailing,
    { id: 'store', type: 'virustotal-store', ...options.store },
    {
      id: 'account',
      type: 'virustotal-account',
      api: 'v3',
      baseUrl: options.virusTotal,
      plan: 'custom',
      perMinute: 0,
      perDay: 0,
      perMonth: 0,
      queueLimit: 5000,
      store: 'store',
      credentials: { apiKey: KEY },
      ...options.account,
    },
    {
      id: 'broker',
      type: 'mqtt-broker',
      broker: '127.0.0.1',
      port: String(options.broker),
      clientid: options.clientId,
      autoConnect: true,
      usetls: false,
      protocolVersion: '4',
      keepalive: '60',
      cleansession: true,
    },
    {
      id: 'in',
      type: 'mqtt in',
      ...place,
      topic: `$share/cluster/${EVENTS}`,
      qos: '1',
      datatype: 'json',
      broker: 'broker',
      wires: [['read']],
    },
    {
      id: 'read',
      type: 'change',
      ...place,
      rules: [take('event'), take('hash', 'payload')],
      wires: [['ask']],
    },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      ...place,
      account: 'account',
      wires: [['judge'], ['failed']],
    },
    { id: 'judge', type: 'virustotal-verdict', ...place, wires: [['gate']] },
    { id: 'gate', type: 'virustotal-gate', ...place, wires: [['raise'], ['clean'], ['failed']] },
    {
      id: 'raise',
      type: 'virustotal-raise',
      ...place,
      store: 'store',
      suppress: '1h',
      wires: [['mail'], ['suppressed']],
      ...options.raise,
    },
    ...['ask', 'raise', 'mail'].map(complete),
    { id: 'catch', type: 'catch', ...place, scope: null, wires: [['caught']] },
    ...[...ENDS, 'done: ask', 'done: raise', 'done: mail'].map(note),
  ];
}

/** A rule that sets a property of the message by one of its payload. */
function take(from: string, property = from): object {
  return { t: 'set', p: property, pt: 'msg', to: `payload.${from}`, tot: 'msg' };
}
