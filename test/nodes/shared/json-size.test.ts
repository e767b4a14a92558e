import assert from 'node:assert/strict';
import { exceeds } from '../../../nodes/shared/json-size';

function nested(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
}

describe('the size of a JSON value', () => {
  const large: [name: string, value: unknown][] = [
    ['a long text', 'x'.repeat(1000)],
    ['a text of few characters and many bytes', '\u20ac'.repeat(400)],
    ['a long name', { ['x'.repeat(1000)]: 1 }],
    ['bytes', { content: Buffer.alloc(1000) }],
    ['many elements', Array<number>(1000).fill(1)],
    ['many empty texts', Array<string>(1000).fill('')],
    ['many properties', Object.fromEntries(Array.from({ length: 500 }, (_, i) => [i, null]))],
    ['many small objects', Array.from({ length: 400 }, () => ({ a: 1 }))],
    ['deep nesting', nested(100_000)],
    ['what is behind a prototype name', JSON.parse(`{"__proto__":"${'x'.repeat(1000)}"}`)],
  ];
  for (const [name, value] of large) {
    it(`is too much for ${name}`, () => assert.equal(exceeds(value, 1000), true));
  }

  for (const value of [undefined, null, true, 5, 'text', [], {}, { a: [1, 'b', { c: null }] }]) {
    it(`is small for ${JSON.stringify(value)}`, () => {
      assert.equal(exceeds(value, 60), false);
    });
  }
});
