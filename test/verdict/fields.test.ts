import assert from 'node:assert/strict';
import { devoFields } from '../../src/verdict/fields';
import { DEFAULT_POLICY } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import { NO_VOTES, type Report } from '../../src/virustotal/report';
import { engine, engines, report } from './reports';

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
