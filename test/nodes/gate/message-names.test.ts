import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { namesIn } from '../../../nodes/gate/message-names';

/** An object that has no end. */
function endless(): object {
  const object: Record<string, unknown> = { here: 1 };
  object['again'] = object;
  return object;
}

describe('the names in a message', () => {
  const table: readonly [what: string, message: object, names: readonly string[]][] = [
    ['what a rule can compare', { topic: 'a', count: 1, isNew: true }, ['topic', 'count', 'isNew']],
    ['what lies deeper, by its path', { a: { b: { c: 1 } } }, ['a.b.c']],
    ['nothing that lies too deep', { a: { b: { c: { d: 1 } } } }, []],
    ['a list of what can be compared', { tags: ['a'], none: [], objects: [{}] }, ['tags']],
    ['names that are no words between brackets', { a: { 'b c': 1 } }, ['a["b c"]']],
    ['no name that a path cannot hold', { a: { 'b"c': 1, 'd\\': 2, 'e\n': 3, '': 4 } }, []],
    [
      'nothing by a secret name',
      { password: 'x', login: { apiKey: 'y', user: 'z' } },
      ['login.user'],
    ],
    ['nothing of a request', { req: { ip: 'x' }, res: { a: 1 }, _msgid: 'x', a: 1 }, ['a']],
    [
      'no name of a prototype, and its own whatever they are',
      JSON.parse('{"__proto__": {"a": 1}}'),
      ['__proto__.a'],
    ],
    ['nothing of what has a class', { date: new Date(0), map: new Map([['a', 1]]) }, []],
    ['what has no end, as far as it goes', endless(), ['here', 'again.here', 'again.again.here']],
  ];
  for (const [what, message, names] of table) {
    it(`are ${what}`, () => {
      assert.deepEqual(namesIn(message), names);
    });
  }

  it('are two hundred at the most, however many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`p${index}`, 1]));
    assert.equal(namesIn({ many, more: many }).length, 200);
  });

  it('are none that is long', () => {
    assert.deepEqual(namesIn({ ['x'.repeat(201)]: 1 }), []);
  });
});
