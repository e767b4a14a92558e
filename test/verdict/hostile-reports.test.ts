import assert from 'node:assert/strict';
import { createSimulator } from '../../src/simulator/virustotal';
import { dnifFields } from '../../src/verdict/fields/dnif';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import { isPlainObject, own } from '../../src/plain-object';
import { BadResponseError } from '../../src/lookup/errors';
import { parseReply, repliesIn } from '../../src/virustotal/parse-report';
import { readCapturedReplies } from '../support/captured-replies';
import { createFakeClock } from '../support/fake-clock';

const LEVELS = new Set(['malicious', 'suspicious', 'clean', 'unknown', 'pending']);

const REPLACEMENTS: readonly unknown[] = [
  null,
  'text',
  [],
  1e308,
  Number.MAX_SAFE_INTEGER,
  { nested: { deeply: [{}] } },
  JSON.parse('{"__proto__":{"malicious":1,"detected":false},"constructor":{},"toString":1}'),
];

/** No policy is kinder: what is clean by it is clean by no opinion but that of engines. */
const KINDEST: Policy = { ...DEFAULT_POLICY, maliciousAt: 1e9, suspiciousAt: 1e9 };

/** Deeper than this lies what no version of the parser reads, and every fifth value stands for it. */
const READ_DEPTH = 5;

/** Puts each replacement in the place of each value below `parent`, and calls `visit` in between. */
function replaceEach(parent: object, visit: () => void, depth = 0, seen = { deep: 0 }): void {
  for (const [name, value] of Object.entries(parent)) {
    if (depth > READ_DEPTH && (seen.deep += 1) % 5 !== 0) continue;
    for (const replacement of REPLACEMENTS) {
      define(parent, name, replacement);
      visit();
    }
    define(parent, name, value);
    if (typeof value === 'object' && value !== null) replaceEach(value, visit, depth + 1, seen);
  }
}

function define(parent: object, name: string, value: unknown): void {
  Object.defineProperty(parent, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Whether any engine gave an opinion, found out without the parser. */
function hasVote(reply: unknown): boolean {
  const data = own(reply, 'data') ?? reply;
  const attributes = own(data, 'attributes');
  const stats = own(attributes, 'last_analysis_stats') ?? own(attributes, 'stats');
  const counts = ['malicious', 'suspicious', 'harmless', 'undetected'].map((name) =>
    own(stats, name),
  );
  const results = own(attributes, 'last_analysis_results') ?? own(attributes, 'results');
  const scans = own(reply, 'scans');
  return (
    [...counts, own(reply, 'total')].some((count) => typeof count === 'number' && count > 0) ||
    valuesOf(results).some((result) => typeof own(result, 'category') === 'string') ||
    valuesOf(scans).some((scan) => typeof own(scan, 'detected') === 'boolean')
  );
}

function valuesOf(value: unknown): unknown[] {
  return isPlainObject(value) ? Object.values(value) : [];
}

function assertJudged(body: unknown): void {
  try {
    for (const reply of repliesIn(body).replies) {
      const report = parseReply(reply);
      const verdict = summarize(report, KINDEST, Date.UTC(2026, 0));
      assert.ok(LEVELS.has(verdict.level));
      assert.ok(verdict.positives <= verdict.total || verdict.total === 0);
      assert.ok(verdict.reasons.length > 0);
      if (verdict.level === 'clean') assert.ok(hasVote(reply), JSON.stringify(verdict));
      const fields = dnifFields({ reply, report, verdict, ignored: [] });
      if (fields.VTPositives !== undefined) assert.ok(hasVote(reply));
    }
  } catch (error) {
    if (!(error instanceof BadResponseError)) throw error;
  }
}

describe('whatever a value in a reply is replaced by', () => {
  const simulator = createSimulator({ clock: createFakeClock() });
  const md5 = '44d88612fea8a8f36de82e1278abb02f';
  const ask = (path: string, query: Record<string, string>): string =>
    simulator.answer({ method: 'GET', path, query, headers: { 'x-apikey': 'key' } }).body;
  const samples: (readonly [name: string, text: string])[] = [
    ['a simulated v3 file', ask(`/api/v3/files/${md5}`, {})],
    ['a simulated v3 domain', ask('/api/v3/domains/example.com', {})],
    ['a simulated v2 file', ask('/vtapi/v2/file/report', { apikey: 'key', resource: md5 })],
    ...readCapturedReplies().map(({ file, text }) => [file, text] as const),
  ];

  for (const [name, text] of samples) {
    it(`comes out as a verdict or as a bad response, and never as clean for nothing: ${name}`, () => {
      const whole = { body: JSON.parse(text) };
      let bodies = 0;
      replaceEach(whole, () => {
        bodies += 1;
        assertJudged(whole.body);
      });
      assert.ok(bodies > REPLACEMENTS.length);
      assert.deepEqual(whole.body, JSON.parse(text), 'the sample is whole again');
    });
  }
});
