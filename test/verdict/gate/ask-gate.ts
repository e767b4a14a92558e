import assert from 'node:assert/strict';
import { createGate } from '../../../src/verdict/gate/gate';
import type { GateResult, Metric, Operator, Rule } from '../../../src/verdict/gate/rule';
import { createFakeClock } from '../../support/fake-clock';

/** A verdict with a value for every metric. */
export const MALICIOUS = {
  level: 'malicious',
  positives: 5,
  total: 70,
  percent: 7.1,
  trusted: ['Example AV'],
  detections: [
    { engine: 'Example AV', label: 'Trojan.Generic', category: 'malicious' },
    { engine: 'Sample Scan', label: 'phishing', category: 'malicious' },
  ],
  categories: { 'Vendor A': 'phishing', 'Vendor B': 'newly registered' },
  reputation: -20,
  score: 80,
};

/** Judges a verdict of a message that has nothing else. */
export function judgeVerdict(
  verdict: unknown,
  rules: Rule[],
  match: 'any' | 'all' = 'any',
): GateResult {
  const gate = createGate(rules, match, createFakeClock());
  return gate.judge({ verdict, property: () => undefined });
}

/** Judges a verdict by one rule. */
export function ask(
  verdict: unknown,
  metric: Metric,
  op: Operator,
  value: string | number,
): GateResult {
  return judgeVerdict(verdict, [{ metric, op, value }]);
}

/** The result for one property of the message, which a rule finds by the path `it`. */
export function askMessage(property: unknown, op: Operator, value: string | number): GateResult {
  const rule: Rule = { metric: 'msg', op, value, path: 'it' };
  return createGate([rule], 'any', createFakeClock()).judge({
    verdict: undefined,
    property: (path) => (path === 'it' ? property : assert.fail(`asked for ${path}`)),
  });
}
