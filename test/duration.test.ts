import assert from 'node:assert/strict';
import { parseDuration, printDuration } from '../src/duration';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a duration', () => {
  const durations: [text: string, milliseconds: number][] = [
    ['250ms', 250],
    ['30s', 30 * SECOND],
    ['10m', 10 * MINUTE],
    ['1h', HOUR],
    ['2d', 2 * DAY],
    ['1h30m', 90 * MINUTE],
    ['1d12h30m15s250ms', DAY + 12 * HOUR + 30 * MINUTE + 15 * SECOND + 250],
    ['1.5h', 90 * MINUTE],
    ['0.125s', 125],
    ['0s', 0],
    ['007m', 7 * MINUTE],
    ['90m', 90 * MINUTE],
    ['36500d', 36_500 * DAY],
  ];
  for (const [text, milliseconds] of durations) {
    it(`${text} is ${milliseconds} ms`, () => {
      assert.equal(parseDuration(text), milliseconds);
    });
  }

  const spaced = ['1h30m', '1h 30m', ' 1h30m ', '1 h 30 m', '\t1h\n30m', '1\u00a0h 30\u00a0m'];
  for (const text of spaced) {
    it(`may have spaces around numbers and units: ${JSON.stringify(text)}`, () => {
      assert.equal(parseDuration(text), 90 * MINUTE);
    });
  }

  const malformed = [
    ['nothing', ''],
    ['spaces only', '   '],
    ['a number without a unit', '30'],
    ['a unit without a number', 's'],
    ['a last number without a unit', '1h30'],
    ['a space inside a number', '1 0m'],
    ['a negative amount', '-5m'],
    ['a plus sign', '+5m'],
    ['an unknown unit', '1w'],
    ['a capital unit, which means months elsewhere', '1M'],
    ['a whole word', '10 minutes'],
    ['a decimal comma', '1,5h'],
    ['a number that starts with its point', '.5h'],
    ['a number that ends with its point', '5.h'],
    ['two points', '1.2.3h'],
    ['an exponent', '1e3s'],
    ['a hexadecimal number', '0x10s'],
    ['digits of another script', '١٠m'],
    ['words for numbers', 'Infinityd'],
    ['something behind it', '10m!'],
    ['something before it', 'in 10m'],
  ] as const;
  for (const [what, text] of malformed) {
    it(`is not ${what}: ${JSON.stringify(text)}`, () => {
      assert.equal(parseDuration(text), undefined);
    });
  }

  const absurd = [
    ['over a hundred years', '36526d'],
    ['beyond what a date can hold', '999999999d'],
    ['a number too long to be meant', `${'9'.repeat(400)}s`],
    ['many parts that are too much together', '36500d'.repeat(3)],
    ['a hundred thousand parts', `${'1s'.repeat(100_000)}x`],
    ['a hundred thousand spaces', `1s${' '.repeat(100_000)}x`],
  ] as const;
  for (const [what, text] of absurd) {
    it(`is not ${what}`, () => {
      assert.equal(parseDuration(text), undefined);
    });
  }

  it('can always be added to a date', () => {
    const longest = parseDuration('36525d') ?? Number.NaN;
    assert.match(new Date(Date.UTC(2026, 0) + longest).toISOString(), /^2126-/);
  });

  const printed: [milliseconds: number, text: string][] = [
    [0, '0d'],
    [250, '250ms'],
    [30 * SECOND, '30s'],
    [90 * SECOND, '90s'],
    [90 * MINUTE, '90m'],
    [HOUR, '1h'],
    [DAY, '1d'],
    [DAY + SECOND, '86401s'],
    [1.5, '1.5ms'],
  ];
  for (const [milliseconds, text] of printed) {
    it(`of ${milliseconds} ms is written as ${text}`, () => {
      assert.equal(printDuration(milliseconds), text);
    });
  }
});
