/** How fast indicators are found in text, against others that look for them. See `./extract`. */
import { extractIOC } from 'ioc-extractor';
import { LinkifyIt } from 'linkify-it';
import { extract } from '../../src/indicator/extract';
import type { IndicatorType } from '../../src/indicator/indicator';
import type { ExtractWork, Rates } from './extract';
import { median } from './figure';
import { mixedLog } from './log';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);
const PIECE = 1_000_000;
const WARM_UP = 4;
const ROUNDS = 5;

/** Of the log, what is handed to the slower ones in each round. */
const SAMPLE = 2;

const linkify = new LinkifyIt();

/** What is done with each piece; the number of what was found is kept from being optimised away. */
const WORK = {
  own: (text: string) => extract(text, ALL).length,
  linkify: (text: string) => linkify.match(text)?.length ?? 0,
  iocExtractor: (text: string) => extractIOC(text).urls.length,
};

let found = 0;

/** Characters per microsecond, which are megabytes per second. */
function rate(work: (text: string) => number, texts: readonly string[]): number {
  const startedAt = performance.now();
  let characters = 0;
  for (const text of texts) {
    found += work(text);
    characters += text.length;
  }
  return characters / (performance.now() - startedAt) / 1000;
}

function measure({ pieces, hostile, dense }: ExtractWork): Rates {
  const log = mixedLog(pieces, PIECE);
  const sample = log.slice(0, SAMPLE);
  for (let each = 0; each < WARM_UP; each += 1)
    Object.values(WORK).forEach((work) => rate(work, sample));
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const texts = log.slice(round * SAMPLE, (round + 1) * SAMPLE);
    return {
      own: rate(WORK.own, texts),
      linkify: rate(WORK.linkify, texts),
      iocExtractor: rate(WORK.iocExtractor, texts),
    };
  });
  const whole = Array.from({ length: ROUNDS }, () => rate(WORK.own, log));
  const slowness = (piece: string): { piece: string; ratio: number } => {
    const text = piece.repeat(PIECE / piece.length);
    const ratios = Array.from(
      { length: ROUNDS },
      () => rate(WORK.own, sample) / rate(WORK.own, [text]),
    );
    return { piece, ratio: median(ratios) };
  };
  return {
    characters: log.reduce((sum, { length }) => sum + length, 0),
    whole,
    rounds,
    hostile: hostile.map(slowness),
    dense: dense.map(slowness),
  };
}

console.log(JSON.stringify(measure(JSON.parse(process.argv[2] ?? ''))));
if (found === 0) throw new Error('Nothing was found');
