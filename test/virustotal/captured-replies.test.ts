import assert from 'node:assert/strict';
import { BadResponseError } from '../../src/lookup/errors';
import { parseReport } from '../../src/virustotal/parse-report';
import { missingCaptures, readCapturedReplies } from '../support/captured-replies';

const SUBJECT_TYPES: Readonly<Record<string, string>> = {
  file: 'file',
  url: 'url',
  domain: 'domain',
  ip_address: 'ip',
};

describe('what VirusTotal really sent', () => {
  if (missingCaptures !== undefined) {
    it.skip(`is read right (skipped: ${missingCaptures})`);
    return;
  }
  const replies = readCapturedReplies();
  const reports = replies.filter(({ source }) => source.type && source.type !== 'error');
  const withStats = reports.filter(({ source }) => source.api === 'v3' && source.malicious !== '');

  it('is there in every form', () => {
    assert.ok(withStats.length > 20);
    assert.ok(replies.length > withStats.length + 10);
  });

  for (const { file, text, source } of withStats) {
    it(`v3 ${source.type}: ${file} (${source.positives_over_total})`, () => {
      const report = parseReport(text);
      assert.equal(report.api, 3);
      assert.equal(report.outcome, 'found');
      const { malicious, suspicious, harmless, undetected } = report.votes;
      assert.deepEqual([malicious, suspicious, harmless, undetected].map(String), [
        source.malicious,
        source.suspicious,
        source.harmless,
        source.undetected,
      ]);
      const total = malicious + suspicious + harmless + undetected;
      assert.equal(`${malicious + suspicious}/${total}`, source.positives_over_total);
      if (source.type === 'file') assert.equal(report.label ?? '', source.label);
      assert.ok(report.analysedAt === undefined || report.analysedAt > Date.UTC(2015));
      if (source.type === 'analysis') assert.match(file, /analysis/);
      else assert.equal(report.subject?.id, source.id);
      const type = SUBJECT_TYPES[source.type ?? ''];
      if (type !== undefined) assert.equal(report.subject?.type, type);
    });
  }

  for (const { file, text, source } of reports.filter(
    (each) => each.source.api === 'v2' && each.source.malicious !== '',
  )) {
    it(`v2 ${source.type}: ${file}`, () => {
      const report = parseReport(text);
      assert.equal(report.api, 2);
      assert.equal(report.outcome, 'found');
      assert.equal(String(report.votes.malicious), source.malicious);
      const { malicious, undetected } = report.votes;
      assert.equal(`total=${malicious + undetected}`, source.undetected || source.other_buckets);
      assert.equal(report.results.length, malicious + undetected);
      assert.equal(
        report.results.filter((each) => each.category === 'malicious').length,
        malicious,
      );
      assert.equal(report.subject?.type, source.type);
      assert.ok(report.analysedAt !== undefined);
    });
  }

  for (const { file, text } of reports.filter(({ source }) => source.type === 'domain/ip')) {
    it(`v2 domain or address: ${file}`, () => {
      const report = parseReport(text);
      assert.deepEqual([report.api, report.outcome], [2, 'found']);
      assert.deepEqual(report.votes, { malicious: 0, suspicious: 0, harmless: 0, undetected: 0 });
      assert.equal(report.subject, undefined);
    });
  }

  for (const { file, text, source } of replies.filter((each) => each.source.type === 'error')) {
    it(`error: ${file} (${source.id})`, () => {
      if (source.id === 'NotFoundError') assert.equal(parseReport(text).outcome, 'unknown');
      else assert.throws(() => parseReport(text), BadResponseError);
    });
  }

  it('a domain without stats is found, and nobody has spoken', () => {
    const old = replies.find(({ file }) => file === 'vtx_domain_get.json');
    const report = parseReport(old?.text);
    assert.equal(report.subject?.value, old?.source.id);
    assert.equal(report.outcome, 'found');
    assert.deepEqual(report.votes, { malicious: 0, suspicious: 0, harmless: 0, undetected: 0 });
  });

  it('a batch of several reports is no report', () => {
    const batch = replies.find(({ file }) => file === 'msticpy_file-multi_batch.json');
    assert.throws(() => parseReport(batch?.text), BadResponseError);
    const items: unknown[] = JSON.parse(batch?.text ?? '[]');
    assert.equal(items.length, 3);
    for (const item of items) assert.equal(parseReport([item]).outcome, 'found');
  });
});
