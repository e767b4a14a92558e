import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseQuietHours } from '../../src/alert/quiet-hours';

describe('a text of quiet hours', () => {
  for (const [text, spans] of [
    ['', []],
    [' , ', []],
    ['Tue', [{ day: 1, from: 0, to: 1440 }]],
    ['tuesday', [{ day: 1, from: 0, to: 1440 }]],
    ['Di.', [{ day: 1, from: 0, to: 1440 }]],
    ['Tue 9-17', [{ day: 1, from: 540, to: 1020 }]],
    ['Tue 09:00 – 17:30', [{ day: 1, from: 540, to: 1050 }]],
    ['Tue18:00-07:00', [{ day: 1, from: 1080, to: 1860 }]],
    [
      'Sun-Mon 1-2',
      [
        { day: 6, from: 60, to: 120 },
        { day: 0, from: 60, to: 120 },
      ],
    ],
    [
      'Sun, Mon 18:00-07:00',
      [
        { day: 6, from: 0, to: 1440 },
        { day: 0, from: 1080, to: 1860 },
        { day: 0, from: 0, to: 420 },
      ],
    ],
  ] as const) {
    it(`says "${text}"`, () => {
      assert.deepEqual(parseQuietHours(text), { spans });
    });
  }

  for (const [text, why, wrong] of [
    ['at night', 'part', 'at night'],
    ['Mon 18:00', 'part', 'Mon 18:00'],
    ['Mon-Fri 18:00-07:00 Sat', 'part', 'Mon-Fri 18:00-07:00 Sat'],
    ['<img src=x>', 'part', '<img src=x>'],
    ['Mon-Fry', 'day', 'Fry'],
    ['constructor', 'day', 'constructor'],
    ['Mon 18:60-07:00', 'time', '18:60'],
    ['Mon 18:00-25:00', 'time', '25:00'],
    ['Mon 24:00-07:00', 'time', '24:00'],
    ['Mon 07:00-07:00', 'length', 'Mon 07:00-07:00'],
    ['Mon-Sun', 'always', 'Mon-Sun'],
    ['00:00-12:00, 12:00-24:00', 'always', '00:00-12:00, 12:00-24:00'],
    ['Mon-Fri 18:00-18:00', 'length', 'Mon-Fri 18:00-18:00'],
    ['Mon-Sun 07:00-06:59, Mon-Sun 6:59-7:00', 'always', 'Mon-Sun 07:00-06:59, Mon-Sun 6:59-7:00'],
  ] as const) {
    it(`tells what is wrong with "${text}"`, () => {
      assert.deepEqual(parseQuietHours(text), { problem: { why, text: wrong } });
    });
  }

  it('is not read for ever, however long it is', () => {
    const { problem } = Object(parseQuietHours('Mon 1-2,'.repeat(100_000)));
    assert.equal(problem.why, 'part');
    assert.ok('problem' in parseQuietHours(`Mon${' '.repeat(100_000)}-x`));
  });
});
