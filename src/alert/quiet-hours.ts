/** A part of each week, in minutes of its own day (0 is Monday): `to` may lie on the next day. */
export interface QuietSpan {
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Why a text names no quiet hours: `part` is neither days nor times; `day` and `time` are none;
 * `length` begins and ends at the same time; `always` leaves no time at which anything could be sent.
 */
export interface QuietHoursProblem {
  readonly why: 'part' | 'day' | 'time' | 'length' | 'always';
  /** What is wrong with it. */
  readonly text: string;
}

/** What a text of quiet hours says. */
export type QuietHours =
  { readonly spans: readonly QuietSpan[] } | { readonly problem: QuietHoursProblem };

const DAY = 1440;

const DAYS_OF_WEEK = 7;

/** How each day may be written, Monday first, in English and in German. */
const DAY_NAMES: readonly (readonly string[])[] = [
  ['mo', 'mon', 'monday', 'montag'],
  ['tu', 'tue', 'tues', 'tuesday', 'di', 'dienstag'],
  ['we', 'wed', 'wednesday', 'mi', 'mittwoch'],
  ['th', 'thu', 'thur', 'thurs', 'thursday', 'do', 'donnerstag'],
  ['fr', 'fri', 'friday', 'freitag'],
  ['sa', 'sat', 'saturday', 'samstag', 'sonnabend'],
  ['su', 'sun', 'sunday', 'so', 'sonntag'],
];

const DASH = String.raw`\s*[-–]\s*`;
const TIME = String.raw`\d{1,2}(?::\d{2})?`;
const PART = new RegExp(
  String.raw`^(?:(\p{L}+\.?)(?:${DASH}(\p{L}+\.?))?)?\s*(?:(${TIME})${DASH}(${TIME}))?$`,
  'u',
);

/** Parts that are read; nobody writes more by hand. */
const MOST_PARTS = 100;

/** What one part says: some days, and when on them; without times all day. */
interface Part {
  readonly days: readonly number[];
  readonly times?: { readonly from: number; readonly to: number };
}

/**
 * Reads quiet hours such as `Mon-Fri 18:00-07:00, Sat-Sun`: parts of days, times or both, apart by
 * commas. A time over midnight belongs to the day on which it begins; where the day before is quiet
 * as a whole, its morning is quiet too, so that a weekend goes on until people come. Without days it
 * is each day, without times all day. An empty text has no spans.
 */
export function parseQuietHours(text: string): QuietHours {
  const written = text.split(/[,;\n]/).map((each) => each.trim());
  const parts: Part[] = [];
  for (const each of written.filter((one) => one !== '')) {
    const part = parts.length < MOST_PARTS ? readPart(each) : problem('part', each);
    if ('problem' in part) return part;
    parts.push(part);
  }
  const spans = [...parts.flatMap(spansOf), ...morningsAfterWholeDays(parts)];
  return isAlways(spans) ? problem('always', text.trim()) : { spans };
}

function problem(
  why: QuietHoursProblem['why'],
  text: string,
): { readonly problem: QuietHoursProblem } {
  return { problem: { why, text } };
}

function readPart(text: string): Part | { readonly problem: QuietHoursProblem } {
  const [matched, first, last = first, begins, ends] = PART.exec(text) ?? [];
  if (matched === undefined) return problem('part', text);
  const days = first === undefined ? allDays() : daysFrom(first, last ?? first);
  if (typeof days === 'string') return problem('day', days);
  if (begins === undefined || ends === undefined) return { days };
  const [from, to] = [minuteOf(begins), minuteOf(ends)];
  if (from === undefined || from === DAY) return problem('time', begins);
  if (to === undefined) return problem('time', ends);
  if (from === to) return problem('length', text);
  return { days, times: { from, to: to > from ? to : to + DAY } };
}

function allDays(): number[] {
  return DAY_NAMES.map((_names, day) => day);
}

/** The days of a range, which may go over the end of the week; the name that is none. */
function daysFrom(first: string, last: string): number[] | string {
  const [from, to] = [dayOf(first), dayOf(last)];
  if (from === -1) return first;
  if (to === -1) return last;
  const count = ((to - from + DAYS_OF_WEEK) % DAYS_OF_WEEK) + 1;
  return Array.from({ length: count }, (_, index) => (from + index) % DAYS_OF_WEEK);
}

function dayOf(name: string): number {
  const plain = name.toLowerCase().replace(/\.$/, '');
  return DAY_NAMES.findIndex((names) => names.includes(plain));
}

function minuteOf(text: string): number | undefined {
  const [hours = Number.NaN, minutes = 0] = text.split(':').map(Number);
  const minute = hours * 60 + minutes;
  return minutes < 60 && minute <= DAY ? minute : undefined;
}

function spansOf({ days, times }: Part): QuietSpan[] {
  const { from, to } = times ?? { from: 0, to: DAY };
  return days.map((day) => ({ day, from, to }));
}

function morningsAfterWholeDays(parts: readonly Part[]): QuietSpan[] {
  const whole = new Set(parts.flatMap(({ days, times }) => (times ? [] : days)));
  return parts.flatMap(({ days, times }) => {
    if (!times || times.to <= DAY) return [];
    const after = days.filter((day) => whole.has((day + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK));
    return after.map((day) => ({ day, from: 0, to: times.to - DAY }));
  });
}

function isAlways(spans: readonly QuietSpan[]): boolean {
  const week = Array.from({ length: DAYS_OF_WEEK * DAY }, () => false);
  for (const { day, from, to } of spans) {
    for (let at = from; at < to; at += 1) week[(day * DAY + at) % week.length] = true;
  }
  return week.every(Boolean);
}
