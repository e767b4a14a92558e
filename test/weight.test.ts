import assert from 'node:assert/strict';
import { isHeavy, weigh } from '../src/weight';

const LIMIT = 1_000_000;

describe('the weight of a value', () => {
  const heavy: readonly (readonly [string, () => unknown])[] = [
    ['a long text', () => 'x'.repeat(LIMIT)],
    ['a Buffer', () => Buffer.alloc(LIMIT)],
    ['an ArrayBuffer', () => new ArrayBuffer(LIMIT)],
    ['a list of much', () => Array.from({ length: LIMIT }, () => 0)],
    ['a list that is long and empty', () => Array.from({ length: LIMIT })],
    ['lists in lists', () => Array.from({ length: 1000 }, () => Array.from({ length: 100 }))],
    ['a map', () => new Map(Array.from({ length: LIMIT / 10 }, (_, key) => [key, key]))],
    ['a set', () => new Set(Array.from({ length: LIMIT / 10 }, (_, key) => key))],
    ['long names', () => ({ ['n'.repeat(LIMIT)]: 1 })],
    ['an object that gives more each time it is read', () => new Proxy({}, endless)],
  ];
  for (const [name, make] of heavy) {
    it(`is above the limit for ${name}`, () => {
      const value = make();
      assert.ok(weigh(value, LIMIT) > LIMIT);
      assert.ok(weigh({ payload: [value] }, LIMIT) > LIMIT);
    });
  }

  const light: readonly (readonly [string, () => unknown])[] = [
    ['a message', () => ({ _msgid: '1', payload: { a: [1, 'x', null] }, at: new Date(0) })],
    ['nothing', () => undefined],
    ['a cycle', cycle],
    ['one object in many places', () => shared()],
    ['an object of a class', () => new Held()],
    ['an object that refuses to tell its names', () => new Proxy({}, { ownKeys: refuse })],
    [
      'an object that refuses to be read',
      () => ({
        get payload() {
          return refuse();
        },
      }),
    ],
    ['a function', () => refuse],
  ];
  for (const [name, make] of light) {
    it(`is small for ${name}`, () => {
      assert.ok(weigh(make(), LIMIT) < LIMIT / 10);
    });
  }
});

describe('what is gone through', () => {
  const heavy: readonly (readonly [string, () => unknown])[] = [
    ['a long text', () => 'x'.repeat(LIMIT)],
    ['a map', () => new Map(Array.from({ length: LIMIT / 10 }, (_, key) => [key, key]))],
    ['a set of texts', () => new Set(['x'.repeat(LIMIT)])],
    ['an object of a class', () => new Held()],
    ['one in a map in a list', () => [new Map([['a', new Held()]])]],
  ];
  for (const [name, make] of heavy) {
    it(`is heavy for ${name}`, () => assert.ok(isHeavy(make(), LIMIT)));
  }

  for (const [name, make] of [
    ['a cycle', cycle],
    ['one object in many places', shared],
    ['an object of a class with little in it', () => new Error('x')],
    ['an object that refuses to tell its names', () => new Proxy({}, { ownKeys: refuse })],
  ] as const) {
    it(`is not for ${name}`, () => assert.ok(!isHeavy(make(), LIMIT)));
  }
});

const endless: ProxyHandler<object> = {
  ownKeys: () => ['more'],
  getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
  get: () => new Proxy({}, endless),
};

class Held {
  readonly text = 'x'.repeat(LIMIT);
}

function refuse(): never {
  throw new TypeError('It refuses');
}

function cycle(): object {
  const a: Record<string, unknown> = {};
  a['self'] = a;
  return a;
}

function shared(): object {
  const text = { text: 'x'.repeat(10_000) };
  return Array.from({ length: 100 }, () => text);
}
