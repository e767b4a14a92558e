import type { Shared } from './shared';
import type { Store } from './store';

/** A store that no other process uses. */
export interface LoneStore extends Store {
  readonly shared?: never;
}

/** A store that several processes use. */
export interface SharedStore extends Store {
  readonly shared: Shared;
}
