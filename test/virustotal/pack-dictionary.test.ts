import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createPacker } from '../../src/lookup/cache/pack';
import { createPackDictionary } from '../../src/virustotal/pack-dictionary';

describe('the dictionary of packed reports', () => {
  it('stays as it is: what users have stored cannot be read with another one', () => {
    const digest = createHash('sha256').update(createPackDictionary()).digest('hex');
    assert.equal(digest, 'baa043c0f374eebf928de49a143ee976b8a2fd4fb7c0268aed95f37f96b8facd');
  });

  it('reads what an earlier version has packed', () => {
    const packed = Buffer.from('eLvzAI+qq8buOZzW1AIAmZQQhg==', 'base64');
    const { unpack } = createPacker(createPackDictionary);
    assert.equal(unpack(packed), '{"engine_name": "Bkav", "category": "undetected"}');
  });
});
