import assert from 'node:assert/strict';
import { extract } from '../../../src/indicator/extract';
import type { IndicatorType } from '../../../src/indicator/indicator';
import { mixedLog } from '../../bench/log';
import { countWork, type WorkCounter } from '../../support/counted-work';
import { repeats } from '../corpus/repeats';
import { DENSE_PIECES, HOSTILE_PIECES } from '../corpus/hostile';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);

/** Enough to tell what grows with the length from what grows with its square. */
const SHORT = 4000;
const LONG = 16_000;

/** How many times the work for an ordinary text is allowed, by the runs of its parts. */
const MOST = 10;

const COUNT = 300;
const SEED = 11;

describe('the work for a text that was made up to take long', () => {
  let counter: WorkCounter;
  let ordinary: number;

  before(() => {
    counter = countWork('/src/indicator/');
    const [log = ''] = mixedLog(1, LONG * 4);
    ordinary = workFor(log) / log.length;
  });
  after(() => counter.close());

  const workFor = (text: string): number => counter.count(() => extract(text, ALL));

  /** Why the work for what is made by length is too much, if it is. */
  function tooMuch(name: string, make: (length: number) => string): string[] {
    const [short, long] = [make(SHORT), make(LONG)];
    const [before, after] = [workFor(short) / short.length, workFor(long) / long.length];
    const isMuch = after > MOST * ordinary;
    const grows = after > 1.5 * before && after > 2 * ordinary;
    return isMuch || grows ? [`${name}: ${before / ordinary} and ${after / ordinary} times`] : [];
  }

  it('is that for an ordinary one some times over, whatever its length', () => {
    const found = Array.from(repeats(COUNT, SEED)).flatMap(({ name, text }) => tooMuch(name, text));
    assert.deepEqual(found, []);
  }).timeout(120_000);

  it('is so for what was found to take long before', () => {
    const units = [
      '1a..',
      '1.2.3.4[.]',
      'http__a.',
      'ab:',
      '1.2.3.4[dot]',
      'a.com:',
      '%68[:]',
      'a/b+http://',
    ];
    const found = [...units, ...HOSTILE_PIECES, ...DENSE_PIECES].flatMap((unit) => {
      return tooMuch(unit, (length) => `${unit.repeat(length / unit.length)}[:]`);
    });
    assert.deepEqual(found, []);
  }).timeout(120_000);
});
