import assert from 'node:assert/strict';
import { clip } from '../../src/text/clip';

describe('the first characters of a text', () => {
  const table: [text: string, length: number, expected: string][] = [
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['abc', 0, ''],
    ['abc', -1, ''],
    ['abc', Infinity, 'abc'],
    ['', 2, ''],
    ['ab🦠', 3, 'ab'],
    ['ab🦠', 4, 'ab🦠'],
    ['🦠', 0, ''],
  ];
  for (const [text, length, expected] of table) {
    it(`${length} of "${text}" are "${expected}"`, () => {
      assert.equal(clip(text, length), expected);
    });
  }
});
