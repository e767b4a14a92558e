import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createSearch, firstOf } from '../../../nodes/sidebar/search';

const URL = 'http://evil.example/Path?q=1';

const FOUND: readonly (readonly [typed: unknown, texts: (string | undefined)[], found: boolean])[] =
  [
    ['', [], true],
    [undefined, ['x'], true],
    [['evil'], ['x'], true],
    ['evil', [URL], true],
    [' EVIL.example ', [URL], true],
    ['evil[.]example', [URL], true],
    ['hxxp://evil[.]example/path', [URL], true],
    ['hxxp[:]//evil[.]example', [URL], true],
    [URL, ['malicious: hxxp[:]//evil[.]example/Path?q=1'], true],
    ['evil.example', ['evil[.]example'], true],
    ['other', [URL, undefined], false],
    ['other', [URL, undefined, 'the other'], true],
    ['.*', [URL], false],
  ];

const isEven = (number: number): boolean => number % 2 === 0;

describe('the search of the sidebar', () => {
  for (const [typed, texts, found] of FOUND) {
    it(`${found ? 'finds' : 'does not find'} ${JSON.stringify(typed)} in ${texts.join(', ')}`, () => {
      assert.equal(createSearch(typed)(...texts), found);
    });
  }

  it('takes a very long text', () => {
    assert.equal(createSearch('http://'.repeat(1_000_000))('x'), false);
  });

  it('gives the first of what fits, and says how many more there are', () => {
    const part = firstOf([1, 2, 3, 4, 5, 6], 2, isEven, String);
    assert.deepEqual(part, { rows: ['2', '4'], more: 1 });
    assert.deepEqual(firstOf([1], 2, isEven, String), { rows: [], more: 0 });
  });
});
