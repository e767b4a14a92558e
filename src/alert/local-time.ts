/** A place's time of day: what its clocks show, as if that were UTC, in ms. */
type LocalTime = number;

/** A time zone, as far as it says when its clocks show what. */
export interface TimeZone {
  /** What the clocks show at a time (ms UTC). */
  toLocal(time: number): LocalTime;
  /**
   * When (ms UTC) the clocks show `local` first, or have passed it: what is left out as they are set
   * on has passed when they are, and what comes twice counts the first time.
   */
  toUtc(local: LocalTime): number;
}

const HOUR = 3_600_000;

/** No zone is farther from UTC, nor are its clocks set by more at once. */
const FARTHEST = 26 * HOUR;

const SECOND = 1000;

/** Whether there is such a time zone, by the names of IANA. */
export function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The time zone of this machine. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * Opens a time zone by its name.
 * @throws RangeError where there is none of this name
 */
export function openTimeZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  function toLocal(time: number): LocalTime {
    const shown = new Map<string, number>();
    for (const { type, value } of format.formatToParts(time)) shown.set(type, Number(value));
    const part = (type: string): number => shown.get(type) ?? 0;
    return Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
  }

  /** By how much the clocks are ahead of UTC. */
  function offsetAt(time: number): number {
    const whole = Math.floor(time / SECOND) * SECOND;
    return toLocal(whole) - whole;
  }

  /** The first time from `before` to `after` at which the clocks have passed `local`. */
  function firstPast(local: LocalTime, before: number, after: number): number {
    let [low, high] = [before, after];
    while (high - low > SECOND) {
      const middle = Math.floor((low + high) / 2 / SECOND) * SECOND;
      if (middle + offsetAt(middle) >= local) high = middle;
      else low = middle;
    }
    return high;
  }

  return {
    toLocal: (time) => time + offsetAt(time),
    toUtc(local) {
      const offsets = [offsetAt(local - FARTHEST), offsetAt(local + FARTHEST)];
      const [first, second] = [local - Math.max(...offsets), local - Math.min(...offsets)] as const;
      if (first + offsetAt(first) === local) return first;
      if (second + offsetAt(second) === local) return second;
      return firstPast(local, first - SECOND, second);
    },
  };
}
