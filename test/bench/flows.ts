import type { End } from './traffic';

/** One node of a flow, as it is saved. */
export type FlowNode = { readonly id: string; readonly type: string } & Record<string, unknown>;

/** A node of a chain: its properties, and what each of its outputs leads to. */
export interface Link {
  readonly node: { readonly type: string } & Record<string, unknown>;
  readonly exits: readonly ('next' | End)[];
}

/** What the account asks, how fast and where its answers are kept. */
export interface AccountOptions {
  readonly url: string;
  /** A file that no other account has used: nothing is known in the beginning. */
  readonly file?: string;
  /** Properties of a store that is no file. */
  readonly store?: Readonly<Record<string, unknown>>;
  readonly perMinute?: number;
  /** Requests at the same time: 50, or what an account does unless told. */
  readonly concurrency?: number;
}

/** The account that lookup nodes use, with its store. */
export function account({
  url,
  file = '',
  store = { kind: 'embedded', path: file },
  perMinute = 0,
  concurrency = 50,
}: AccountOptions): FlowNode[] {
  return [
    { id: 'store', type: 'virustotal-store', ...store },
    {
      id: 'account',
      type: 'virustotal-account',
      api: 'v3',
      baseUrl: url,
      plan: 'custom',
      perMinute,
      perDay: 0,
      perMonth: 0,
      concurrency,
      queueLimit: 2000,
      store: 'store',
      credentials: { apiKey: 'bench-key' },
    },
  ];
}

/**
 * A tab with a source, the links in a row and the sinks. Whatever a node of it throws ends in the
 * sink for failures. The source is named after the tab: `<name> source`.
 */
export function chain(name: string, links: readonly Link[]): FlowNode[] {
  const id = (what: string | number): string => `${name} ${what}`;
  const place = { z: id('tab'), x: 0, y: 0 };
  const after = (index: number): string => (index < links.length ? id(index) : id('other'));
  const sink = (end: End): FlowNode => ({
    id: id(end),
    type: 'bench-sink',
    ...place,
    source: id('source'),
    end,
    wires: [],
  });
  return [
    { id: id('tab'), type: 'tab', label: name },
    { id: id('source'), type: 'bench-source', ...place, wires: [[after(0)]] },
    ...links.map(({ node, exits }, index) => ({
      ...node,
      id: id(index),
      ...place,
      wires: exits.map((exit) => [exit === 'next' ? after(index + 1) : id(exit)]),
    })),
    ...(['passed', 'other', 'failed'] as const).map(sink),
    { id: id('catch'), type: 'catch', ...place, scope: null, wires: [[id('failed')]] },
  ];
}

/** Node-RED's own way to ask for the report of a file, without remembering it. */
export function httpRequest(url: string): Link {
  return {
    node: {
      type: 'http request',
      method: 'GET',
      url: `${url}/api/v3/files/{{{payload}}}`,
      ret: 'obj',
      paytoqs: 'ignore',
      persist: true,
      senderr: false,
      headers: [],
    },
    exits: ['next'],
  };
}

/** Looks the payload up; `more` are properties beside. */
export function lookup(output: 'verdict' | 'text', more: object = {}): Link {
  const target = output === 'verdict' ? 'verdict' : 'payload';
  return {
    node: { type: 'virustotal-lookup', account: 'account', output, target, ...more },
    exits: ['next', 'failed'],
  };
}

/** Passes what more than one engine flags. */
export const gate: Link = {
  node: { type: 'virustotal-gate' },
  exits: ['passed', 'other', 'other'],
};

/** Passes what has a property that an expression finds something in. */
export function gateOn(path: string, expression: string): Link {
  const rules = [{ metric: 'msg', path, op: 'matches', value: expression }];
  return { node: { type: 'virustotal-gate', rules }, exits: ['passed', 'other', 'other'] };
}

/** Raises an alert about a property of the message, each time, or once in a time. */
export function raise(subject: string, suppress = ''): Link {
  const node = { type: 'virustotal-raise', subject, subjectType: 'msg', suppress };
  return { node: { ...node, store: 'store' }, exits: ['passed', 'other'] };
}

/** Composes a mail that has the payload in it. */
export const notify: Link = {
  node: {
    type: 'virustotal-notify',
    to: 'soc@example.com',
    subject: 'Alert',
    text: '{{payload}}',
    via: 'message',
  },
  exits: ['passed', 'failed'],
};

/** Judges a report. */
export const verdict: Link = { node: { type: 'virustotal-verdict' }, exits: ['next'] };

/** Counts what the payload is, or the URLs in it; whatever is counted goes by `done` to the sink for what passes. */
export function collect(name: string, source: 'text' | 'value', limit = 4): FlowNode[] {
  const id = (what: string): string => `${name} ${what}`;
  const place = { z: id('tab'), x: 0, y: 0 };
  const find = source === 'value' ? 'file' : 'url';
  const node = { type: 'virustotal-collect', source, find, window: '1h', every: '', limit };
  return [
    ...chain(name, [{ node: { ...node, store: 'store' }, exits: ['other'] }]),
    { id: id('done'), type: 'complete', ...place, scope: [id('0')], wires: [[id('passed')]] },
  ];
}

/** The core node that parses JSON. */
export const json: Link = {
  node: { type: 'json', property: 'payload', action: '', pretty: false },
  exits: ['next'],
};

/** The core node that changes messages, with one rule. */
export function change(property: string): Link {
  const rule = { t: 'set', p: property, pt: 'msg', to: 'changed', tot: 'str' };
  return { node: { type: 'change', rules: [rule] }, exits: ['next'] };
}

/** What somebody builds who has only the core nodes: ask, parse, count, decide. */
export function stockChain(url: string): Link[] {
  return [
    {
      node: {
        type: 'http request',
        method: 'GET',
        ret: 'txt',
        url: `${url}/api/v3/files/{{{payload}}}`,
        persist: true,
        headers: [
          { keyType: 'other', keyValue: 'x-apikey', valueType: 'other', valueValue: 'bench-key' },
        ],
      },
      exits: ['next'],
    },
    json,
    { node: { type: 'function', func: COUNT, outputs: 1 }, exits: ['next'] },
    {
      node: {
        type: 'switch',
        property: 'positives',
        propertyType: 'msg',
        rules: [{ t: 'gt', v: '1', vt: 'num' }, { t: 'else' }],
        checkall: 'false',
        outputs: 2,
      },
      exits: ['passed', 'other'],
    },
  ];
}

const COUNT = `
const { last_analysis_stats: stats, last_analysis_results: results } = msg.payload.data.attributes;
msg.positives = stats.malicious + stats.suspicious;
msg.total = msg.positives + stats.harmless + stats.undetected;
msg.detections = Object.values(results)
  .filter(({ category }) => category === 'malicious' || category === 'suspicious')
  .map(({ engine_name, result }) => engine_name + ' -> ' + result);
return msg;
`;
