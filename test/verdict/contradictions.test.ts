import assert from 'node:assert/strict';
import { parseRegularExpression } from '../../src/regular-expression/regular-expression';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Verdict } from '../../src/verdict/verdict';
import { parseReport } from '../../src/virustotal/parse-report';

function judge(attributes: object, type = 'file', policy: Partial<Policy> = {}): Verdict {
  const report = parseReport({ data: { type, id: 'a'.repeat(64), attributes } });
  return summarize(report, { ...DEFAULT_POLICY, ...policy }, 0);
}

function flaggedBy(...engines: string[]): object {
  return Object.fromEntries(
    engines.map((engine) => [engine, { category: 'malicious', result: 'bad' }]),
  );
}

describe('a report that contradicts itself', () => {
  for (const [name, stats] of [
    ['is null', { malicious: null, suspicious: 0, harmless: 0, undetected: 70 }],
    ['is a text that is no number', { malicious: 'many', harmless: 0, undetected: 10 }],
    ['is missing', { undetected: 70 }],
    ['of suspicious is null', { malicious: 0, suspicious: null, undetected: 70 }],
  ] as const) {
    it(`is unknown, not clean, where the count of those that flag it ${name}`, () => {
      assert.equal(judge({ last_analysis_stats: stats }).level, 'unknown');
    });
  }

  it('is clean where an old report just has no bucket for the suspicious', () => {
    assert.equal(judge({ last_analysis_stats: { malicious: 0, undetected: 70 } }).level, 'clean');
  });

  it('is suspicious where no engine is counted but some are listed, and says so', () => {
    const verdict = judge({
      last_analysis_stats: { malicious: 0, suspicious: 0, harmless: 0, undetected: 70 },
      last_analysis_results: flaggedBy('One', 'Two', 'Three'),
    });
    assert.equal(verdict.level, 'suspicious');
    assert.equal(verdict.count, '0 / 70');
    assert.deepEqual(verdict.reasons, [
      'None of 70 engines is counted, but listed as flagging it: One, Two, Three.',
    ]);
  });

  for (const [name, ignored, level, count] of [
    ['those that flag it', ['One'], 'malicious', '59 / 69'],
    ['one that does not', ['Silent'], 'malicious', '60 / 69'],
    ['all that are listed', ['One', 'Two', 'Silent'], 'malicious', '58 / 67'],
  ] as const) {
    it(`keeps the votes that a cut-down list no longer shows, leaving out ${name}`, () => {
      const attributes = {
        last_analysis_stats: { malicious: 60, suspicious: 0, harmless: 0, undetected: 10 },
        last_analysis_results: {
          ...flaggedBy('One', 'Two'),
          Silent: { category: 'undetected', result: null },
        },
      };
      const verdict = judge(attributes, 'file', { ignored });
      assert.deepEqual([verdict.level, verdict.count], [level, count]);
    });
  }

  for (const flag of ['malicious', 'suspicious'] as const) {
    it(`keeps the one ${flag} vote that its list lacks, leaving out one that does not flag it`, () => {
      const attributes = {
        last_analysis_stats: { malicious: 0, suspicious: 0, harmless: 0, undetected: 2, [flag]: 1 },
        last_analysis_results: {
          Silent: { category: 'undetected', result: null },
          Quiet: { category: 'undetected', result: null },
        },
      };
      const verdict = judge(attributes, 'file', { ignored: ['Silent'] });
      assert.deepEqual([verdict.level, verdict.count], ['suspicious', '1 / 2']);
    });
  }

  it('is never left with less than no votes', () => {
    const attributes = {
      last_analysis_stats: { malicious: 0, suspicious: 0, harmless: 0, undetected: 70 },
      last_analysis_results: flaggedBy('One', 'Two', 'Three'),
    };
    const verdict = judge(attributes, 'file', { ignored: ['One', 'Two', 'Three'] });
    assert.deepEqual([verdict.level, verdict.count], ['clean', '0 / 70']);
  });

  it('is suspicious where more engines are listed as flagging it than were counted', () => {
    const attributes = {
      last_analysis_stats: { malicious: 1, suspicious: 0, harmless: 0, undetected: 0 },
      last_analysis_results: flaggedBy('One', 'Two', 'Three', 'Four'),
    };
    assert.equal(judge(attributes, 'file', { ignored: ['One'] }).level, 'suspicious');
    const trusted = judge(attributes, 'file', { ignored: ['One'], trusted: ['Two'] });
    assert.equal(trusted.level, 'malicious');
  });

  it('is not excepted where the analysts call it malicious', () => {
    const attributes = {
      last_analysis_stats: { malicious: 5, suspicious: 0, harmless: 0, undetected: 65 },
      popularity_ranks: { Majestic: { rank: 9, timestamp: 1 } },
    };
    assert.equal(judge(attributes, 'domain').level, 'suspicious');
    const assessed = { ...attributes, gti_assessment: { verdict: { value: 'VERDICT_MALICIOUS' } } };
    assert.equal(judge(assessed, 'domain').level, 'malicious');
  });
});

describe('an expression too long to be compiled in no time', () => {
  it('is none', () => {
    assert.ok(parseRegularExpression('a'.repeat(1000)));
    assert.equal(parseRegularExpression('a'.repeat(1001)), undefined);
    assert.ok(parseRegularExpression(`/${'\\p{L}+'.repeat(5)}/u`));
    assert.equal(parseRegularExpression(`/${'\\p{L}'.repeat(6)}/u`), undefined);
    assert.equal(parseRegularExpression(`/${'\\S'.repeat(51)}/iv`), undefined);
  });
});
