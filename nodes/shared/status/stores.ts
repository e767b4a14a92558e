import type { NodeStatus } from 'node-red';
import type { StoreError, StoreTrouble } from '../../../src/store/errors';
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

/** How a node looks for which so many messages wait until its store is open; `away` says why it is not. */
export function storeOpeningStatus(
  texts: Texts,
  away: StoreError | undefined,
  waiting: number,
): NodeStatus {
  if (!away || away.trouble === 'opening')
    return { fill: 'blue', shape: 'ring', text: texts.say('status.storeOpening') };
  const { trouble } = away;
  return waiting === 0
    ? awayStatus(texts, trouble)
    : waitingForStoreStatus(texts, trouble, waiting);
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
