import type { MovedWindow } from '../../moved-window';
import type { Stock } from '../../rules/stock';

/** Times and ranks that lie inside what is taken over, of the clock that it comes from. */
export interface TimesInside {
  /** The payload of work of a queue, with each time in it later by `shift` milliseconds. */
  readonly payload: (queue: string, payload: Uint8Array, shift: number) => Uint8Array;
  /** The same for the ranks of a claim among those of `name`. */
  readonly ranks: (name: string, ranks: readonly number[], shift: number) => readonly number[];
  /** Whether a value means anything to others. */
  readonly takes: (key: string) => boolean;
  /** The windows that lie in its values, in the order of their names. */
  readonly windows: (stock: Stock) => AsyncIterable<MovedWindow>;
}
