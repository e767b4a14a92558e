import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isTimeZone, openTimeZone } from '../../src/alert/local-time';
import { parseQuietHours, type QuietSpan } from '../../src/alert/quiet-hours';
import { createQuietTimes } from '../../src/alert/quiet-times';

const NIGHTS_AND_WEEKEND = 'Mon-Fri 18:00-07:00, Sat-Sun';

function spansOf(text: string): readonly QuietSpan[] {
  const hours = parseQuietHours(text);
  assert.ok('spans' in hours, text);
  return hours.spans;
}

/** Whether it is quiet at a time, and the whole of that in UTC. */
function quietAt(text: string, zone: string, time: string): string {
  const { isQuiet, from, until } = createQuietTimes(spansOf(text), zone).at(Date.parse(time));
  const [begin, end] = [from, until].map((at) => new Date(at).toISOString().slice(0, 16));
  return `${isQuiet ? 'quiet' : 'open'} ${begin} ${end}`;
}

describe('quiet hours', () => {
  for (const [text, time, expected] of [
    // 2026-01-12 is a Monday.
    [NIGHTS_AND_WEEKEND, '2026-01-14T12:00Z', 'open 2026-01-14T07:00 2026-01-14T18:00'],
    [NIGHTS_AND_WEEKEND, '2026-01-14T18:00Z', 'quiet 2026-01-14T18:00 2026-01-15T07:00'],
    [NIGHTS_AND_WEEKEND, '2026-01-15T06:59Z', 'quiet 2026-01-14T18:00 2026-01-15T07:00'],
    [NIGHTS_AND_WEEKEND, '2026-01-15T07:00Z', 'open 2026-01-15T07:00 2026-01-15T18:00'],
    [NIGHTS_AND_WEEKEND, '2026-01-16T20:00Z', 'quiet 2026-01-16T18:00 2026-01-19T07:00'],
    [NIGHTS_AND_WEEKEND, '2026-01-19T03:00Z', 'quiet 2026-01-16T18:00 2026-01-19T07:00'],
    ['Mon-Fri 22:00-06:00', '2026-01-17T05:00Z', 'quiet 2026-01-16T22:00 2026-01-17T06:00'],
    ['Mon-Fri 22:00-06:00', '2026-01-19T05:00Z', 'open 2026-01-17T06:00 2026-01-19T22:00'],
    ['22:00-06:00', '2026-01-18T23:00Z', 'quiet 2026-01-18T22:00 2026-01-19T06:00'],
    ['Sun', '2026-01-18T23:59Z', 'quiet 2026-01-18T00:00 2026-01-19T00:00'],
    ['Sat-Mon 12:00-13:00', '2026-01-18T12:30Z', 'quiet 2026-01-18T12:00 2026-01-18T13:00'],
    ['Mon 00:00-24:00, Tue 0-1', '2026-01-12T09:00Z', 'quiet 2026-01-12T00:00 2026-01-13T01:00'],
    ['Mo-Fr 18:00-07:00; Sa, So', '2026-01-18T23:00Z', 'quiet 2026-01-16T18:00 2026-01-19T07:00'],
  ] as const) {
    it(`of "${text}" are ${expected} at ${time}`, () => {
      assert.equal(quietAt(text, 'UTC', time), expected);
    });
  }

  const changes: readonly [string, string, string, string][] = [
    // zone, hours, a time within, quiet from and until in UTC
    ['Europe/Berlin', '22:00-07:00', '2026-03-29T00:30Z', '2026-03-28T21:00 2026-03-29T05:00'],
    ['Europe/Berlin', '22:00-07:00', '2026-10-25T00:30Z', '2026-10-24T20:00 2026-10-25T06:00'],
    ['Europe/Berlin', '22:00-02:30', '2026-03-29T00:30Z', '2026-03-28T21:00 2026-03-29T01:00'],
    ['Europe/Berlin', '02:30-07:00', '2026-03-29T02:00Z', '2026-03-29T01:00 2026-03-29T05:00'],
    ['Europe/Berlin', '22:00-02:30', '2026-10-25T00:10Z', '2026-10-24T20:00 2026-10-25T00:30'],
    ['Europe/Berlin', '02:30-07:00', '2026-10-25T01:10Z', '2026-10-25T00:30 2026-10-25T06:00'],
    ['America/New_York', '22:00-07:00', '2026-03-08T06:30Z', '2026-03-08T03:00 2026-03-08T11:00'],
    ['America/New_York', '22:00-07:00', '2026-11-01T06:30Z', '2026-11-01T02:00 2026-11-01T12:00'],
    ['America/New_York', '22:00-01:30', '2026-11-01T05:10Z', '2026-11-01T02:00 2026-11-01T05:30'],
    [
      'Australia/Lord_Howe',
      '22:00-07:00',
      '2026-10-03T16:00Z',
      '2026-10-03T11:30 2026-10-03T20:00',
    ],
    [
      'Australia/Lord_Howe',
      '22:00-07:00',
      '2026-04-04T16:00Z',
      '2026-04-04T11:00 2026-04-04T20:30',
    ],
    [
      'Australia/Lord_Howe',
      '22:00-02:15',
      '2026-10-03T15:00Z',
      '2026-10-03T11:30 2026-10-03T15:30',
    ],
    [
      'Australia/Lord_Howe',
      '01:45-07:00',
      '2026-04-04T15:10Z',
      '2026-04-04T14:45 2026-04-04T20:30',
    ],
    // The clocks are set on at midnight: the day begins at 01:00.
    ['America/Santiago', 'Sun', '2026-09-06T12:00Z', '2026-09-06T04:00 2026-09-07T03:00'],
    // It left out 30 December 2011.
    ['Pacific/Apia', 'Fri', '2012-01-06T00:00Z', '2012-01-05T10:00 2012-01-06T10:00'],
    ['Asia/Kathmandu', '22:00-07:00', '2026-01-14T20:00Z', '2026-01-14T16:15 2026-01-15T01:15'],
  ];
  for (const [zone, text, time, expected] of changes) {
    it(`of ${text} in ${zone} around ${time} are ${expected}`, () => {
      assert.equal(quietAt(text, zone, time), `quiet ${expected}`);
    });
  }

  it('begin and end when the clocks say so, in the weeks around each change', () => {
    for (const [zone, change] of [
      ['Europe/Berlin', '2026-03-29'],
      ['Europe/Berlin', '2026-10-25'],
      ['America/New_York', '2026-03-08'],
      ['America/New_York', '2026-11-01'],
      ['Australia/Lord_Howe', '2026-04-05'],
      ['Australia/Lord_Howe', '2026-10-04'],
      ['Africa/Cairo', '2026-04-24'],
    ] as const) {
      const times = createQuietTimes(spansOf('22:00-07:00'), zone);
      const local = openTimeZone(zone);
      const WEEK = 7 * 86_400_000;
      for (let at = Date.parse(change) - WEEK; at < Date.parse(change) + WEEK;) {
        const now = times.at(at);
        assert.ok(now.from <= at && at < now.until, `${zone} ${new Date(at).toISOString()}`);
        const shown = new Date(local.toLocal(now.until)).toISOString().slice(11, 16);
        assert.equal(shown, now.isQuiet ? '07:00' : '22:00');
        at = now.until;
      }
    }
  });

  it('are never where nothing is named', () => {
    const { isQuiet, until } = createQuietTimes([], 'UTC').at(0);
    assert.deepEqual([isQuiet, until], [false, Number.POSITIVE_INFINITY]);
  });

  for (const [name, isOne] of [
    ['UTC', true],
    ['Europe/Berlin', true],
    ['Europe/Atlantis', false],
    ['', false],
    ['__proto__', false],
  ] as const) {
    it(`${isOne ? 'know' : 'do not know'} the time zone "${name}"`, () => {
      assert.equal(isTimeZone(name), isOne);
    });
  }
});
