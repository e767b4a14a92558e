import assert from 'node:assert/strict';
import { compareNumbers, compareTexts } from '../../../src/verdict/gate/comparison';
import { OPERATORS, type Operator } from '../../../src/verdict/gate/rule';

describe('comparing numbers', () => {
  /** For 1, 2 and 3 each compared with 2. */
  const table: [op: Operator, expected: [boolean, boolean, boolean]][] = [
    ['>', [false, false, true]],
    ['>=', [false, true, true]],
    ['=', [false, true, false]],
    ['!=', [true, false, true]],
    ['<', [true, false, false]],
    ['<=', [true, true, false]],
  ];
  for (const [op, expected] of table) {
    it(`1, 2 and 3 ${op} 2: ${expected.join(', ')}`, () => {
      const answers = [1, 2, 3].map((value) => compareNumbers(value, op, 2).holds);
      assert.deepEqual(answers, expected);
    });
  }

  const equal: [one: unknown, other: unknown][] = [
    ['5', 5],
    [5, '5'],
    [' 5 ', '5.0'],
    ['+5', '5.'],
    ['.5', 0.5],
    ['-1', -1],
    ['1e3', 1000],
    ['1E-3', 0.001],
    [0, -0],
    [0, '0'],
    ['007', 7],
  ];
  for (const [one, other] of equal) {
    it(`takes ${JSON.stringify(one)} and ${JSON.stringify(other)} for the same`, () => {
      assert.equal(compareNumbers(one, '=', other).holds, true);
    });
  }

  const undetermined: [value: unknown, why: string][] = [
    [undefined, 'it is missing'],
    [null, 'it is missing'],
    ['', 'it is missing'],
    [' ', 'it is not a number'],
    ['many', 'it is not a number'],
    ['unknown', 'it is not a number'],
    ['pending', 'it is not a number'],
    ['5 engines', 'it is not a number'],
    ['5%', 'it is not a number'],
    ['1,5', 'it is not a number'],
    ['0x10', 'it is not a number'],
    ['Infinity', 'it is not a number'],
    [Number.NaN, 'it is not a number'],
    [Number.POSITIVE_INFINITY, 'it is not a number'],
    [true, 'it is not a number'],
    [[5], 'it is not a number'],
    [{ valueOf: () => 5 }, 'it is not a number'],
    [new Date(5), 'it is not a number'],
    [5n, 'it is not a number'],
    [Buffer.from('5'), 'it is not a number'],
  ];
  for (const [value, why] of undetermined) {
    const shown = typeof value === 'bigint' ? '5n' : JSON.stringify(value);

    it(`cannot tell for ${shown}: ${why}`, () => {
      for (const op of OPERATORS) {
        assert.deepEqual(compareNumbers(value, op, 1), { holds: undefined, why });
      }
    });
  }

  it("cannot tell when the rule's value is not a number", () => {
    for (const wanted of ['many', '', undefined, null, Number.NaN, []]) {
      const why = "the rule's value is not a number";
      assert.deepEqual(compareNumbers(5, '>', wanted), { holds: undefined, why });
    }
  });

  for (const op of ['contains', 'matches'] as const) {
    it(`cannot tell whether a number ${op}`, () => {
      const why = `${op} does not compare numbers`;
      assert.deepEqual(compareNumbers(5, op, 5), { holds: undefined, why });
    });
  }

  it('says what it looked at', () => {
    assert.deepEqual(compareNumbers('05', '>', 1), { holds: true, shown: '5' });
    assert.deepEqual(compareNumbers(0, '>', 1), { holds: false, shown: '0' });
  });
});

describe('comparing texts', () => {
  const table: [values: string[], op: Operator, wanted: string, expected: boolean][] = [
    [['phishing'], '=', 'phishing', true],
    [['Phishing'], '=', 'pHISHING', true],
    [['phishing site'], '=', 'phishing', false],
    [['a', 'phishing'], '=', 'phishing', true],
    [[], '=', 'phishing', false],
    [['phishing'], '!=', 'phishing', false],
    [['a', 'phishing'], '!=', 'phishing', false],
    [['a', 'b'], '!=', 'phishing', true],
    [[], '!=', 'phishing', true],
    [['Phishing site'], 'contains', 'phish', true],
    [['a', 'Phishing site'], 'contains', 'SITE', true],
    [['a', 'b'], 'contains', 'ab', false],
    [[], 'contains', 'a', false],
    [['a.b'], 'contains', '.', true],
  ];
  for (const [values, op, wanted, expected] of table) {
    it(`[${values.join(', ')}] ${op} ${wanted}: ${expected}`, () => {
      assert.equal(compareTexts(values, op, wanted).holds, expected);
    });
  }

  for (const op of OPERATORS) {
    it(`cannot tell whether nothing ${op} something`, () => {
      const missing = { holds: undefined, why: 'it is missing' };
      assert.deepEqual(compareTexts(undefined, op, 'a'), missing);
    });
  }

  for (const op of ['>', '>=', '<', '<='] as const) {
    it(`cannot tell whether one text is ${op} another`, () => {
      const why = `${op} does not compare texts`;
      assert.deepEqual(compareTexts(['b'], op, 'a'), { holds: undefined, why });
    });
  }

  for (const found of [true, false]) {
    it(`asks the regular expression, which ${found ? 'matches' : 'does not'}`, () => {
      const search = (texts: readonly string[]): boolean => {
        assert.deepEqual(texts, ['a', 'b']);
        return found;
      };
      const expected = { holds: found, shown: 'a, b' };
      assert.deepEqual(compareTexts(['a', 'b'], 'matches', 'c', search), expected);
    });
  }

  it('cannot tell by what is no regular expression', () => {
    const why = 'it is no regular expression';
    assert.deepEqual(compareTexts(['a'], 'matches', '('), { holds: undefined, why });
  });

  it('cannot tell when the regular expression cannot', () => {
    const why = 'it is tired';
    const comparison = compareTexts(['a'], 'matches', 'a', () => why);
    assert.deepEqual(comparison, { holds: undefined, why });
  });

  it('says what it looked at, in one line of bearable length', () => {
    assert.deepEqual(compareTexts([], '=', 'x'), { holds: false, shown: 'empty' });
    assert.deepEqual(compareTexts(['a', 'b\nc'], '=', 'x'), { holds: false, shown: 'a, b c' });
    const { holds, ...rest } = compareTexts(['a'.repeat(100)], '=', 'x');
    assert.deepEqual([holds, rest], [false, { shown: `${'a'.repeat(80)}…` }]);
  });
});
