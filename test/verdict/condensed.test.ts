import assert from 'node:assert/strict';
import { identify } from '../../src/indicator/identify';
import { createCondensedVerdict } from '../../src/verdict/condensed';
import { DEFAULT_POLICY } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import { BadResponseError } from '../../src/lookup/errors';
import { guiLink, indicatorLink } from '../../src/virustotal/links';
import { parseReport } from '../../src/virustotal/parse-report';
import type { Report } from '../../src/virustotal/report';
import type { Facts } from '../../src/verdict/verdict';
import { missingCaptures, readCapturedReplies } from '../support/captured-replies';

const NOW = Date.UTC(2026, 0, 15);

const CONDENSED_VERDICT = createCondensedVerdict({ now: () => NOW });

const domain = identify('www.example.com', 'domain');

/** What has to come out: the verdict by the default policy. */
function verdictOf(report: Report, link: string): object {
  const { type, value, id } = domain;
  return summarize(report, DEFAULT_POLICY, NOW, { indicator: { type, value, id }, link });
}

function there(report: Report): { condensed: object; link: string } {
  const { subject } = report;
  const link = subject ? guiLink(subject.type, subject.id) : indicatorLink(domain);
  const written = CONDENSED_VERDICT.write(report, domain, link);
  return { condensed: CONDENSED_VERDICT.open(written)(domain, link, report.analysedAt), link };
}

const HOSTILE = ['__proto__', '\u0001', 'a\tb\n"c"\\', '\u202edesrever', '', '😀', '\ud800'];

const RESULTS = HOSTILE.map((engine, index) => ({
  engine,
  category: index % 2 === 0 ? ('malicious' as const) : ('suspicious' as const),
  label: `label ${engine}`,
}));
/** With every fact that there is. */
const FULL: Report & Required<Facts> = {
  api: 3,
  outcome: 'found',
  votes: { malicious: 4, suspicious: 3, harmless: 1, undetected: 63 },
  results: RESULTS,
  subject: { type: 'url', value: 'http://example.com/', id: 'a'.repeat(64) },
  analysedAt: 1_700_000_000_000,
  hashes: { md5: 'b'.repeat(32), sha256: 'a'.repeat(64) },
  names: HOSTILE,
  label: 'trojan.example',
  categories: Object.fromEntries([['Vendor', 'phishing']]),
  tags: ['tag'],
  reputation: -5,
  score: 80,
  sandboxes: HOSTILE.map((sandbox) => ({ sandbox, category: 'malicious', malware: HOSTILE })),
  crowdsourced: {
    yara: 0,
    sigma: { critical: 1, high: 2, medium: 3, low: 4 },
    ids: { high: 5, medium: 6, low: 7, info: 8 },
    context: { high: 1, medium: 0, low: 0, info: 2 },
    ai: HOSTILE.map((source) => ({ source, verdict: 'malicious' })),
  },
  distributors: HOSTILE,
  trustedVerdict: { verdict: 'goodware', organization: 'Example Ltd' },
  popularity: { rank: 1, list: 'Majestic' },
  assessment: { verdict: 'malicious', severity: 'high', score: 80 },
  severity: 'high',
};

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null) return found;
  found.add(value);
  for (const each of Object.values(value)) objectsIn(each, found);
  return found;
}

describe('a verdict that is kept', () => {
  it('comes out as it went in, with engines and labels of any name', () => {
    const { condensed, link } = there(FULL);
    assert.deepEqual(condensed, verdictOf(FULL, link));
  });

  const partial: [what: string, facts: Partial<Report>][] = [
    ['a sandbox without malware', { sandboxes: [{ sandbox: 'C2AE', category: 'harmless' }] }],
    ['YARA alone', { crowdsourced: { yara: 3 } }],
    [
      'reports of others alone',
      { crowdsourced: { context: { high: 0, medium: 1, low: 0, info: 0 } } },
    ],
    ['AI alone', { crowdsourced: { ai: [{ source: 'palm', verdict: 'benign' }] } }],
    ['an assessment alone', { assessment: { verdict: 'malicious' } }],
    ['IDS alone', { crowdsourced: { ids: { high: 0, medium: 0, low: 0, info: 0 } } }],
    ['a score of zero', { score: 0, assessment: { score: 0 } }],
    ['hashes of which the link has none', { hashes: { md5: 'b'.repeat(32) } }],
  ];
  for (const [what, facts] of partial) {
    it(`comes out as it went in with ${what}`, () => {
      const votes = { malicious: 0, suspicious: 0, harmless: 9, undetected: 0 };
      const report: Report = { api: 3, outcome: 'found', votes, results: [], ...facts };
      const { condensed, link } = there(report);
      assert.deepEqual(condensed, verdictOf(report, link));
    });
  }

  it('is as old as it is when it is read', () => {
    const votes = { malicious: 0, suspicious: 0, harmless: 9, undetected: 0 };
    const day = 86_400_000;
    const report: Report = { api: 3, outcome: 'found', votes, results: [], analysedAt: NOW - day };
    const text = CONDENSED_VERDICT.write(report, domain, 'link');
    const later = createCondensedVerdict({ now: () => NOW + 2 * day });
    assert.equal(later.open(text)(domain, 'link', report.analysedAt).ageDays, 3);
    const back = createCondensedVerdict({ now: () => NOW - 5 * day });
    assert.equal(back.open(text)(domain, 'link', report.analysedAt).ageDays, 0);
    assert.equal(later.open(text)(domain, 'link', undefined).ageDays, undefined);
  });

  for (const outcome of ['unknown', 'pending'] as const) {
    it(`comes out as it went in when there is none: ${outcome}`, () => {
      const votes = { malicious: 0, suspicious: 0, harmless: 0, undetected: 0 };
      const report: Report = { api: 2, outcome, votes, results: [] };
      const { condensed, link } = there(report);
      assert.deepEqual(condensed, verdictOf(report, link));
    });
  }

  it('names an indicator that VirusTotal does not know as whoever asks now has spelled it', () => {
    const report: Report = {
      api: 3,
      outcome: 'unknown',
      votes: { malicious: 0, suspicious: 0, harmless: 0, undetected: 0 },
      results: [],
    };
    const first = identify('https://mail.example.com/inbox#for-one', 'url');
    const second = identify('HTTPS://mail.example.com/inbox', 'url');
    const written = CONDENSED_VERDICT.write(report, first, 'link');
    assert.ok(!written.includes('for-one'));
    const { indicator } = CONDENSED_VERDICT.open(written)(second, 'link', undefined);
    assert.deepEqual(indicator, { type: 'url', value: second.value, id: second.id });
  });

  it('is another object for whoever asks, and so is all that is in it', () => {
    const opened = CONDENSED_VERDICT.open(CONDENSED_VERDICT.write(FULL, domain, 'link'));
    const [one, other] = [1, 2].map(() => opened(domain, 'link', undefined));
    assert.deepEqual(one, other);
    const objects = objectsIn(one);
    assert.ok(objects.size > 20);
    assert.deepEqual(
      [...objectsIn(other)].filter((each) => objects.has(each)),
      [],
    );
  });

  it('comes out as it went in, whatever VirusTotal has been seen to say', function () {
    if (missingCaptures !== undefined) {
      console.log(`    skipped: ${missingCaptures}`);
      this.skip();
    }
    for (const report of readReports()) {
      const { condensed, link } = there(report);
      assert.deepEqual(condensed, verdictOf(report, link));
    }
  });
});

/** The captured replies that are reports. */
function readReports(): Report[] {
  return readCapturedReplies().flatMap(({ text }) => {
    try {
      return [parseReport(text)];
    } catch (error) {
      if (error instanceof BadResponseError) return [];
      throw error;
    }
  });
}
