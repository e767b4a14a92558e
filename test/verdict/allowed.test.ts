import assert from 'node:assert/strict';
import { createFakeClock } from '../support/fake-clock';
import { allowedVerdict, readAllowed } from '../../src/verdict/allowed';
import { devoFields, taxonomyOf } from '../../src/verdict/fields/devo-and-cortex';
import { createGate } from '../../src/verdict/gate/gate';

const INDICATOR = { type: 'domain', value: 'www.example.com', id: 'www.example.com' } as const;

describe("what the user's own list allows", () => {
  const verdict = allowedVerdict(INDICATOR);

  it('is clean by that list, with no engine and no link', () => {
    assert.deepEqual(verdict, {
      level: 'clean',
      positives: 0,
      total: 0,
      percent: 0,
      count: '0 / 0',
      detections: [],
      indicator: INDICATOR,
      trusted: [],
      analysedAt: null,
      stale: false,
      reasons: ['Your own list says that it is known to be good; VirusTotal was not asked.'],
    });
  });

  it('does not pass a gate, and is not undetermined there', () => {
    for (const rule of [
      { metric: 'positives', op: '>', value: 1 },
      { metric: 'percent', op: '>', value: 0 },
      { metric: 'level', op: '>=', value: 'suspicious' },
      { metric: 'trusted', op: '>', value: 0 },
    ] as const) {
      const gate = createGate([rule], 'any', createFakeClock());
      const { passed } = gate.judge({ verdict, property: () => undefined });
      assert.equal(passed, false, rule.metric);
    }
  });

  it('has the fields of other systems', () => {
    assert.deepEqual(devoFields(verdict), { virustotal_result: [], virustotal_count: '0 / 0' });
    assert.equal(taxonomyOf(verdict).level, 'safe');
  });

  const table: [what: string, value: unknown, isRead: boolean][] = [
    ['as the lookup writes it', { allowed: true, indicator: INDICATOR }, true],
    ['with more beside', { allowed: true, indicator: { ...INDICATOR, more: 1 }, by: 'x' }, true],
    ['allowed by a text', { allowed: 'true', indicator: INDICATOR }, false],
    ['allowed by nothing', { indicator: INDICATOR }, false],
    ['without an indicator', { allowed: true }, false],
    ['an indicator of no type', { allowed: true, indicator: { ...INDICATOR, type: 'x' } }, false],
    ['an indicator without a value', { allowed: true, indicator: { type: 'ip', id: 'x' } }, false],
    ['inherited', Object.create({ allowed: true, indicator: INDICATOR }), false],
    ['a list', [{ allowed: true, indicator: INDICATOR }], false],
    ['nothing', undefined, false],
  ];
  for (const [what, value, isRead] of table) {
    it(`is ${isRead ? 'read' : 'not read'} ${what}`, () => {
      assert.deepEqual(readAllowed(value), isRead ? INDICATOR : undefined);
    });
  }
});
