import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';

/** How many requests a key may send; 0 is no limit. */
export interface Limits {
  /** In any 60 seconds. */
  readonly perMinute: number;
  /** In a UTC day. */
  readonly perDay: number;
  /** In a UTC month. */
  readonly perMonth: number;
}

interface Used {
  /** Requests in the current UTC hour, day and month. */
  readonly hour: number;
  readonly day: number;
  readonly month: number;
}

/** Counts the requests of each key. Refused requests are not counted. */
export interface Usage {
  /** Counts `cost` requests at once and returns true; false, and nothing counted, over a limit. */
  admit(key: string, cost: number): boolean;
  used(key: string): Used;
}

/** Keys counted at a time; the one unused for longest is forgotten. */
const MOST_KEYS = 1000;
const MINUTE = 60_000;

interface Counter {
  period: number;
  count: number;
}

interface Counters {
  recent: number[];
  readonly hour: Counter;
  readonly day: Counter;
  readonly month: Counter;
}

/** Makes the counters of one stand-in. */
export function createUsage(clock: Clock, limits: Limits): Usage {
  const keys = new LRUCache<string, Counters>({ max: MOST_KEYS });

  function countersOf(key: string): Counters {
    const now = clock.now();
    const counters = keys.get(key) ?? emptyCounters();
    keys.set(key, counters);
    counters.recent = counters.recent.filter((time) => time > now - MINUTE);
    turn(counters.hour, Math.floor(now / 3_600_000));
    turn(counters.day, Math.floor(now / 86_400_000));
    turn(counters.month, monthOf(now));
    return counters;
  }

  return {
    admit(key, cost) {
      const { recent, hour, day, month } = countersOf(key);
      if (exceeds(recent.length + cost, limits.perMinute)) return false;
      if (exceeds(day.count + cost, limits.perDay)) return false;
      if (exceeds(month.count + cost, limits.perMonth)) return false;
      // Without a limit nobody asks for these times, and they would grow with the traffic.
      if (limits.perMinute > 0) recent.push(...Array.from({ length: cost }, () => clock.now()));
      for (const counter of [hour, day, month]) counter.count += cost;
      return true;
    },

    used(key) {
      const { hour, day, month } = countersOf(key);
      return { hour: hour.count, day: day.count, month: month.count };
    },
  };
}

function emptyCounters(): Counters {
  return {
    recent: [],
    hour: { period: 0, count: 0 },
    day: { period: 0, count: 0 },
    month: { period: 0, count: 0 },
  };
}

function turn(counter: Counter, period: number): void {
  if (counter.period === period) return;
  counter.period = period;
  counter.count = 0;
}

function monthOf(now: number): number {
  const date = new Date(now);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function exceeds(count: number, limit: number): boolean {
  return limit > 0 && count > limit;
}
