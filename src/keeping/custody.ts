import type { Store } from '../store/store';
import type { Entry } from './entry';
import type { Name } from './identity';
import { next, type Event, type State } from './states';

/** A message in the keeping of one node, until its end is known. */
export interface Custody {
  readonly keeper: Keeper;
  readonly entry: Entry;
  /** Where it is written down, if it is. */
  id?: string;
  state: State;
  /** By what it can be found on its way. */
  name?: Name;
  /** When it was sent on, in milliseconds of a clock that only goes on, and in which turn. */
  sentAt: number;
  turn: number;
  /** By which output it was sent on, from 0. */
  output: number;
  /** The node that follows has it, and sends it to nobody. */
  hasArrived?: boolean;
  /** Flows began to stop while it was on its way, or had not started then. */
  isAtRisk: boolean;
  /** Those who have taken it over since: they work on it, or have it. */
  takers?: Map<string, 'works' | 'has'>;
  /** It went several ways: when one has it, others may still be on their way. */
  branches?: boolean;
  /** One of them was stopped, so that it has to come again. */
  comesAgain?: boolean;
  /** It waits in memory, all of it or the rest, as writing it down would hold everything else for too long. */
  isHeavy?: boolean;
  /** What is written in its place has struck it out. */
  isReplaced?: boolean;
}

/** What the keeper of messages does when it is known what becomes of one. */
export interface Keeper {
  /** The id of the node. */
  readonly node: string;
  readonly store: Store;
  /** The name of the queue in which they are written down. */
  readonly queue: string;
  /** Whether flows are being stopped. */
  isStopping(): boolean;
  ended(custody: Custody): void;
  kept(custody: Custody): void;
  /** It is on its way again, from who took it over. */
  sentOn(custody: Custody): void;
  /** One of several ways has come to its end; resolves whether others may be on theirs. */
  goesOn(custody: Custody): boolean;
  /** It waits for who has taken it over, which may take long, and nobody need wait for that. */
  outlasts(custody: Custody): void;
}

/** A message that a node has just taken on. */
export function createCustody(keeper: Keeper, entry: Entry): Custody {
  return { keeper, entry, state: 'accepted', sentAt: 0, turn: 0, output: 0, isAtRisk: false };
}

/** Something has happened to a message. */
export function happens(custody: Custody, event: Event): void {
  const { keeper, state, isAtRisk } = custody;
  custody.state = next(state, event, isAtRisk);
  if (custody.state === state) return;
  if (custody.state === 'ended') keeper.ended(custody);
  if (custody.state === 'kept') keeper.kept(custody);
}

/** Whether a node has taken it over since it was sent on. */
export function isTakenBy(custody: Custody, taker: string): boolean {
  return custody.takers?.has(taker) === true;
}

/** How many work on it. */
export function atWork(custody: Custody): number {
  let count = 0;
  for (const what of custody.takers?.values() ?? []) if (what === 'works') count += 1;
  return count;
}

/** One who has taken it over has come to an end with it; the last of several decides. */
export function takerEnds(
  custody: Custody,
  taker: string,
  event: 'written' | 'finished' | 'failed' | 'returned',
): void {
  if (custody.takers?.get(taker) !== 'works') return;
  // Who is being stopped fails in many ways, and those who would hear of it are stopped as well.
  const isBack = event === 'returned' || (event === 'failed' && custody.keeper.isStopping());
  if (isBack) {
    custody.takers.delete(taker);
    custody.comesAgain = true;
  } else custody.takers.set(taker, 'has');
  if (atWork(custody) > 0) return;
  if (custody.comesAgain) happens(custody, 'returned');
  else happens(custody, custody.keeper.goesOn(custody) ? 'sent' : event);
}

/** One who has taken it over sends it on without having written it down. */
export function takerSends(custody: Custody, taker: string): void {
  if (custody.takers?.get(taker) !== 'works') return;
  custody.takers.delete(taker);
  if (atWork(custody) > 0) return;
  happens(custody, 'sent');
  custody.keeper.sentOn(custody);
}
