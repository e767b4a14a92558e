import type { Journal } from '../../../src/journal/journal';
import type { Store } from '../../../src/store/store';
import type { StoreMishap } from '../../shared/status/stores';

/** Who is told of failures, and who of what happened to the file. */
export interface Listeners {
  readonly trouble: Set<(sentence: string) => void>;
  readonly mishap: Set<(sentence: string) => void>;
}

/** A store that was opened just now. */
export interface Opened {
  readonly store: Store;
  /** What happened to those who use it. */
  readonly journal: Journal;
  /** What the user has to know of it. */
  readonly warnings: readonly string[];
  readonly inShort?: StoreMishap;
  readonly listeners: Listeners;
  /** Stops looking after what it keeps. */
  readonly stopLooking: () => void;
  /** Memory in place of a file that cannot be opened: the next to come tries the file again. */
  readonly isStandIn: boolean;
}

/** Of a store that nothing has happened to, and that need not be looked after. */
export function openedWell(
  store: Store,
  journal: Journal,
  warnings: readonly string[] = [],
): Opened {
  return {
    store,
    journal,
    warnings,
    listeners: { trouble: new Set(), mishap: new Set() },
    stopLooking: () => undefined,
    isStandIn: false,
  };
}
