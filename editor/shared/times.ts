/**
 * A time (ISO 8601, or ms UTC) by the clock of this machine, as the language of the editor writes it:
 * the browser may speak another.
 */
export function showTime(node: Translating, at: string | number): string {
  return new Date(at).toLocaleString(node._('language'));
}

/** The same without the day. */
export function showTimeOfDay(node: Translating, at: string | number): string {
  return new Date(at).toLocaleTimeString(node._('language'));
}

/** The day of the week and the time of day (ms UTC) by the clocks of a time zone (IANA's name). */
export function showWeekTime(node: Translating, at: number, timeZone: string): string {
  return new Date(at).toLocaleString(node._('language'), {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long before `now` a time was, both ms UTC: `3 min. ago`. */
export function showAge(node: Translating, at: number, now: number): string {
  const words = new Intl.RelativeTimeFormat(node._('language'), { style: 'short' });
  const age = Math.max(0, now - at);
  for (const [unit, length] of UNITS) {
    if (age >= length) return words.format(-Math.floor(age / length), unit);
  }
  return words.format(-Math.floor(age / 1000), 'second');
}
