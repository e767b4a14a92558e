import assert from 'node:assert/strict';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Verdict } from '../../src/verdict/verdict';
import { parseReport } from '../../src/virustotal/parse-report';
import { createSeededRandom } from '../support/seeded-random';

const CASES = 1_000;
const NOW = Date.UTC(2026, 0, 15);
const DAY = 86_400_000;
const SHA256 = 'a'.repeat(64);
const MD5 = 'b'.repeat(32);
const URL = 'http://www.example.com/';
const NAMES = ['Bkav', 'A.V. (Cloud)', 'CRDF', 'Yandex Safe.browsing', 'a b', 'ESET-NOD32'];

/** What both versions of the API can say. */
interface Facts {
  readonly type: 'file' | 'url';
  readonly engines: readonly { name: string; flags: boolean; label: string | null }[];
  /** Milliseconds since the epoch, in whole seconds. */
  readonly analysedAt: number;
}

function inV2({ type, engines, analysedAt }: Facts): object {
  const scans = engines.map(({ name, flags, label }) => [name, { detected: flags, result: label }]);
  return {
    response_code: 1,
    scan_id: `${SHA256}-${analysedAt / 1000}`,
    scan_date: new Date(analysedAt).toISOString().slice(0, 19).replace('T', ' '),
    positives: engines.filter(({ flags }) => flags).length,
    total: engines.length,
    scans: Object.fromEntries(scans),
    tags: ['tag'],
    ...(type === 'url'
      ? { resource: URL, url: URL }
      : { resource: MD5, md5: MD5, sha256: SHA256, submission_names: ['a.exe'] }),
  };
}

function inV3({ type, engines, analysedAt }: Facts): object {
  const clean = type === 'url' ? 'harmless' : 'undetected';
  const results = engines.map(({ name, flags, label }) => [
    name,
    { engine_name: name, category: flags ? 'malicious' : clean, result: label },
  ]);
  const malicious = engines.filter(({ flags }) => flags).length;
  const attributes = {
    last_analysis_date: analysedAt / 1000,
    last_analysis_stats: {
      malicious,
      suspicious: 0,
      harmless: 0,
      undetected: 0,
      timeout: 2,
      [clean]: engines.length - malicious,
    },
    last_analysis_results: Object.fromEntries([
      ...results,
      ['Late', { engine_name: 'Late', category: 'timeout', result: null }],
    ]),
    tags: ['tag'],
    ...(type === 'url'
      ? { url: URL }
      : { md5: MD5, sha256: SHA256, meaningful_name: 'a.exe', names: ['a.exe'] }),
  };
  return { data: { id: SHA256, type, attributes } };
}

function judge(body: object, policy: Policy): Verdict {
  return summarize(parseReport(JSON.stringify(body)), policy, NOW);
}

describe(`in ${CASES} made-up reports`, () => {
  const random = createSeededRandom(4);
  const chance = (share: number): boolean => random() < share;
  const cases = Array.from({ length: CASES }, (): { facts: Facts; policy: Policy } => ({
    facts: {
      type: chance(0.5) ? 'file' : 'url',
      engines: NAMES.filter(() => chance(0.7)).map((name) => {
        const flags = chance(0.4);
        return { name, flags, label: flags && chance(0.8) ? `label of ${name}` : null };
      }),
      analysedAt: NOW - Math.floor(random() * 400) * DAY,
    },
    policy: {
      ...DEFAULT_POLICY,
      perType: chance(0.3) ? { file: [4, 2] } : {},
      trusted: NAMES.filter(() => chance(0.1)),
      ignored: NAMES.filter(() => chance(0.2)),
      staleAfter: 30 * DAY,
    },
  }));

  it('every level occurs that an engine can give', () => {
    const levels = new Set(cases.map(({ facts, policy }) => judge(inV3(facts), policy).level));
    assert.deepEqual(levels, new Set(['malicious', 'suspicious', 'clean', 'unknown']));
  });

  it('what v2 says and what v3 says of the same come to the same verdict', () => {
    for (const { facts, policy } of cases.filter(({ facts: { engines } }) => engines.length > 0)) {
      assert.deepEqual(judge(inV2(facts), policy), judge(inV3(facts), policy));
    }
  });
});
