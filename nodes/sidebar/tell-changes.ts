import type { Clock } from '../../src/clock';

/** After so long without a question nobody looks any more, in milliseconds. */
export const LOOKS_FOR = 60_000;

/** Between two tellings, in milliseconds. */
export const PACE = 1000;

/** What tells open editors that there is something new. */
export interface Teller {
  /** Somebody looks. */
  asked(): void;
  close(): void;
}

/**
 * Tells of changes for as long as somebody looks, at most once in `PACE`; the first at once. While
 * nobody does, nothing is watched and nothing told.
 *
 * @param watch - calls its listener whenever something changes, until what it returns is called
 */
export function createTeller(
  clock: Clock,
  watch: (listener: () => void) => () => void,
  tell: () => void,
): Teller {
  let stopWatching: (() => void) | undefined;
  let askedAt = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let cancelStop: (() => void) | undefined;

  function changed(): void {
    cancel ??= clock.after(Math.max(0, toldAt + PACE - clock.elapsed()), tellNow);
  }

  function tellNow(): void {
    cancel = undefined;
    toldAt = clock.elapsed();
    if (toldAt - askedAt > LOOKS_FOR) stop();
    else tell();
  }

  function stop(): void {
    stopWatching?.();
    stopWatching = undefined;
    cancel?.();
    cancel = undefined;
    cancelStop?.();
  }

  return {
    asked() {
      askedAt = clock.elapsed();
      // What is open now: a deploy may have put other things in place.
      stopWatching?.();
      stopWatching = watch(changed);
      // Also where nothing changes any more: to watch costs something.
      cancelStop?.();
      cancelStop = clock.after(LOOKS_FOR + PACE, stop);
    },
    close: stop,
  };
}
