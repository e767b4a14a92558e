/** One line of the table: what was to be reached, and what was. */
export interface Row {
  readonly figure: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** What one measurement found: its lines of the table, and every number they were made of. */
export interface Finding {
  readonly rows: readonly Row[];
  readonly raw: object;
}

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ figure, target, measured, met }) => [
    figure,
    target,
    measured,
    met ? 'yes' : 'no',
  ]);
  const all = [['figure', 'target', 'measured', 'met'], ...lines];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...all.map((line) => line[column]?.length ?? 0)),
  );
  const print = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [print(all[0] ?? []), rule, ...lines.map(print)].join('\n');
}

/** The middle of some numbers, which one outlier does not move. */
export function median(numbers: readonly number[]): number {
  const ordered = numbers.toSorted((a, b) => a - b);
  const middle = ordered.length / 2;
  const upper = ordered[Math.floor(middle)] ?? Number.NaN;
  const lower = ordered[Math.ceil(middle) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

/** A number for the table, with three digits that count, or all of its whole part. */
export function show(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
