import type { Clock } from '../../clock';
import type { QuotaWindow, Reservation } from '../../store/store';

/** What a spent window says. */
export type Refused = Extract<Reservation, { granted: false }>;

/** Holds what waits back until the quota lets it go on. */
export interface QuotaHold {
  /** When it goes on (ms UTC); `undefined` when nothing is held back. */
  until(): number | undefined;
  /** Which window it waits for; `undefined` when nothing is held back. */
  window(): QuotaWindow | undefined;
  /** Holds back until the window may be fresh, and then calls `goOn`, once. */
  begin(reservation: Refused): void;
  /** Ends it before its time: `goOn` is not called. */
  end(): void;
}

const MINUTE = 60_000;

/** Makes a hold that holds nothing back yet. */
export function createQuotaHold(clock: Clock, goOn: () => void): QuotaHold {
  let until: number | undefined;
  let held: QuotaWindow | undefined;
  let cancel: (() => void) | undefined;

  /** Waits until `end` (ms, elapsed), or until the date says that the window is over. */
  function waitFor(end: number, retryAt: number): void {
    cancel = clock.after(Math.min(end - clock.elapsed(), MINUTE), () => {
      if (clock.elapsed() >= end || clock.now() >= retryAt) goOn();
      else waitFor(end, retryAt);
    });
  }

  return {
    until: () => until,
    window: () => held,
    begin({ window, wait, retryAt }) {
      until = retryAt;
      held = window;
      // A minute may end earlier than it looks: another account settles what it has under way.
      waitFor(clock.elapsed() + (window === 'minute' ? Math.min(wait, MINUTE) : wait), retryAt);
    },
    end() {
      cancel?.();
      until = undefined;
      held = undefined;
    },
  };
}
