import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_POLICY } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Level, Verdict } from '../../src/verdict/verdict';
import { parseReport } from '../../src/virustotal/parse-report';
import { projectRoot } from '../support/pair';

/** Reports captured by other projects, beside this one where they may be used. */
const FOLDER = path.resolve(projectRoot, '..', 'shared', 'real-reports');
const TABLE = path.join(FOLDER, 'SOURCES.tsv');

/** What the table says of one captured reply. */
type Row = Readonly<Record<string, string>>;

function readTable(): Row[] {
  const [head = '', ...lines] = readFileSync(TABLE, 'utf8').trim().split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

function judgeRow({ file = '' }: Row): Verdict {
  const report = parseReport(readFileSync(path.join(FOLDER, file)));
  return summarize(report, DEFAULT_POLICY, Date.UTC(2026, 0));
}

/** Positives and total as the table has them; nothing where engines do not vote. */
function countsOf(row: Row): [positives: number, total: number] | undefined {
  if (row.api === 'v2') {
    const total = /^total=(\d+)$/.exec(row.other_buckets ?? '')?.[1];
    return total === undefined ? undefined : [Number(row.malicious), Number(total)];
  }
  const counts = [row.malicious, row.suspicious, row.harmless, row.undetected];
  if (counts.includes('')) return undefined;
  const [malicious = 0, suspicious = 0] = counts.map(Number);
  return [malicious + suspicious, counts.map(Number).reduce((sum, count) => sum + count, 0)];
}

function levelOf(counts: [positives: number, total: number] | undefined): Level {
  if (counts === undefined || counts[1] === 0) return 'unknown';
  if (counts[0] >= DEFAULT_POLICY.maliciousAt) return 'malicious';
  return counts[0] >= DEFAULT_POLICY.suspiciousAt ? 'suspicious' : 'clean';
}

describe('captured reports', () => {
  if (!existsSync(TABLE)) {
    it('are judged as their table says', function skipWithReason() {
      console.log('      skipped: there are no captured reports beside the project');
      this.skip();
    });
    return;
  }

  const rows = readTable();
  const single = rows.filter(({ type = '' }) => type !== '' && type !== 'error');

  it('are there', () => {
    assert.ok(single.length >= 30);
  });

  for (const row of single) {
    const { file = '', type = '', id = '' } = row;
    const counts = countsOf(row);

    describe(file, () => {
      it(`counts ${counts?.join(' / ') ?? 'nothing'}`, () => {
        const { positives, total, count } = judgeRow(row);
        assert.deepEqual([positives, total], counts ?? [0, 0]);
        assert.equal(count, `${positives} / ${total}`);
        if (row.positives_over_total)
          assert.equal(`${positives}/${total}`, row.positives_over_total);
      });

      it(`is ${levelOf(counts)}`, () => {
        assert.equal(judgeRow(row).level, levelOf(counts));
      });

      it('has one detection with a label for each positive, give or take one', () => {
        const { detections, positives } = judgeRow(row);
        assert.ok(Math.abs(detections.length - positives) <= 1);
        assert.ok(detections.every(({ engine, label }) => engine !== '' && label !== ''));
      });

      it('gives its reasons in whole sentences', () => {
        const { reasons } = judgeRow(row);
        assert.notEqual(reasons.length, 0);
        for (const reason of reasons) assert.match(reason, /^[A-Z\d][^\n]+\.$/);
      });

      if (type === 'analysis' || type === 'domain/ip') return;

      it(`is about the ${type} ${id}`, () => {
        const { indicator, link } = judgeRow(row);
        assert.equal(indicator?.type, type === 'ip_address' ? 'ip' : type);
        // The table cuts values off after 64 characters.
        const named = [indicator?.id, indicator?.value].filter((name) => name?.startsWith(id));
        assert.notEqual(named.length, 0);
        assert.match(
          link ?? '',
          /^https:\/\/www\.virustotal\.com\/gui\/(?:file|url|domain|ip-address)\//,
        );
      });

      if (type !== 'file') return;

      it(`has ${row.label ? `the label ${row.label}` : 'no label'}`, () => {
        assert.equal(judgeRow(row).label ?? '', row.label);
      });
    });
  }

  it('that say "not found" are unknown', () => {
    const row = rows.find(({ id }) => id === 'NotFoundError');
    assert.ok(row);
    assert.equal(judgeRow(row).level, 'unknown');
  });

  it('that are another error are no report', () => {
    const errors = rows.filter(({ type, id }) => type === 'error' && id !== 'NotFoundError');
    assert.notEqual(errors.length, 0);
    for (const row of errors) assert.throws(() => judgeRow(row), /no VirusTotal report/);
  });

  it('that come as a list of several are no single report', () => {
    const row = rows.find(({ shape }) => shape?.includes('ARRAY'));
    assert.ok(row);
    assert.throws(() => judgeRow(row), /not an array/);
  });
});
