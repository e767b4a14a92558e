import assert from 'node:assert/strict';
import { isPlainObject, own } from '../src/plain-object';

describe('an object as JSON knows it', () => {
  const objects: [string, unknown][] = [
    ['a literal', { a: 1 }],
    ['an empty object', {}],
    ['an object without a prototype', Object.create(null)],
    ['parsed JSON', JSON.parse('{"a":{"b":1}}')],
  ];
  for (const [what, value] of objects) {
    it(`is ${what}`, () => assert.equal(isPlainObject(value), true));
  }

  const others: [string, unknown][] = [
    ['null', null],
    ['undefined', undefined],
    ['an array', []],
    ['a Buffer', Buffer.from('a')],
    ['text', '{}'],
    ['a number', 1],
    ['a boolean', true],
    ['a function', () => undefined],
    ['a symbol', Symbol('a')],
  ];
  for (const [what, value] of others) {
    it(`is not ${what}`, () => assert.equal(isPlainObject(value), false));
  }
});

describe('an own property', () => {
  it('is found, whatever its value', () => {
    assert.equal(own({ a: 1 }, 'a'), 1);
    assert.equal(own({ a: null }, 'a'), null);
    assert.equal(own(Object.assign(Object.create(null), { a: 1 }), 'a'), 1);
  });

  const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  for (const name of inherited) {
    it(`is never the inherited ${name}`, () => assert.equal(own({ a: 1 }, name), undefined));

    it(`may be called ${name}, as JSON allows`, () => {
      assert.equal(own(JSON.parse(`{"${name}":"mine"}`), name), 'mine');
    });
  }

  const nowhere: [string, unknown][] = [
    ['null', null],
    ['undefined', undefined],
    ['text', 'text'],
    ['an array', ['a']],
    ['a Buffer', Buffer.from('a')],
    ['a number', 5],
  ];
  for (const [what, value] of nowhere) {
    it(`is not looked for in ${what}`, () => {
      assert.equal(own(value, 'length'), undefined);
      assert.equal(own(value, '0'), undefined);
    });
  }
});
