import type { KeptRaises } from './open-raises';

/** A raise node that runs, as far as the editor may ask about it. */
export interface RunningRaise {
  /** Milliseconds for which it suppresses; 0: it suppresses nothing. */
  readonly quiet: number;
  /** Absent where there is no store. */
  readonly kept?: KeptRaises;
}
