import type { Clock } from '../clock';
import type { Store } from '../store/store';
import type { Registry } from './registry';

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
  /** Whether whoever gets what leaves by an output (from 0) at once sends it to nobody else. */
  readonly endsAtOnce: (output: number) => boolean;
  /** Is told of what should not happen. */
  readonly tell: (error: unknown) => void;
  /** Is told of each message that is too heavy to be written down whole, and waits in memory. */
  readonly tooHeavy: () => void;
}
