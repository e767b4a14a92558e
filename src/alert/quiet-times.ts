import { openTimeZone, type TimeZone } from './local-time';
import type { QuietSpan } from './quiet-hours';

/** Whether it is quiet, and from when until when that is so (ms UTC). */
interface QuietTime {
  readonly isQuiet: boolean;
  readonly from: number;
  readonly until: number;
}

/** When it is quiet. */
export interface QuietTimes {
  at(time: number): QuietTime;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Days that are looked at before and after: more than any quiet lasts, which is less than a week. */
const DAYS_AROUND = 9;

/** The first of January 1970 was a Thursday. */
const DAY_OF_EPOCH = 3;

/** The times of each week that are quiet, as the clocks of a time zone show them. */
export function createQuietTimes(spans: readonly QuietSpan[], timeZone: string): QuietTimes {
  const zone = openTimeZone(timeZone);
  let last: QuietTime | undefined;
  return {
    at(time) {
      const isThen = last !== undefined && last.from <= time && time < last.until;
      last = isThen && last ? last : find(spans, zone, time);
      return last;
    },
  };
}

function find(spans: readonly QuietSpan[], zone: TimeZone, time: number): QuietTime {
  const today = Math.floor(zone.toLocal(time) / DAY);
  let from = Number.NEGATIVE_INFINITY;
  for (const quiet of quietAround(spans, zone, today)) {
    if (time < quiet.from) return { isQuiet: false, from, until: quiet.from };
    if (time < quiet.until) return quiet;
    from = quiet.until;
  }
  return { isQuiet: false, from, until: Number.POSITIVE_INFINITY };
}

/** What is quiet in the days around a day, in order and without gaps of no length. */
function quietAround(spans: readonly QuietSpan[], zone: TimeZone, today: number): QuietTime[] {
  const all: QuietTime[] = [];
  for (let day = today - DAYS_AROUND; day <= today + DAYS_AROUND; day += 1) {
    const dayOfWeek = (((day + DAY_OF_EPOCH) % 7) + 7) % 7;
    const toUtc = (minute: number): number => zone.toUtc(day * DAY + minute * MINUTE);
    for (const span of spans) {
      if (span.day !== dayOfWeek) continue;
      all.push({ isQuiet: true, from: toUtc(span.from), until: toUtc(span.to) });
    }
  }
  // Pages look into it too, for browsers that have no `toSorted` yet, and the list is our own.
  // oxlint-disable-next-line unicorn/no-array-sort
  all.sort((one, other) => one.from - other.from);
  const joined: QuietTime[] = [];
  for (const next of all) {
    const before = joined.at(-1);
    if (next.from >= next.until) continue;
    if (!before || before.until < next.from) joined.push(next);
    else joined[joined.length - 1] = { ...before, until: Math.max(before.until, next.until) };
  }
  return joined;
}
