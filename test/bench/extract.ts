import path from 'node:path';
import { DENSE_PIECES, HOSTILE_PIECES } from '../indicator/corpus/hostile';
import { runChild } from './child';
import { median, show, type Finding } from './figure';

/** Of a million characters each. */
const PIECES = 50;

/** What the process that measures is told. */
export interface ExtractWork {
  readonly pieces: number;
  /** What texts consist of that are made to take long. */
  readonly hostile: readonly string[];
  /** The same of those that hold nothing but indicators. */
  readonly dense: readonly string[];
}

/** What that process found, in megabytes per second. */
export interface Rates {
  readonly characters: number;
  /** All of the log, again and again. */
  readonly whole: readonly number[];
  /** Parts of the log, each one read by all in turn. */
  readonly rounds: readonly {
    readonly own: number;
    readonly linkify: number;
    readonly iocExtractor: number;
  }[];
  /** How many times as long as the log each hostile text takes. */
  readonly hostile: readonly Slowness[];
  readonly dense: readonly Slowness[];
}

interface Slowness {
  readonly piece: string;
  readonly ratio: number;
}

/** How fast indicators are found in a log, against two packages that find some of them too. */
export async function extract(): Promise<Finding> {
  const work: ExtractWork = {
    pieces: PIECES,
    hostile: HOSTILE_PIECES,
    dense: DENSE_PIECES,
  };
  return findingOf(await runChild(path.join(__dirname, 'extract-process.js'), work));
}

function findingOf(rates: Rates): Finding {
  const { rounds } = rates;
  const speed = median(rates.whole);
  const times = (name: 'linkify' | 'iocExtractor'): number =>
    median(rounds.map((round) => round.own / round[name]));
  const hostile = slowestOf(rates.hostile);
  const dense = slowestOf(rates.dense);
  const log = `URLs, hashes, domains and addresses of a log of ${show(rates.characters / 1e6)} MB`;
  return {
    rows: [
      {
        figure: `extract: ${log}`,
        target: '≥ 60 MB/s',
        measured: `${show(speed)} MB/s`,
        met: speed >= 60,
      },
      {
        figure: 'extract: against all that ioc-extractor finds in it',
        target: '≥ 15 ×',
        measured: `${show(times('iocExtractor'))} ×`,
        met: times('iocExtractor') >= 15,
      },
      {
        figure: 'extract: against the links that linkify-it finds in it',
        target: '≥ 3 ×',
        measured: `${show(times('linkify'))} ×`,
        met: times('linkify') >= 3,
      },
      {
        figure: 'extract: the worst of the hostile texts, against the log',
        target: '≤ 3 × the time',
        measured: `${tell(hostile)}; of nothing but indicators: ${tell(dense)}`,
        met: hostile.ratio <= 3,
      },
    ],
    raw: rates,
  };
}

function slowestOf(texts: readonly Slowness[]): Slowness {
  return texts.reduce((most, each) => (each.ratio > most.ratio ? each : most));
}

function tell({ piece, ratio }: Slowness): string {
  return `${show(ratio)} × (${JSON.stringify(piece)} over and over)`;
}
