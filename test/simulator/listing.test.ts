import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { identify } from '../../src/indicator/identify';
import { dataset } from '../../src/simulator/dataset';
import { listKnown } from '../../src/simulator/listing';

describe('the list of what the stand-in knows', () => {
  it('leaves nothing out', () => {
    assert.equal(listKnown().length, dataset.length);
  });

  it('has values that a lookup takes for what they are called', () => {
    for (const { type, value } of listKnown()) {
      assert.equal(identify(value, 'auto').type, type, value);
    }
  });

  it('has something of each standing, of each kind', () => {
    const kinds = new Set(listKnown().map(({ type, standing }) => `${type} ${standing}`));
    for (const type of ['file', 'url', 'domain', 'ip'])
      for (const standing of ['malicious', 'suspicious', 'clean', 'pending'])
        assert.ok(kinds.has(`${type} ${standing}`), `${type} ${standing}`);
  });
});
