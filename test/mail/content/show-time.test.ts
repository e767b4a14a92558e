import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { showTime } from '../../../src/mail/content/show-time';

describe('a time in a mail', () => {
  const times: [text: string, shown: string | undefined][] = [
    ['2026-01-15T10:00:00.000Z', '2026-01-15 10:00:00 UTC'],
    ['2026-01-15T10:00:00Z', '2026-01-15 10:00:00 UTC'],
    ['2026-01-15T10:00:00.123456Z', '2026-01-15 10:00:00 UTC'],
    ['2026-01-15T10:00:00+01:00', undefined],
    ['2026-01-15', undefined],
    ['since 2026-01-15T10:00:00Z', undefined],
    ['2026-01-15T10:00:00Z\n', undefined],
    ['', undefined],
  ];
  for (const [text, shown] of times) {
    it(`${JSON.stringify(text)} is read as ${shown ?? 'any other text'}`, () => {
      assert.equal(showTime(text), shown);
    });
  }
});
