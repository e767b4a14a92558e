/** How long texts take that were made up, against an ordinary one. See `./repeats`. */
import { extract } from '../../src/indicator/extract';
import type { IndicatorType } from '../../src/indicator/indicator';
import { repeats, type Repeat } from '../indicator/corpus/repeats';
import { median } from './figure';
import { mixedLog } from './log';
import type { Ratios, RepeatsWork, Slow } from './repeats';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);
const ROUNDS = 5;
const WARM_UP = 4;

let found = 0;

/** Milliseconds of the processor. */
function timeOf(text: string): number {
  const before = process.cpuUsage();
  found += extract(text, ALL).length;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What an ordinary text of this length takes: the middle of some. */
function ordinaryTime(log: string, length: number): number {
  const starts = Array.from({ length: 25 }, (_, at) => (at * 39_000) % (log.length - length || 1));
  return median(starts.map((start) => timeOf(log.slice(start, start + length))));
}

/** The least of some rounds: what is above it was something else's time. */
function leastTime(text: string, enough: number): number {
  let least = Infinity;
  for (let round = 0; round < ROUNDS && least > enough; round += 1) {
    least = Math.min(least, timeOf(text));
  }
  return least;
}

function slowest(log: string, all: Iterable<Repeat>, length: number, keep: number): Kept[] {
  const ordinary = ordinaryTime(log, length);
  let kept: Kept[] = [];
  for (const repeat of all) {
    const ratio = leastTime(repeat.text(length), ordinary) / ordinary;
    if (ratio > (kept[keep - 1]?.ratio ?? 0)) {
      kept = [...kept, { repeat, ratio }].toSorted((a, b) => b.ratio - a.ratio).slice(0, keep);
    }
  }
  return kept;
}

interface Kept {
  readonly repeat: Repeat;
  readonly ratio: number;
}

function told(kept: readonly Kept[]): Slow[] {
  return kept.map(({ repeat: { name }, ratio }) => ({ name, ratio }));
}

function measure({ count, seed, screened, lengths, keep }: RepeatsWork): Ratios {
  const log = mixedLog(2, 1_100_000).join('\n');
  for (let each = 0; each < WARM_UP; each += 1) found += extract(log, ALL).length;
  let kept = slowest(log, repeats(count, seed), screened, keep);
  const first = told(kept);
  const worst = lengths.map((length) => {
    kept = slowest(
      log,
      kept.map(({ repeat }) => repeat),
      length,
      keep,
    );
    return { length, slow: told(kept) };
  });
  return { first, worst };
}

console.log(JSON.stringify(measure(JSON.parse(process.argv[2] ?? ''))));
if (found === 0) throw new Error('Nothing was found');
