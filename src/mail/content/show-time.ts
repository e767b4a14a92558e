import { ENGLISH, type MailTexts } from './texts';

/** A time in UTC as ISO 8601 writes it, and nothing else. */
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z$/;

/**
 * A time as a person reads it, in UTC and to the second: `2026-01-15 10:00:00 UTC` in English.
 * `undefined` for a text that is no time in ISO 8601.
 */
export function showTime(text: string, texts: MailTexts = ENGLISH): string | undefined {
  const [, year, month = '', day = '', time = ''] = TIME.exec(text) ?? [];
  return year === undefined ? undefined : texts.say('time', { year, month, day, time });
}
