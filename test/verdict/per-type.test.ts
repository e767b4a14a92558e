import assert from 'node:assert/strict';
import { parsePerType } from '../../src/verdict/per-type';

describe('thresholds per type', () => {
  const read: [saved: unknown, expected: object][] = [
    [undefined, {}],
    [null, {}],
    ['', {}],
    [' ', {}],
    [{}, {}],
    [{ file: [10, 5] }, { file: [10, 5] }],
    ['{"url":[4,2],"domain":[5,5]}', { url: [4, 2], domain: [5, 5] }],
    [{ ip: ['7', ' 3 '] }, { ip: [7, 3] }],
  ];
  for (const [saved, expected] of read) {
    it(`are read from ${JSON.stringify(saved)}`, () => {
      assert.deepEqual(parsePerType(saved), expected);
    });
  }

  const malformed: unknown[] = [
    'many',
    '[1, 2]',
    '{"file": [10, 5]',
    [],
    7,
    { file: 10 },
    { file: [10] },
    { file: [10, 5, 1] },
    { file: [5, 10] },
    { file: [0, 0] },
    { file: [2.5, 1] },
    { file: [1e308, 1] },
    { file: ['', 1] },
    { file: [null, 1] },
    { hash: [10, 5] },
    { constructor: [10, 5] },
    JSON.parse('{"__proto__": [10, 5]}'),
  ];
  for (const saved of malformed) {
    it(`are refused: ${JSON.stringify(saved)}`, () => {
      assert.equal(parsePerType(saved), undefined);
    });
  }
});
