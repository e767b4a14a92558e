import { KEY } from './lookup-flow';
import { smtpFlow } from './smtp-flow';

/** What a stream goes through. */
export interface StreamOptions {
  /**
   * `alerts`: all nodes, `verdicts`: the same without a raise, `failures`: messages that a lookup
   * refuses are mailed, `mails`: the source sends its messages straight into the mail.
   */
  readonly way: 'alerts' | 'verdicts' | 'failures' | 'mails';
  /** How many different hashes there are, which are soon known; 0: each message has its own. */
  readonly hashes: number;
}

interface Surroundings {
  /** Where mails go, where is asked, and where the source notes its numbers. */
  readonly port: number;
  readonly baseUrl: string;
  readonly file: string;
}

/** The nodes that a deploy may change. */
export const CHANGEABLE = [
  'source',
  'ask',
  'change',
  'switch',
  'function',
  'judge',
  'gate',
  'raise',
  'last change',
  'last function',
  'mail',
];

/** From a source of hashes to lookup, verdict, gate, raise and mail, by way of nodes of Node-RED's own. */
export function flowOfStream(options: StreamOptions & Surroundings): Record<string, unknown>[] {
  const { way, hashes, port, baseUrl, file } = options;
  const place = { z: 'tab', x: 0, y: 0 };
  const notify = { subject: 'Number {{number}}', text: 'Text', wires: [['sink'], ['failed']] };
  const mailing = smtpFlow({ port, notify, group: { to: 'ann@example.com' } }).filter(({ type }) =>
    ['tab', 'virustotal-group', 'virustotal-mailer', 'virustotal-notify'].includes(type),
  );
  const plan = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0, concurrency: 8 };
  const set = [{ t: 'set', p: 'seen', pt: 'msg', to: 'true', tot: 'bool' }];
  return [
    ...mailing.map((node) => ('z' in node ? { ...node, x: 0, y: 0 } : { ...node })),
    {
      id: 'account',
      type: 'virustotal-account',
      api: 'v3',
      baseUrl,
      ...plan,
      credentials: { apiKey: KEY },
    },
    {
      id: 'source',
      type: 'stream-source',
      ...place,
      file,
      hashes,
      isBroken: way === 'failures',
      wires: [[way === 'mails' ? 'mail' : 'ask']],
    },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      ...place,
      account: 'account',
      wires: [['change'], [way === 'failures' ? 'last change' : 'failed']],
    },
    { id: 'change', type: 'change', ...place, rules: set, wires: [['switch']] },
    {
      id: 'switch',
      type: 'switch',
      ...place,
      property: 'seen',
      propertyType: 'msg',
      rules: [{ t: 'true' }],
      outputs: 1,
      wires: [['function']],
    },
    { id: 'function', type: 'function', ...place, func: 'return msg;', wires: [['judge']] },
    { id: 'judge', type: 'virustotal-verdict', ...place, wires: [['gate']] },
    {
      id: 'gate',
      type: 'virustotal-gate',
      ...place,
      wires: [[way === 'alerts' ? 'raise' : 'last change'], ['failed'], ['failed']],
    },
    {
      id: 'raise',
      type: 'virustotal-raise',
      ...place,
      subject: 'number',
      subjectType: 'msg',
      wires: [['last change'], []],
    },
    { id: 'last change', type: 'change', ...place, rules: set, wires: [['last function']] },
    { id: 'last function', type: 'function', ...place, func: 'return msg;', wires: [['mail']] },
    { id: 'sink', type: 'stream-sink', ...place, wires: [] },
    {
      id: 'failed',
      type: 'debug',
      ...place,
      name: 'failed',
      active: true,
      console: true,
      complete: 'error',
      targetType: 'msg',
    },
  ];
}
