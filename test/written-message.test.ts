import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { runInNewContext } from 'node:vm';
import { readMessage, writeMessage, writeWholeMessage } from '../src/written-message';

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

  const unwritable: readonly (readonly [string, unknown])[] = [
    ['a function', () => undefined],
    ['a symbol', Symbol('s')],
    ['a socket', new Socket()],
    ['a promise', Promise.resolve()],
    ['a weak map', new WeakMap()],
    ['a proxy that was revoked', revoked()],
    ['an object that refuses to tell its names', new Proxy({}, { ownKeys: refuse })],
    ['an object that refuses to tell its class', new Proxy({}, { getPrototypeOf: refuse })],
    ['an object of a class that holds a function', holder()],
    ['a map that holds a function', new Map([['act', () => undefined]])],
    ['an object of nothing else', { act: () => undefined }],
    ['a list of nothing else', [() => undefined]],
  ];
  for (const [name, value] of unwritable) {
    it(`loses ${name}, and not what is around it`, () => {
      const event = { deep: { value, kept: 'event' }, list: [1, { value, kept: 2 }] };
      const msg = { _msgid: '1', payload: event, value };
      const expected = { deep: { kept: 'event' }, list: [1, { kept: 2 }] };
      assert.deepEqual(readMessage(writeMessage(msg)), { _msgid: '1', payload: expected });
    });
  }

  it('loses what throws when it is read, at the top and below', () => {
    const payload = Object.defineProperty({ kept: 1 }, 'bad', { enumerable: true, get: refuse });
    const msg = Object.defineProperty({ payload }, 'bad', { enumerable: true, get: refuse });
    assert.deepEqual(readMessage(writeMessage(msg)), { payload: { kept: 1 } });
  });

  it('keeps each in its place in a list that loses some', () => {
    const list = ['first', () => undefined, 'third'];
    list.length = 5;
    const read = readMessage(writeMessage({ list }));
    assert.deepEqual(Object(read)['list'].length, 5);
    assert.deepEqual(Object.entries(Object(read)['list']), [
      ['0', 'first'],
      ['2', 'third'],
    ]);
  });

  it('keeps dates, Buffers, errors and cycles beside what it loses', () => {
    const at = new Date(0);
    const payload: Record<string, unknown> = { at, again: at, act: () => undefined };
    const msg = {
      payload,
      bytes: Buffer.from('bytes'),
      error: new TypeError('wrong'),
      payloads: {},
    };
    payload['self'] = payload;
    msg.payloads = [payload, msg];
    const read = Object(readMessage(writeMessage(msg)));
    assert.deepEqual(read['payload']['at'], at);
    assert.equal(read['payload']['again'], read['payload']['at']);
    assert.equal(read['payload']['self'], read['payload']);
    assert.equal(read['payloads'][0], read['payload']);
    assert.equal(read['payloads'][1], read);
    assert.equal(Buffer.from(read['bytes']).toString(), 'bytes');
    assert.equal(read['error'].message, 'wrong');
  });

  it('is opened where a function node has made it, which has an Object of its own', () => {
    const payload: unknown = runInNewContext(
      '({ deep: { act() {}, kept: [1, { act() {}, kept: 2 }] } })',
    );
    assert.deepEqual(readMessage(writeMessage({ payload })), {
      payload: { deep: { kept: [1, { kept: 2 }] } },
    });
  });

  it('keeps a name that means something to JavaScript as it is', () => {
    const payload: unknown = JSON.parse('{ "__proto__": { "kept": 1 }, "constructor": 2 }');
    const read = Object(readMessage(writeMessage({ payload, act: () => undefined })));
    assert.deepEqual(Object.entries(read['payload']), [
      ['__proto__', { kept: 1 }],
      ['constructor', 2],
    ]);
  });

  it('keeps all dates and Buffers, and of other objects of a class as many as can be soon written', () => {
    const rows = Array.from({ length: 500 }, () => ({ at: new Date(0), map: new Map([[1, 2]]) }));
    const written = readMessage(writeMessage({ payload: { rows, act: () => undefined } }));
    const read: unknown = Reflect.get(Object(written?.['payload']), 'rows');
    assert.ok(Array.isArray(read));
    assert.equal(read.length, 500);
    assert.ok(read.every((row) => Object(row).at.getTime() === 0));
    assert.deepEqual(Object(read[0]).map, new Map([[1, 2]]));
    assert.equal(Object(read.at(-1)).map, undefined);
  });

  it('comes to an end where it gives more and more as it is read', () => {
    const grow = (): object => ({
      act: () => undefined,
      get one() {
        return grow();
      },
      get other() {
        return grow();
      },
    });
    const written = writeMessage({ payload: 'kept', more: grow() });
    assert.equal(readMessage(written)?.['payload'], 'kept');
  });

  it('keeps what lies above, where it is nested without end', () => {
    let payload: Record<string, unknown> = { act: () => undefined };
    for (let depth = 0; depth < 100_000; depth += 1) payload = { depth, below: payload };
    const read = Object(readMessage(writeMessage({ _msgid: '1', payload })));
    assert.equal(read['_msgid'], '1');
    assert.equal(read['payload']['below']['below']['depth'], 99_997);
  });

  it('comes back without its heaviest properties where writing them would take too long', () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => ({ row, name: 'row' }));
    const msg = { mail: 'x'.repeat(9e6), rows, _msgid: '1', event: 'y'.repeat(1e6) };
    const read = readMessage(writeMessage(msg));
    assert.deepEqual(read, { _msgid: '1', event: msg.event });
  });

  it('keeps as many of the lighter ones as may be written together', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(3e6));
    assert.deepEqual(readMessage(writeMessage({ a, b, c, alert: { id: '1' } })), {
      a,
      b,
      alert: { id: '1' },
    });
  });

  it('loses none of what it is kept with, where it is the message that is heavy', () => {
    const entry = { msg: { _msgid: '1', mail: 'x'.repeat(9e6) }, origin: { node: 'ask' } };
    assert.deepEqual(readMessage(writeMessage(entry, 1)), {
      msg: { _msgid: '1' },
      origin: { node: 'ask' },
    });
  });

  it('comes back whole, however heavy, where it is written at the end', () => {
    const msg = { mail: 'x'.repeat(9e6), act: () => undefined };
    assert.deepEqual(readMessage(writeWholeMessage(msg)), { mail: msg.mail });
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

/** As an instance of a class is made. */
function holder(): object {
  const prototype = { describe: (): string => 'a holder' };
  return Object.assign(Object.create(prototype), { kept: 1, act: () => undefined });
}

function refuse(): never {
  throw new TypeError('It refuses');
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
