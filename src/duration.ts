const DAY = 86_400_000;

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY,
};

const LONGEST_FIRST = ['d', 'h', 'm', 's', 'ms'];

/** A hundred years: what is longer is a slip, and added to a date it may be none any more. */
const LONGEST = 36_525 * DAY;

const WHOLE = /^\s*(?:\d{1,9}(?:\.\d{1,3})?\s*(?:ms|[smhd])\s*)+$/;
const PART = /([\d.]+)\s*(ms|[smhd])/g;

/**
 * Reads a duration such as `30s`, `10m`, `1h30m` or `2d`.
 * Returns milliseconds, or `undefined` when the text is not a duration of at most a hundred years.
 */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(PART)) {
    total += Number(amount) * (MILLISECONDS[unit ?? ''] ?? Number.NaN);
  }
  return total <= LONGEST ? Math.round(total) : undefined;
}

/** A duration in its largest whole unit: `1h` for an hour, `90m` for one and a half. */
export function printDuration(milliseconds: number): string {
  const unit = LONGEST_FIRST.find((each) => milliseconds % (MILLISECONDS[each] ?? 1) === 0) ?? 'ms';
  return `${milliseconds / (MILLISECONDS[unit] ?? 1)}${unit}`;
}
