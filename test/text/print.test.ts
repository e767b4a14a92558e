import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { print } from '../../src/text/print';

describe('printing', () => {
  const circular: Record<string, unknown> = { a: 1 };
  circular.self = circular;
  const circularList: unknown[] = [1];
  circularList.push(circularList);

  const table: [what: string, value: unknown, expected: string][] = [
    ['text', 'a <b> {{c}} %%{d}\n', 'a <b> {{c}} %%{d}\n'],
    ['empty text', '', ''],
    ['nothing', undefined, ''],
    ['null', null, ''],
    ['a number', 52, '52'],
    ['zero', 0, '0'],
    ['a fraction', 74.3, '74.3'],
    ['no number', Number.NaN, 'NaN'],
    ['a big number', 123_456_789_012_345_678_901n, '123456789012345678901'],
    ['yes', true, 'true'],
    ['no', false, 'false'],
    ['a list, one item a line', ['Bkav -> W32', 'Other -> x'], 'Bkav -> W32\nOther -> x'],
    ['an empty list', [], ''],
    ['a list of everything', [1, null, 'a', undefined, { b: 2 }, true], '1\n\na\n\n{"b":2}\ntrue'],
    ['a list inside a list', ['a', ['b', 'c']], 'a\n["b","c"]'],
    ['an object', { a: 1, b: ['c'] }, '{"a":1,"b":["c"]}'],
    ['an empty object', {}, '{}'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['a date', new Date(Date.UTC(2026, 0, 15)), '2026-01-15T00:00:00.000Z'],
    ['a date of a function node', runInNewContext('new Date(0)'), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), ''],
    ['a Buffer', Buffer.from('größer'), 'größer'],
    ['a Buffer that is no text', Buffer.from([0x61, 0xff]), 'a\ufffd'],
    ['a function', () => 'secret', ''],
    ['a symbol', Symbol('secret'), ''],
    ['a circular object', circular, '[object]'],
    ['a circular list', circularList, '1\n[object]'],
    ['an object with a big number', { a: 1n }, '{"a":1}'],
    [
      'bytes in an object',
      { a: Buffer.from('abc'), b: new Uint8Array(2) },
      '{"a":"[3 bytes]","b":"[2 bytes]"}',
    ],
    ['bytes of another kind', new Uint8Array(2), '[2 bytes]'],
    [
      'what JSON has no word for',
      { a: undefined, b: () => 1, c: [undefined, Symbol('a'), Number.NaN], d: new Date(0) },
      '{"c":[null,null,null],"d":"1970-01-01T00:00:00.000Z"}',
    ],
    ['a map', { a: new Map([['b', 1]]) }, '{"a":{}}'],
    ['an object that says it is nothing', { toJSON: () => undefined }, ''],
    [
      'an object that fails',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
      '[object]',
    ],
  ];
  for (const [what, value, expected] of table) {
    it(`${what}: ${JSON.stringify(expected)}`, () => assert.equal(print(value), expected));
  }

  const limited: [what: string, value: unknown, expected: string][] = [
    ['a list', Array(1_000_000).fill('abc'), 'abc\nabc\nabc'],
    ['an object', { a: 'bcd', e: 'fgh', i: 'jkl' }, '{"a":"bcd"…}'],
    ['a list in a list', [Array(1_000_000).fill(1)], '[1,1,1,1,1,…]'],
    ['a long text in an object', { a: 'b'.repeat(1_000_000) }, '{"a":"bbbb…"}'],
    [
      'a million properties of nothing',
      {
        a: Object.fromEntries(
          Array.from({ length: 100_000 }, (_, index) => [`p${index}`, undefined]),
        ),
      },
      '{"a":{…}}',
    ],
  ];
  for (const [what, value, expected] of limited) {
    it(`ends at a limit for ${what}: ${expected}`, () => {
      assert.equal(print(value, { limit: 10 }), expected);
    });
  }

  it('leaves out what is not to be shown', () => {
    const value = { a: 1, secret: { a: 2 }, b: [{ secret: 3 }] };
    assert.equal(
      print(value, { shows: (name) => name !== 'secret' }),
      '{"a":1,"secret":"(not shown)","b":[{"secret":"(not shown)"}]}',
    );
  });

  it('something nested very deeply does not overflow the stack', () => {
    let nested: unknown = [];
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    assert.equal(print([nested]), '[object]');
  });
});
