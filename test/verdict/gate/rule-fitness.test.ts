import assert from 'node:assert/strict';
import type { Metric, Operator } from '../../../src/verdict/gate/rule';
import { whyUnfit } from '../../../src/verdict/gate/rule-fitness';

type Rule = [Metric, Operator, string | number];

describe('a rule that can be told', () => {
  const rules: Rule[] = [
    ['positives', '>', 1],
    ['percent', '>=', '12.5'],
    ['reputation', '<', -10],
    ['level', '=', 'malicious'],
    ['level', '>=', 'Suspicious'],
    ['level', '!=', 'unknown'],
    ['level', 'matches', 'susp|mal'],
    ['category', 'contains', 'phish'],
    ['engine', '=', 'Kaspersky'],
    ['msg', '=', 'plant'],
    ['msg', '>', '3'],
    ['msg', 'matches', '^a'],
  ];
  for (const rule of rules) {
    it(rule.join(' '), () => assert.equal(whyUnfit(...rule), undefined));
  }
});

describe('a rule that never can', () => {
  const rules: [...Rule, RegExp][] = [
    ['positives', 'contains', 3, /is a number/],
    ['score', 'matches', '9.', /is a number/],
    ['positives', '>', 'abc', /a number to compare with/],
    ['trusted', '=', 'Kaspersky', /a number to compare with/],
    ['level', '=', 'malicous', /malicious/],
    ['level', '>', 'unknown', /no rank/],
    ['level', '<=', 'pending', /no rank/],
    ['category', '>', 'phishing', /no order/],
    ['engine', '<=', 'Bkav', /no order/],
    ['msg', '>', 'abc', /a number to compare with/],
  ];
  for (const [metric, op, value, reason] of rules) {
    it(`${metric} ${op} ${value}`, () => assert.match(whyUnfit(metric, op, value) ?? '', reason));
  }
});
