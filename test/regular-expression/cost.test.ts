import assert from 'node:assert/strict';
import { estimateSteps } from '../../src/regular-expression/cost';

describe('the steps of an expression', () => {
  /** For a text of 9 characters: places in the text × size of the expression × ways to match. */
  const table: [pattern: RegExp, steps: number][] = [
    [/abc/, 10 * 3],
    [/^a$/m, 10 * 3],
    [/a|b|c/, 10 * 5 * 3],
    [/(?:a|b)(c|d)/, 10 * 12 * 4],
    [/a*/, 10 * 2 * 10],
    [/a*?/, 10 * 3 * 10],
    [/a+b+/, 10 * (4 + 2) * 10 * 10],
    [/.*|b/, 10 * 4 * (10 + 1)],
    [/(?:.*|b)c/, 10 * 9 * (10 + 1)],
    [/a?b?/, 10 * (4 + 2) * 4],
    [/(?:ab)?c/, 10 * (8 + 1) * 2],
    [/(?<name>a|b)?c/, 10 * (14 + 1) * 3],
    [/a{3}/, 10 * (4 + 3)],
    [/a{2,4}/, 10 * (6 + 4) * 3],
    [/a{2,}/, 10 * (5 + 2) * 10],
    [/a{0,500}/, 10 * (8 + 500) * 10],
    [/[a(*+)|\]]/, 10 * 10],
    [/\(a\*\\+/, 10 * (8 + 1) * 10],
    [/a{,3}/, 10 * 5],
    [/\p{L}+/u, 10 * (2 + 1) * 10],
    [/\u{61}*/u, 10 * 2 * 10],
    [/[\p{L}\d]*/u, 10 * 6 * 10],
    [/\\{2,}/u, 10 * (6 + 2) * 10],
  ];
  for (const [pattern, steps] of table) {
    it(`of ${String(pattern)} for nine characters are ${steps}`, () => {
      assert.equal(estimateSteps(pattern)?.(9), steps);
    });
  }

  it('grow with the text as the square for one repetition, and by one power for each more', () => {
    for (const [pattern, power] of [
      [/a/, 1],
      [/a.*b/, 2],
      [/a.*b.*c/, 3],
    ] as const) {
      const steps = estimateSteps(pattern);
      assert.equal((steps?.(1999) ?? 0) / (steps?.(199) ?? 0), 10 ** power);
    }
  });

  it('double with each character that may be left out', () => {
    const steps = estimateSteps(new RegExp(`${'a?'.repeat(30)}${'a'.repeat(30)}`));
    assert.ok((steps?.(30) ?? 0) > 2 ** 30);
  });

  for (const pattern of [
    /(a+)+$/,
    /^(a|aa)+$/,
    /(.*a){25}$/,
    /^(\w+\s?)*$/,
    /(a|b)*/,
    /(?:a{2}){2}/,
    /(a?){0,2}/,
    /(a)\1/,
    /(?<name>a)\k<name>/,
    /(?=a)b/,
    /(?!a)b/,
    /(?<=a)b/,
    /(?<!a)b/,
    /((a)+)?/,
    new RegExp('[a--b]', 'v'),
  ]) {
    it(`are not bound for ${String(pattern)}`, () => {
      assert.equal(estimateSteps(pattern), undefined);
    });
  }

  it('are not bound for what is written as a repetition without the flag u', () => {
    assert.equal(estimateSteps(new RegExp('\\p{2,}'))?.(9), 10 * (6 + 2) * 10);
    assert.equal(estimateSteps(new RegExp('\\u{9}'))?.(9), 10 * (5 + 9));
  });
});
