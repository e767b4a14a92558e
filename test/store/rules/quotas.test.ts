import assert from 'node:assert/strict';
import { findHindrance, FRESH_QUOTA, rollOver, takeOne } from '../../../src/store/rules/quotas';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-01-31T12:00:00Z');
const MIDNIGHT = Date.parse('2026-02-01T00:00:00Z');
const none = (): number => 0;
const used = takeOne(rollOver(FRESH_QUOTA, NOON, none));

describe('the windows of a quota', () => {
  it('are those of the UTC day and month, counted together', () => {
    assert.deepEqual(used, { dayEnds: MIDNIGHT, dayUsed: 1, monthEnds: MIDNIGHT, monthUsed: 1 });
  });

  for (const [title, now, expected] of [
    ['stay until they end', MIDNIGHT - 1, used],
    ['do not end early when the time is corrected backwards', NOON - 24 * HOUR, used],
    [
      'start anew the moment they end',
      MIDNIGHT,
      {
        dayEnds: Date.parse('2026-02-02T00:00:00Z'),
        dayUsed: 0,
        monthEnds: Date.parse('2026-03-01T00:00:00Z'),
        monthUsed: 0,
      },
    ],
    [
      'end with the one after the next at the latest, when the time was far ahead',
      Date.parse('2020-02-28T12:00:00Z'),
      {
        dayEnds: Date.parse('2020-03-01T00:00:00Z'),
        dayUsed: 1,
        monthEnds: Date.parse('2020-04-01T00:00:00Z'),
        monthUsed: 1,
      },
    ],
  ] as const) {
    it(title, () => assert.deepEqual(rollOver(used, now, none), expected));
  }

  it('begin with the attempts that may have been made in them', () => {
    const { dayUsed, monthUsed } = rollOver(used, MIDNIGHT + 5, (time) => time - MIDNIGHT + 3);
    assert.deepEqual([dayUsed, monthUsed], [3, 3]);
  });

  for (const [title, allowance, waits, expected] of [
    ['has no limit', [0, 0, 0], [0, 0], undefined],
    ['has room in all', [9, 2, 2], [0, 0], undefined],
    ['was held back in the past', [9, 2, 2], [-5, -5], undefined],
    ['has used up its day', [9, 1, 2], [0, 0], ['day', 12 * HOUR]],
    [
      'has used up its month, which says more than its day',
      [9, 1, 1],
      [0, 0],
      ['month', 12 * HOUR],
    ],
    ['has used up its minute', [9, 0, 0], [5, 0], ['minute', 5]],
    ['is paused for longer than its minute', [9, 0, 0], [5, 6], ['pause', 6]],
    ['is paused for shorter than its minute', [9, 0, 0], [6, 5], ['minute', 6]],
    ['is paused beyond its day', [9, 1, 0], [0, 13 * HOUR], ['pause', 13 * HOUR]],
  ] as const) {
    it(`decide on a key that ${title}`, () => {
      const [perMinute, perDay, perMonth] = allowance;
      const [minute, pause] = waits;
      const answer = findHindrance(used, { perMinute, perDay, perMonth }, { minute, pause }, NOON);
      const refusal = expected && { window: expected[0], wait: expected[1] };
      assert.deepEqual(
        answer,
        refusal && { granted: false, ...refusal, retryAt: NOON + refusal.wait },
      );
    });
  }
});
