import assert from 'node:assert/strict';
import { createPacker } from '../../../src/lookup/cache/pack';

const { pack, packAtOnce, unpack, unpackSoon } = createPacker();

describe('a packed text', () => {
  for (const [name, text] of [
    ['nothing', ''],
    ['a report', JSON.stringify({ data: { attributes: { names: ['a.exe', 'ä.exe', '名.exe'] } } })],
    ['64 kB', 'ab'.repeat(32 * 1024)],
  ] as const) {
    it(`is the same whether it is packed at once or in a while: ${name}`, async () => {
      const packed = packAtOnce(text);
      assert.ok(packed);
      assert.deepEqual(packed, await pack(text));
      assert.equal(unpack(packed), text);
      assert.equal(await unpackSoon(packed), text);
    });
  }

  it('has no buffer behind it that is larger', () => {
    const packed = packAtOnce('some text');
    assert.equal(packed?.buffer.byteLength, packed?.byteLength);
  });

  it('is not made at once where that may take long', async () => {
    const text = 'ab'.repeat(32 * 1024 + 1);
    assert.equal(packAtOnce(text), undefined);
    assert.equal(unpack(await pack(text)), text);
  });
});
