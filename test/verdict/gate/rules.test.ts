import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Metric, Operator } from '../../../src/verdict/gate/rule';
import { ask, askMessage, MALICIOUS } from './ask-gate';

/** A value below, one equal to and one above what the verdict has. */
const NUMERIC: [metric: Metric, values: [number, number, number]][] = [
  ['positives', [4, 5, 6]],
  ['percent', [7, 7.1, 7.2]],
  ['trusted', [0, 1, 2]],
  ['score', [79, 80, 81]],
  ['reputation', [-21, -20, -19]],
];

/** What each operator says of a value that is above, equal to and below the rule's. */
const ORDER: [op: Operator, expected: [boolean | null, boolean | null, boolean | null]][] = [
  ['>', [true, false, false]],
  ['>=', [true, true, false]],
  ['=', [false, true, false]],
  ['!=', [true, false, true]],
  ['<', [false, false, true]],
  ['<=', [false, true, true]],
  ['contains', [null, null, null]],
  ['matches', [null, null, null]],
];

describe('a rule on a number', () => {
  for (const [metric, values] of NUMERIC) {
    for (const [op, expected] of ORDER) {
      it(`${metric} ${op} ${values.join(', ')}: ${expected.join(', ')}`, () => {
        const asNumbers = values.map((value) => ask(MALICIOUS, metric, op, value).passed);
        const asTexts = values.map((value) => ask(MALICIOUS, metric, op, String(value)).passed);
        assert.deepEqual(asNumbers, expected);
        assert.deepEqual(asTexts, expected);
      });
    }

    it(`is undetermined when the verdict has no ${metric}`, () => {
      assert.equal(ask({ level: 'clean' }, metric, '>', 0).passed, null);
      assert.equal(ask({ level: 'clean', [metric]: null }, metric, '<', 9).passed, null);
      assert.equal(ask({ level: 'clean', [metric]: 'many' }, metric, '<', 9).passed, null);
    });
  }
});

describe('a rule on the level', () => {
  const levels = ['clean', 'suspicious', 'malicious'];
  for (const [index, level] of levels.entries()) {
    it(`orders ${level} among the levels`, () => {
      for (const [other, wanted] of levels.entries()) {
        assert.equal(ask({ level }, 'level', '>', wanted).passed, index > other);
        assert.equal(ask({ level }, 'level', '>=', wanted).passed, index >= other);
        assert.equal(ask({ level }, 'level', '=', wanted).passed, index === other);
        assert.equal(ask({ level }, 'level', '!=', wanted).passed, index !== other);
        assert.equal(ask({ level }, 'level', '<', wanted).passed, index < other);
        assert.equal(ask({ level }, 'level', '<=', wanted).passed, index <= other);
      }
    });
  }

  const table: [level: unknown, op: Operator, value: string, expected: boolean | null][] = [
    ['malicious', '=', 'Malicious', true],
    ['malicious', '>=', 'SUSPICIOUS', true],
    ['malicious', 'contains', 'mal', true],
    ['malicious', 'contains', 'malicious', true],
    ['clean', 'contains', 'malicious', false],
    ['malicious', 'matches', 'malicious', true],
    ['malicious', 'matches', '^(suspicious|malicious)$', true],
    ['clean', 'matches', '^\\S{5}$', true],
    ['clean', '=', 'unknown', false],
    ['clean', '!=', 'unknown', true],
    ['unknown', '=', 'unknown', true],
    ['pending', '=', 'unknown', false],
    ['pending', '=', 'pending', true],
    ['unknown', '!=', 'unknown', false],
    ['unknown', '=', 'clean', null],
    ['unknown', '!=', 'clean', null],
    ['unknown', '<', 'malicious', null],
    ['unknown', '<=', 'unknown', null],
    ['unknown', 'contains', 'clean', null],
    ['unknown', 'matches', '^(clean|unknown)$', null],
    ['pending', '!=', 'malicious', null],
    ['clean', '<', 'whatever', null],
    ['clean', '<', '1', null],
    ['constructor', '=', 'constructor', null],
    ['malicious', '<', '__proto__', null],
    [2, '=', 'malicious', null],
    [undefined, '=', 'clean', null],
    [null, '!=', 'clean', null],
  ];
  for (const [level, op, value, expected] of table) {
    it(`${String(level)} ${op} ${value}: ${expected}`, () => {
      assert.equal(ask({ level }, 'level', op, value).passed, expected);
    });
  }
});

describe('a rule on categories and engines', () => {
  const table: [metric: Metric, op: Operator, value: string, expected: boolean | null][] = [
    ['category', '=', 'phishing', true],
    ['category', '=', 'PHISHING', true],
    ['category', '=', 'Vendor A', false],
    ['category', '=', 'phish', false],
    ['category', '!=', 'phishing', false],
    ['category', '!=', 'games', true],
    ['category', 'contains', 'registered', true],
    ['category', 'matches', '^newly\\s', true],
    ['category', 'matches', 'games', false],
    ['category', '>', 'a', null],
    ['category', '<=', 'a', null],
    ['engine', '=', 'example av', true],
    ['engine', '=', 'Example', false],
    ['engine', '!=', 'Example AV', false],
    ['engine', '!=', 'Other', true],
    ['engine', 'contains', 'scan', true],
    ['engine', 'matches', '^sample', true],
    ['engine', 'matches', '(', null],
    ['engine', '>=', 'a', null],
    ['engine', '<', 'a', null],
  ];
  for (const [metric, op, value, expected] of table) {
    it(`${metric} ${op} ${value}: ${expected}`, () => {
      assert.equal(ask(MALICIOUS, metric, op, value).passed, expected);
    });
  }

  it('is undetermined without categories and without detections', () => {
    const verdict = { level: 'clean', positives: 0 };
    assert.equal(ask(verdict, 'category', '!=', 'phishing').passed, null);
    assert.equal(ask(verdict, 'engine', '!=', 'Example AV').passed, null);
  });

  it('knows that nobody detected anything', () => {
    const verdict = { level: 'clean', detections: [] };
    assert.equal(ask(verdict, 'engine', '=', 'Example AV').passed, false);
    assert.equal(ask(verdict, 'engine', '!=', 'Example AV').passed, true);
  });

  it('overlooks what is no text', () => {
    const verdict = {
      level: 'clean',
      detections: [null, 'a', { engine: 5 }],
      categories: { a: 1 },
    };
    assert.equal(ask(verdict, 'engine', 'contains', '5').passed, false);
    assert.equal(ask(verdict, 'category', 'contains', '1').passed, false);
  });
});

describe('a rule on the message', () => {
  const table: [
    property: unknown,
    op: Operator,
    value: string | number,
    expected: boolean | null,
  ][] = [
    [5, '>', 4, true],
    ['5', '>', '4', true],
    ['10', '>', '9', true],
    [5, '=', '5', true],
    ['5.0', '=', '5', true],
    ['5', '=', 5, true],
    [5, '=', '5.00', true],
    [5, '!=', '5.0', false],
    ['5', '!=', '6', true],
    ['abc', '=', 'ABC', true],
    ['abc', '!=', 'abd', true],
    ['abc', 'contains', 'B', true],
    ['abc', 'matches', '^a', true],
    [1234, 'contains', '23', true],
    [1234, 'contains', 23, true],
    [true, '=', 'true', true],
    [false, '=', 'true', false],
    [['a', 'b'], '=', 'b', true],
    [['a', 'b'], '!=', 'b', false],
    [['a', 'b'], 'contains', 'c', false],
    [[1, 2], '=', '2', true],
    [[], 'contains', 'a', false],
    [[], '!=', 'a', true],
    ['unknown', '>', 1, null],
    ['pending', '<', '5', null],
    ['abc', '=', 5, null],
    ['abc', '!=', 5, null],
    ['abc', '>', 'abb', null],
    [[5], '>', 1, null],
    [[{}], 'contains', 'a', null],
    [undefined, '!=', 'a', null],
    [undefined, '<', 5, null],
    [null, '=', 'null', null],
    ['', '=', 'a', null],
    [Number.NaN, '!=', '5', null],
    [Number.NaN, '<', 5, null],
    [{}, '!=', 'a', null],
    [Buffer.from('abc'), 'contains', 'b', null],
    [() => 'a', '!=', 'a', null],
  ];
  for (const [property, op, value, expected] of table) {
    it(`${inspect(property)} ${op} ${JSON.stringify(value)}: ${expected}`, () => {
      assert.equal(askMessage(property, op, value).passed, expected);
    });
  }

  it('needs no verdict', () => {
    assert.equal(askMessage(5, '>', 4).passed, true);
  });
});
