import assert from 'node:assert/strict';
import { devoFields, taxonomyOf } from '../../../src/verdict/fields/devo-and-cortex';
import { DEFAULT_POLICY } from '../../../src/verdict/policy';
import { summarize } from '../../../src/verdict/summarize';
import { type Report } from '../../../src/virustotal/report';
import { NO_VOTES } from '../../../src/virustotal/vote-buckets';
import { engine, engines, report } from '../reports';

function fieldsOf(subject: Report): object {
  return devoFields(summarize(subject, DEFAULT_POLICY, 0));
}

describe("Devo Flow's fields", () => {
  it('are one "Engine -> label" for each engine that flags it, and the count', () => {
    const results = [
      engine('Bkav', 'malicious', 'W32.AIDetect'),
      engine('Clean Co', 'undetected'),
      engine('Other', 'suspicious', 'Heur'),
    ];
    assert.deepEqual(fieldsOf(report(results)), {
      virustotal_result: ['Bkav -> W32.AIDetect', 'Other -> Heur'],
      virustotal_count: '2 / 3',
    });
  });

  it('have the category for the label where the engine gives none', () => {
    assert.deepEqual(fieldsOf(report(engines({ malicious: 1 }))), {
      virustotal_result: ['malicious-1 -> malicious'],
      virustotal_count: '1 / 1',
    });
  });

  it('are an empty list and "0 / 0", not "null / null", for what nobody knows', () => {
    const unknown: Report = { api: 2, outcome: 'unknown', votes: NO_VOTES, results: [] };
    assert.deepEqual(fieldsOf(unknown), { virustotal_result: [], virustotal_count: '0 / 0' });
  });
});

describe("Cortex's taxonomy", () => {
  const table: [subject: Report, level: string, value: string][] = [
    [report(engines({ malicious: 5, undetected: 82 })), 'malicious', '5/87'],
    [report(engines({ malicious: 1, undetected: 86 })), 'suspicious', '1/87'],
    [report(engines({ undetected: 87 })), 'safe', '0/87'],
    [report([]), 'info', '0/0'],
    [report([], { outcome: 'unknown' }), 'info', '0/0'],
    [report([], { outcome: 'pending' }), 'info', '0/0'],
  ];
  for (const [subject, level, value] of table) {
    it(`is ${level} for ${value} of an outcome ${subject.outcome}`, () => {
      assert.deepEqual(taxonomyOf(summarize(subject, DEFAULT_POLICY, 0)), {
        level,
        namespace: 'VT',
        predicate: 'GetReport',
        value,
      });
    });
  }
});
