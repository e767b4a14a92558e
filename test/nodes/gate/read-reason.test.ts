import assert from 'node:assert/strict';
import { readReason, readUndetermined } from '../../../nodes/gate/read-reason';
import { createGate } from '../../../src/verdict/gate/gate';
import type { Rule } from '../../../src/verdict/gate/rule';
import { createFakeClock } from '../../support/fake-clock';

const VERDICT = { level: 'malicious', positives: 2, categories: { A: 'phishing. it is bad' } };

describe('a reason of a gate, taken apart', () => {
  const table: [rule: Rule, expected: ReturnType<typeof readReason>][] = [
    [
      { metric: 'positives', op: '>', value: 1 },
      { wanted: 'positives > 1', holds: true, shown: '2' },
    ],
    [
      { metric: 'level', op: '=', value: 'clean' },
      { wanted: 'level = clean', holds: false, shown: 'malicious' },
    ],
    [
      { metric: 'category', op: 'contains', value: 'phishing' },
      { wanted: 'category contains phishing', holds: true, shown: 'phishing. it is bad' },
    ],
    [{ metric: 'reputation', op: '<', value: 0 }, undefined],
  ];
  for (const [rule, expected] of table) {
    it(`is understood for ${rule.metric} ${rule.op} ${rule.value}`, () => {
      const gate = createGate([rule], 'any', createFakeClock());
      const { reasons } = gate.judge({ verdict: VERDICT, property: () => undefined });
      assert.deepEqual(reasons.map(readReason), [expected]);
    });
  }
});

describe('a reason of a gate that nothing can be told of, taken apart', () => {
  const table: [rule: Rule, why: string][] = [
    [{ metric: 'reputation', op: '<', value: 0 }, 'it is missing'],
    [{ metric: 'msg', op: '>', value: 1, path: 'a, but b' }, 'it is missing'],
    [{ metric: 'category', op: '>', value: 1 }, '> does not compare texts'],
  ];
  for (const [rule, why] of table) {
    it(`is understood for ${rule.metric} ${rule.op} ${rule.value}`, () => {
      const gate = createGate([rule], 'any', createFakeClock());
      const { reasons } = gate.judge({ verdict: VERDICT, property: () => undefined });
      const name = rule.metric === 'msg' ? `msg.${rule.path}` : rule.metric;
      const wanted = `${name} ${rule.op} ${rule.value}`;
      assert.deepEqual(reasons.map(readUndetermined), [{ wanted, why }]);
    });
  }

  it('is none where something could be compared', () => {
    assert.equal(readUndetermined('positives > 1 holds: it is 2.'), undefined);
  });
});
