/**
 * A process that counts the work for texts that were made up to take long, against that for an ordinary
 * log, and sends back which take too much: those of the fuzz, and those that were found before. V8
 * counts all parts of a function only where it was compiled while it counted: so the program is loaded
 * here after that has begun.
 */
import { countWork } from './counted-work';

/** What takes too much, and how many times as long as a log. */
export interface TooMuch {
  readonly madeUp: readonly string[];
  readonly known: readonly string[];
}

/** Enough to tell what grows with the length from what grows with its square. */
const SHORT = 4000;
const LONG = 16_000;

/** How many times the work for an ordinary text is allowed, by the runs of its parts. */
const MOST = 10;

const COUNT = 300;
const SEED = 11;

const KNOWN = [
  '1a..',
  '1.2.3.4[.]',
  'http__a.',
  'ab:',
  '1.2.3.4[dot]',
  'a.com:',
  '%68[:]',
  'a/b+http://',
];

async function measure(): Promise<TooMuch> {
  const counter = countWork('/src/indicator/');
  const { extract } = await import('../../src/indicator/extract.js');
  const { mixedLog } = await import('../bench/log.js');
  const { repeats } = await import('../indicator/corpus/repeats.js');
  const { DENSE_PIECES, HOSTILE_PIECES } = await import('../indicator/corpus/hostile.js');
  const find = new Set(['url', 'file', 'domain', 'ip'] as const);
  const workFor = (text: string): number => counter.count(() => extract(text, find)) / text.length;
  const [log = ''] = mixedLog(1, LONG * 4);
  const ordinary = workFor(log);
  if (ordinary === 0) return { madeUp: ['Nothing is counted'], known: ['Nothing is counted'] };

  /** Why the work for what is made by length is too much, if it is. */
  function tooMuch(name: string, make: (length: number) => string): string[] {
    const [before, after] = [workFor(make(SHORT)), workFor(make(LONG))];
    const isMuch = after > MOST * ordinary;
    const grows = after > 1.5 * before && after > 2 * ordinary;
    return isMuch || grows ? [`${name}: ${before / ordinary} and ${after / ordinary} times`] : [];
  }

  const madeUp = Array.from(repeats(COUNT, SEED)).flatMap(({ name, text }) => tooMuch(name, text));
  const known = [...KNOWN, ...HOSTILE_PIECES, ...DENSE_PIECES].flatMap((unit) =>
    tooMuch(unit, (length) => `${unit.repeat(length / unit.length)}[:]`),
  );
  return { madeUp, known };
}

void measure().then((found) => process.send?.(found));
