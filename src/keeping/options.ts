import type { Clock } from '../clock';
import type { PlainObject } from '../plain-object';
import type { Store } from '../store/store';
import type { Registry } from './registry';

/** Those who get what a node sends by an output (from 0). */
export interface Followers {
  /** Whether all of them run, and all whom they send it to, and so on: who takes it over may pass it on. */
  run(output: number): boolean;
  /** Whether it goes no further than to them: none sends it to anybody, or takes it over as ours do. */
  endIt(output: number): boolean;
}

/** What is sent on, what does that, and by which output (from 0; absent: the first). */
export type Sending = [msg: PlainObject, emit: () => void, output?: number];

/** What the keeping of a node is made with. */
export interface KeepingOptions {
  readonly store: Store;
  /** The name of the queue: with the same one, the next life finds what this one has left. */
  readonly queue: string;
  /** The id of the node. */
  readonly node: string;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Calls back in the next turn of the event loop. */
  readonly nextTurn: (callback: () => void) => void;
  /** Whether what is sent on goes several ways. */
  readonly branches: () => boolean;
  readonly followers: Followers;
  /** Is told of what should not happen. */
  readonly tell: (error: unknown) => void;
  /** Is told of each message that is too heavy to be written down whole, and waits in memory. */
  readonly tooHeavy: () => void;
}
