import type { NodeStatus } from 'node-red';
import type { StoreTrouble } from '../../../src/store/errors';
import type { Look } from './status';
import type { Texts } from './texts';

/** How a store looks to which something has happened that the log tells at length. */
const STORE_LOOK = {
  storeInMemory: { fill: 'yellow', shape: 'ring' },
  storeDamaged: { fill: 'yellow', shape: 'ring' },
  storeMishap: { fill: 'red', shape: 'ring' },
} as const satisfies Record<string, Look>;

/** What has happened to a store: it cannot be opened, it was damaged, or its file has gone. */
export type StoreMishap = keyof typeof STORE_LOOK;

/** How a node looks that waits until its store is open. */
export function storeOpeningStatus({ say }: Texts): NodeStatus {
  return { fill: 'blue', shape: 'ring', text: say('status.storeOpening') };
}

/** How a node looks whose store that has happened to. */
export function storeStatus({ say }: Texts, what: StoreMishap): NodeStatus {
  return { ...STORE_LOOK[what], text: say(`status.${what}`) };
}

/** How a node looks whose store is away; it goes on with what memory knows. */
export function awayStatus({ say }: Texts, trouble: StoreTrouble = 'unreachable'): NodeStatus {
  return { fill: 'red', shape: 'ring', text: say(`away.${trouble}`) };
}

/** The same of a node for which so many messages wait. */
export function waitingForStoreStatus(
  texts: Texts,
  trouble: StoreTrouble | undefined,
  waiting: number,
): NodeStatus {
  const { say, number } = texts;
  const { text = '', ...look } = awayStatus(texts, trouble);
  return { ...look, text: say('away.waiting', { text, number: number(waiting) }) };
}
