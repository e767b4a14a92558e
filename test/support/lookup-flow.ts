import type { NodeRedProcess } from './node-red-process';

/** The key of the account in `lookupFlow`. */
export const KEY = 'cafebabe'.repeat(8);

/** Different hashes that VirusTotal does not know. */
export function unknownHashes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(10 + index).repeat(32));
}

/** How `lookupFlow` is made. */
interface LookupFlowOptions {
  readonly baseUrl: string;
  /** Requests in a minute and in a day: on a slow machine, a minute is soon over. */
  readonly quota: number;
  readonly hashes: readonly string[];
  /** Whether each hash is a message of its own; otherwise one message has all of them. */
  readonly split?: boolean;
}

/**
 * The inject node `start` sends hashes through the lookup `ask`. Of each message that comes out, the
 * hash and the `_msgid` are printed by the two nodes that have it next.
 */
export function lookupFlow(options: LookupFlowOptions): Record<string, unknown>[] {
  const { baseUrl, quota, hashes, split = false } = options;
  const place = { z: 'tab', x: 0, y: 0 };
  const plan = { plan: 'custom', ...allowanceOf(quota), retries: 0 };
  const start = { payload: JSON.stringify(hashes), payloadType: 'json', props: [{ p: 'payload' }] };
  const shown = { ...place, type: 'debug', active: true, console: true, targetType: 'msg' };
  const credentials = { apiKey: KEY };
  return [
    { id: 'tab', type: 'tab', label: 'lookups' },
    { id: 'account', type: 'virustotal-account', api: 'v3', baseUrl, ...plan, credentials },
    { id: 'start', type: 'inject', ...place, ...start, wires: [[split ? 'split' : 'ask']] },
    { id: 'split', type: 'split', ...place, wires: [['ask']] },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      ...place,
      account: 'account',
      wires: [['end', 'id'], ['failed']],
    },
    { id: 'end', ...shown, name: 'end', complete: 'virustotal.indicator.value' },
    { id: 'id', ...shown, name: 'id', complete: '_msgid' },
    { id: 'failed', ...shown, name: 'failed', complete: 'error' },
  ];
}

/** The account's own properties for a quota. */
export function allowanceOf(quota: number): Record<string, number> {
  return { perMinute: quota, perDay: quota, perMonth: 0 };
}

/** The hashes that came out, in order. */
export function ends(log: string): string[] {
  return [...log.matchAll(/\[debug:end\] (\d{64})/g)].map(([, hash]) => hash ?? '');
}

/** The `_msgid` of each of them. */
export function endIds(log: string): string[] {
  return [...log.matchAll(/\[debug:id\] (\w+)/g)].map(([, id]) => id ?? '');
}

/** Resolves when `count` messages have come out. */
export async function waitForEnds(nodeRed: NodeRedProcess, count: number): Promise<void> {
  await nodeRed.waitForLog(new RegExp(`(\\[debug:end\\][^]*){${count}}`));
}
