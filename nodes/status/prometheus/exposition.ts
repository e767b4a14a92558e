/** What a number of a metric is of, by name; a value may be any text. */
export type Labels = Readonly<Record<string, string>>;

/** One number of a metric. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** A metric and all its numbers, each with other labels. */
export interface Metric {
  /** By the conventions of Prometheus: the unit at its end, `_total` for what only grows. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** As what a reply has to name itself. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Metrics in the text format of Prometheus, version 0.0.4
 * (prometheus.io/docs/instrumenting/exposition_formats). One that has no number is left out.
 */
export function writeMetrics(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap(linesOf)
    .join('');
}

function linesOf({ name, type, help, samples }: Metric): string[] {
  return [
    `# HELP ${name} ${escape(help, /[\\\n]/g)}\n`,
    `# TYPE ${name} ${type}\n`,
    ...samples.map(({ labels = {}, value }) => `${name}${inBraces(labels)} ${value}\n`),
  ];
}

function inBraces(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escape(wellFormed(value), /["\\\n]/g)}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' };

function escape(text: string, marks: RegExp): string {
  return text.replaceAll(marks, (mark) => ESCAPES[mark] ?? mark);
}

/** Half a character is none in UTF-8. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, '\u{FFFD}');
}
