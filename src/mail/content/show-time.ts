/** A time in UTC as ISO 8601 writes it, and nothing else. */
const TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z$/;

/**
 * A time as a person reads it, in UTC and to the second: `2026-01-15 10:00:00 UTC`. `undefined` for a
 * text that is no time in ISO 8601.
 */
export function showTime(text: string): string | undefined {
  const [, day, time] = TIME.exec(text) ?? [];
  return day === undefined ? undefined : `${day} ${time} UTC`;
}
