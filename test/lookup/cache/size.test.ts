import assert from 'node:assert/strict';
import { cacheBytes } from '../../../src/lookup/cache/size';

const MEBIBYTE = 1024 * 1024;

describe('the memory of a cache', () => {
  for (const [heap, answers, texts] of [
    [100, 4, 4],
    [350, 14, 14],
    [600, 24, 24],
    [700, 24, 28],
    [800, 24, 32],
    [4000, 24, 32],
  ] as const) {
    it(`is ${answers} MB for answers and ${texts} MB for texts where the heap may take ${heap} MB`, () => {
      assert.deepEqual(cacheBytes(heap * MEBIBYTE), {
        answers: answers * MEBIBYTE,
        texts: texts * MEBIBYTE,
      });
    });
  }
});
