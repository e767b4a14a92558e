import { DEFAULT_POLICY } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Indicator } from '../../src/indicator/indicator';
import { createCondensedVerdict } from '../../src/verdict/condensed';
import { identify } from '../../src/indicator/identify';
import { guiLink } from '../../src/virustotal/links';
import { parseReport } from '../../src/virustotal/parse-report';
import { median, show, type Finding } from './figure';
import { indicatorOf, reportText } from './reports';

const REPORTS = 200;
const ROUNDS = 31;
const NOW = Date.UTC(2026, 0);

const format = createCondensedVerdict({ now: () => NOW });

/** What is done with each report; the result is kept from being optimised away. */
const WORK: Readonly<Record<string, (sample: Sample) => unknown>> = {
  'an object': ({ object }) => judge(object),
  'a text': ({ text }) => judge(text),
  'JSON.parse': ({ text }) => JSON.parse(text),
  'the condensed verdict': ({ condensed, indicator, link }) =>
    format.open(condensed)(indicator, link, NOW),
  'JSON.parse of it': ({ condensed }) => JSON.parse(condensed),
};

/** One report in all its forms. */
interface Sample {
  readonly text: string;
  readonly object: unknown;
  readonly indicator: Indicator;
  readonly condensed: string;
  readonly link: string;
}

/** What it takes to judge a report of 30 kB, from an object and from its text. */
export async function verdict(): Promise<Finding> {
  const samples = Array.from({ length: REPORTS }, (_, number) => sampleOf(number));
  const rounds = Array.from({ length: ROUNDS }, () =>
    Object.fromEntries(Object.entries(WORK).map(([name, work]) => [name, cost(samples, work)])),
  );
  const each = (name: string): number => median(rounds.map((round) => round[name] ?? Number.NaN));
  const object = each('an object');
  const text = each('a text');
  const parse = each('JSON.parse');
  const condensed = each('the condensed verdict') - each('JSON.parse of it');
  const ratio = median(
    rounds.map((round) => (round['a text'] ?? Number.NaN) / (round['JSON.parse'] ?? Number.NaN)),
  );
  const size = mean(samples.map((sample) => sample.text.length));
  const condensedSize = mean(samples.map((sample) => sample.condensed.length));
  return {
    rows: [
      {
        figure: `judging a v3 report of ${show(size / 1000)} kB, from an object`,
        target: '≤ 30 µs',
        measured: `${show(object)} µs`,
        met: object <= 30,
      },
      {
        figure: `judging a v3 report of ${show(size / 1000)} kB, from its text`,
        target: '≤ 1.3 × JSON.parse',
        measured: `${show(ratio)} × (${show(text)} against ${show(parse)} µs)`,
        met: ratio <= 1.3,
      },
    ],
    raw: {
      microseconds: { object, text, parse, condensed },
      ratio,
      meanText: size,
      meanCondensed: condensedSize,
      rounds,
    },
  };
}

function sampleOf(number: number): Sample {
  const text = reportText(number);
  const name = indicatorOf(number);
  const link = guiLink('file', name);
  const report = parseReport(text);
  const indicator = identify(name, 'file');
  const condensed = format.write(report, indicator, link);
  return { text, object: JSON.parse(text), indicator, condensed, link };
}

function judge(input: unknown): unknown {
  return summarize(parseReport(input), DEFAULT_POLICY, NOW);
}

let last: unknown;

/** Microseconds for each sample. */
function cost(samples: readonly Sample[], work: (sample: Sample) => unknown): number {
  const startedAt = performance.now();
  for (const sample of samples) last = work(sample);
  const elapsed = performance.now() - startedAt;
  if (last === undefined) throw new Error('Nothing was done');
  return (1000 * elapsed) / samples.length;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
