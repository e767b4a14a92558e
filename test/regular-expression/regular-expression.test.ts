import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { matchesAny, matchesAnyUnguarded } from '../../src/regular-expression/match';
import { parseRegularExpression } from '../../src/regular-expression/regular-expression';

/** Each doubles its time with every further `a`. */
const CATASTROPHIC = [/(a+)+$/, /^(a|aa)+$/, /(.*a){25}$/, /^(\w+\s?)*$/];

const ADVERSARY = `${'a'.repeat(60)}!`;

describe('matching', () => {
  const table: [pattern: RegExp, text: string, expected: boolean][] = [
    [/b/, 'abc', true],
    [/x/, 'abc', false],
    [/^abc$/, 'abc', true],
    [/ABC/i, 'abc', true],
    [/^$/, '', true],
    [/^b$/m, 'a\nb\nc', true],
    [/a.c/s, 'a\nc', true],
    [/^\p{Lu}/u, 'Über', true],
  ];
  for (const [pattern, text, expected] of table) {
    it(`${String(pattern)} ${expected ? 'holds' : 'does not hold'} for ${JSON.stringify(text)}`, () => {
      assert.equal(matchesAny(pattern, [text]), expected);
      assert.equal(matchesAnyUnguarded(pattern, [text]), expected);
    });
  }

  it('holds when one of several texts matches, and for none of no texts', () => {
    assert.equal(matchesAny(/c/, ['a', 'b', 'c']), true);
    assert.equal(matchesAny(/x/, ['a', 'b', 'c']), false);
    assert.equal(matchesAny(/a/, []), false);
  });

  for (const flags of ['g', 'y', 'gy']) {
    it(`answers the same every time with the flags ${flags}`, () => {
      const pattern = new RegExp('a', flags);
      const answers = [['a'], ['a', 'a'], ['a'], ['b'], ['a']].map((texts) =>
        matchesAny(pattern, texts),
      );
      assert.deepEqual(answers, [true, true, true, false, true]);
      const unguarded = [['a'], ['a', 'a'], ['a'], ['b'], ['a']].map((texts) =>
        matchesAnyUnguarded(pattern, texts),
      );
      assert.deepEqual(unguarded, answers);
    });
  }

  it('does not go on where the expression was left', () => {
    const pattern = /a/g;
    pattern.lastIndex = 5;
    assert.equal(matchesAny(pattern, ['a']), true);
  });

  for (const pattern of CATASTROPHIC) {
    it(`with ${String(pattern)} ends undecided where it would take for ever`, () => {
      assert.equal(matchesAny(pattern, [ADVERSARY]), undefined);
    });
  }

  it('ends undecided once, not once for each of many texts', () => {
    assert.equal(matchesAny(/(a+)+$/, Array<string>(10_000).fill(ADVERSARY)), undefined);
  });

  it('decides again after it was once undecided', () => {
    assert.equal(matchesAny(/(a+)+$/, [ADVERSARY]), undefined);
    assert.equal(matchesAny(/(a+)+$/, ['aaa']), true);
  });
});

describe('what was matched', () => {
  for (const [what, text] of [
    ['decided', 'aaa'],
    ['undecided', ADVERSARY],
  ] as const) {
    it(`is not kept once it is ${what}`, async () => {
      const pattern = new WeakRef(/(a+)+$/);
      const texts = new WeakRef([text]);
      matchesAny(pattern.deref() ?? /x/, texts.deref() ?? []);
      await collectGarbage();
      assert.deepEqual([pattern.deref(), texts.deref()], [undefined, undefined]);
    });
  }
});

/** A weak reference holds its object until the running job has ended. */
async function collectGarbage(): Promise<void> {
  await setImmediate();
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.ok(typeof collect === 'function');
  collect();
}

describe('reading a regular expression', () => {
  const table: [text: string, source: string, flags: string][] = [
    ['abc', 'abc', 'i'],
    ['^a|b$', '^a|b$', 'i'],
    ['/abc/', 'abc', ''],
    ['/abc/i', 'abc', 'i'],
    ['/a\\/b/gu', 'a\\/b', 'gu'],
    ['/[/]/', '[/]', ''],
    ['/a\\/b/', 'a\\/b', ''],
    ['a/b', 'a/b', 'i'],
    ['/abc', '/abc', 'i'],
    ['/a\nb/s', 'a\nb', 's'],
  ];
  for (const [text, source, flags] of table) {
    it(`takes ${JSON.stringify(text)} with ${flags === '' ? 'no flags' : `the flags ${flags}`}`, () => {
      const pattern = parseRegularExpression(text);
      assert.ok(pattern);
      assert.deepEqual([pattern.source, pattern.flags], [new RegExp(source).source, flags]);
    });
  }

  for (const text of [
    '(',
    '[a',
    '/a/ /b/',
    '/a/b/',
    'a{2,1}',
    '*',
    '/(/',
    '/a/z',
    '/a/ii',
    '/a/uv',
    '\\',
  ]) {
    it(`finds none in ${text}`, () => assert.equal(parseRegularExpression(text), undefined));
  }
});
