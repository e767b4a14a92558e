import type { Indicators } from './indicators';

/** Of so many indicators one, at the least, makes room when the window is full. */
const SHARE = 4;

/** Decides which indicators are let go when there are too many. */
export interface Limit {
  /**
   * The row of an indicator to be let go. Where there is none, all are set off first, and `lose` is
   * told by how many events each.
   */
  choose(lose: (events: number) => void): number | undefined;
  /** `events` of the oldest events of an indicator leave the window. */
  expire(row: number, events: number): void;
}

/**
 * Keeps the frequent ones, after Misra and Gries ("Finding repeated elements", 1982): events of one
 * indicator are set off against as many of each of the others, and one that has none left may go.
 * It goes only when its row is needed.
 *
 * What is set off are the oldest events, and they leave the window first. So whichever time one
 * looks back to, an indicator that was let go since then had no more events than were set off since
 * then. And as each time at least three of four have that many events to be set off, the sum of what
 * is set off in a window is at most 4/3 of the events in two windows (an event can be set off as long
 * as it is in the window), divided by the number of indicators.
 */
export function createLimit(indicators: Indicators): Limit {
  let candidates: Iterator<number> | undefined;

  const left = (row: number): number => indicators.count.get(row) - indicators.setOff.get(row);

  function next(): number | undefined {
    for (let each = candidates?.next(); each && each.done !== true; each = candidates?.next()) {
      if (indicators.has(each.value) && left(each.value) <= 0) return each.value;
    }
    return undefined;
  }

  /** So many that one in four has no more than that. */
  function amountToSetOff(): number {
    const amounts = Float64Array.from(indicators.rows(), left).toSorted();
    return amounts[Math.floor((amounts.length - 1) / SHARE)] ?? 0;
  }

  function setOff(events: number): void {
    for (const row of indicators.rows()) {
      indicators.setOff.add(row, Math.min(events, left(row)));
    }
  }

  return {
    choose(lose) {
      const found = next();
      if (found !== undefined) return found;
      const events = amountToSetOff();
      if (events > 0) lose(events);
      setOff(events);
      // A snapshot: those that come in meanwhile are not looked at.
      candidates = Int32Array.from(indicators.rows()).values();
      return next();
    },
    expire(row, events) {
      indicators.setOff.set(row, Math.max(0, indicators.setOff.get(row) - events));
    },
  };
}
