import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createTexts, textsOf, type Texts } from '../../../../nodes/shared/status/texts';
import { createFakeClock } from '../../../support/fake-clock';
import { readCatalogue, translateBy } from '../../../support/texts';

/** By the clock of this machine, as statuses are. */
const NOON = new Date(2026, 0, 15, 12, 0, 0).getTime();
const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function textsIn(language: string): Texts {
  return createTexts(translateBy(readCatalogue('collect', language)), createFakeClock(NOON));
}

const CASES: readonly (readonly [
  language: string,
  say: (texts: Texts) => string,
  expected: string,
])[] = [
  ['en-US', ({ time }) => time(NOON + 90 * SECOND), '12:01:30'],
  ['en-US', ({ time }) => time(NOON - HOUR), '11:00:00'],
  ['en-US', ({ time }) => time(NOON + HOUR), '13:00'],
  ['en-US', ({ time }) => time(NOON + DAY), 'Jan 16, 12:00'],
  ['en-US', ({ time }) => time(new Date(2026, 0, 15, 23, 59, 59).getTime()), '23:59'],
  ['en-US', ({ time }) => time(new Date(2026, 0, 16).getTime()), 'Jan 16, 00:00'],
  ['en-US', ({ number }) => number(1_234_567), '1,234,567'],
  ['de', ({ time }) => time(NOON + 90 * SECOND), '12:01:30'],
  ['de', ({ time }) => time(NOON + HOUR), '13:00'],
  ['de', ({ time }) => time(NOON + DAY), '16. Jan., 12:00'],
  ['de', ({ number }) => number(1_234_567), '1.234.567'],
  ['de', ({ say }) => say('status.waiting', { number: '3' }), '3 wartend'],
];

describe('what a node says in its status', () => {
  it('is looked up once where nothing is put into it, however many messages there are', () => {
    const asked: string[] = [];
    const { say } = textsOf({
      _: (key: string, values: object = {}) => {
        asked.push(key);
        return `${key} ${JSON.stringify(values)}`;
      },
    });
    const said = ['status.a', 'status.b', 'status.a', 'status.a'].map((key) => say(key));
    assert.deepEqual(said, ['status.a {}', 'status.b {}', 'status.a {}', 'status.a {}']);
    assert.deepEqual(asked, ['status.a', 'status.b']);
    assert.equal(say('status.a', { number: 1 }), 'status.a {"number":1}');
    assert.equal(say('status.a', { number: 2 }), 'status.a {"number":2}');
  });

  for (const [language, say, expected] of CASES) {
    it(`is written as in ${language}: "${expected}"`, () => {
      assert.equal(say(textsIn(language)), expected);
    });
  }
});
