import assert from 'node:assert/strict';
import { readMessage, writeMessage } from '../src/written-message';

describe('a message that is written down', () => {
  it('comes back with all that JSON can hold, Buffers, dates, maps and cycles', () => {
    const msg: Record<string, unknown> = {
      payload: { a: [1, 'x', null] },
      bytes: Buffer.from('bytes'),
      at: new Date(0),
      map: new Map([[1, { deep: true }]]),
    };
    msg['self'] = msg;
    const read = readMessage(writeMessage(msg));
    assert.ok(read);
    assert.deepEqual(read['payload'], msg['payload']);
    assert.deepEqual(read['at'], msg['at']);
    assert.deepEqual(read['map'], msg['map']);
    assert.deepEqual(Buffer.from(Object(read['bytes'])).toString(), 'bytes');
    assert.equal(read['self'], read);
  });

  it('comes back without what cannot be written, such as the request of an HTTP node', () => {
    const msg = {
      _msgid: '1',
      payload: 'kept',
      req: { on: () => undefined },
      act: () => undefined,
    };
    assert.deepEqual(readMessage(writeMessage(msg)), { _msgid: '1', payload: 'kept' });
  });

  for (const [name, bytes] of [
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('text')],
    ['a list', writeMessage(Object([1, 2]))],
  ] as const) {
    it(`is not to be found in ${name}`, () => {
      assert.equal(readMessage(bytes), undefined);
    });
  }
});
