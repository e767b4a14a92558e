import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { foundValue, readWanted } from '../../../nodes/lookup/wanted';
import { identify } from '../../../src/indicator/identify';

describe('what a message wants to have looked up', () => {
  for (const [value, type] of [
    ['evil.zip', 'domain'],
    ['http://evil.example/a', 'url'],
    ['93.184.216.34', 'ip'],
    ['a'.repeat(64), 'file'],
  ] as const) {
    it(`is the same after it was written down, as ${type}`, () => {
      const indicator = identify(value, type);
      assert.deepEqual(readWanted(structuredClone(foundValue(indicator)), 'auto'), indicator);
      const wrapped = { ...indicator, wrapper: 'https://gateway.example/?u=x' };
      assert.deepEqual(readWanted(structuredClone(foundValue(wrapped)), 'file'), wrapped);
    });
  }

  it('is the value itself where nothing was found in it', () => {
    assert.equal(readWanted('evil.com', 'auto').key, 'domain:evil.com');
    for (const value of [
      { type: 'url', value: 'http://evil.example/' },
      { found: 'mail' },
      [],
      7,
    ]) {
      assert.throws(() => readWanted(value, 'auto'), { code: 'not-an-indicator' });
    }
  });

  it('is nothing, with the reason, where an event had nothing inside', () => {
    const wanted = { nothing: 'No URL was found' };
    assert.throws(() => readWanted(wanted, 'auto'), /No URL was found/);
  });
});
