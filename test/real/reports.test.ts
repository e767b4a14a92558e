import assert from 'node:assert/strict';
import { DEFAULT_POLICY } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Level, Verdict } from '../../src/verdict/verdict';
import { BadResponseError } from '../../src/lookup/errors';
import { parseReply, parseReport, repliesIn } from '../../src/virustotal/parse-report';
import { parseDelivered } from '../../src/virustotal/delivered';
import type { Report } from '../../src/virustotal/report';
import { codeOf } from '../support/code-of';
import {
  missingCaptures,
  readCapturedReplies,
  type CapturedReply,
} from '../support/captured-replies';
import { JUDGEMENTS } from './judgements';

const NOW = Date.UTC(2026, 0);

const TYPES: Readonly<Record<string, string>> = { ip_address: 'ip' };

/** The section of VirusTotal's pages for each type of the table. */
const SECTIONS: Readonly<Record<string, string>> = { ip_address: 'ip-address', ip: 'ip-address' };

function judge(report: Report): Verdict {
  return summarize(report, DEFAULT_POLICY, NOW);
}

/** Positives and total as the table has them; nothing where engines do not vote. */
function countsOf({ source }: CapturedReply): [positives: number, total: number] | undefined {
  if (source.api === 'v2') {
    const total = /^total=(\d+)$/.exec(source.other_buckets ?? '')?.[1];
    return total === undefined ? undefined : [Number(source.malicious), Number(total)];
  }
  const buckets = bucketsOf(source);
  if (buckets.includes('')) return undefined;
  const [malicious = 0, suspicious = 0] = buckets.map(Number);
  return [malicious + suspicious, buckets.map(Number).reduce((sum, count) => sum + count, 0)];
}

function bucketsOf(source: CapturedReply['source']): string[] {
  const { malicious = '', suspicious = '', harmless = '', undetected = '' } = source;
  return [malicious, suspicious, harmless, undetected];
}

/** The engines that could not tell, such as `{"timeout": 1, "type-unsupported": 10}`. */
function othersOf({ other_buckets: others }: CapturedReply['source']): number {
  const buckets: Record<string, number> = JSON.parse(others || '{}');
  return Object.values(buckets).reduce((sum, count) => sum + count, 0);
}

function levelOf(counts: [positives: number, total: number] | undefined): Level {
  if (counts === undefined || counts[1] === 0) return 'unknown';
  if (counts[0] >= DEFAULT_POLICY.maliciousAt) return 'malicious';
  return counts[0] >= DEFAULT_POLICY.suspiciousAt ? 'suspicious' : 'clean';
}

/** That the level is what a person said; a failure is named by its code. */
function assertJudged(reply: unknown, level: string, reasons: readonly string[]): void {
  try {
    const verdict = judge(parseDelivered(reply, {}, NOW));
    assert.equal(verdict.level, level);
    const told = verdict.reasons.join(' ');
    for (const reason of reasons) assert.ok(told.includes(reason), `${reason} is not in: ${told}`);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    assert.equal(codeOf(error), level);
  }
}

/** Field names are cells too: CSV doubles a quotation mark and puts one around. */
function unquoted(reply: CapturedReply): CapturedReply {
  const cells = Object.entries(reply.source).map(([name, cell]) => [
    name,
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  ]);
  return { ...reply, source: Object.fromEntries(cells) };
}

describe('real reports', () => {
  if (missingCaptures !== undefined) {
    it('are judged as their table says', function skipWithReason() {
      console.log(`      skipped: ${missingCaptures}`);
      this.skip();
    });
    return;
  }

  const replies = readCapturedReplies()
    .map(unquoted)
    .filter(({ source }) => source.file);
  const single = replies.filter(({ source }) => source.type && source.type !== 'error');

  it('are there', () => {
    assert.ok(single.length >= 30);
  });

  for (const reply of single) {
    const { file, text, source } = reply;
    const counts = countsOf(reply);

    describe(file, () => {
      const report = parseReport(text);
      const verdict = judge(report);

      if (source.api === 'v3' && counts !== undefined) {
        it(`has the buckets ${bucketsOf(source).join(', ')}`, () => {
          const { malicious, suspicious, harmless, undetected } = report.votes;
          const read = [malicious, suspicious, harmless, undetected].map(String);
          assert.deepEqual(read, bucketsOf(source));
        });

        it(`has ${othersOf(source)} engines that could not tell, give or take one`, () => {
          const others = report.results.filter(({ category }) => category === 'none').length;
          assert.ok(Math.abs(others - othersOf(source)) <= 1);
        });
      }

      it(`counts ${counts?.join(' / ') ?? 'nothing'}`, () => {
        const { positives, total, count } = verdict;
        assert.deepEqual([positives, total], counts ?? [0, 0]);
        assert.equal(count, `${positives} / ${total}`);
        if (source.positives_over_total)
          assert.equal(`${positives}/${total}`, source.positives_over_total);
      });

      it(`is ${levelOf(counts)}`, () => {
        assert.equal(verdict.level, levelOf(counts));
      });

      it('has one detection with a label for each positive, give or take one', () => {
        const { detections, positives } = verdict;
        assert.ok(Math.abs(detections.length - positives) <= 1);
        assert.ok(detections.every(({ engine, label }) => engine !== '' && label !== ''));
      });

      it('gives its reasons in whole sentences', () => {
        assert.notEqual(verdict.reasons.length, 0);
        for (const reason of verdict.reasons) assert.match(reason, /^[A-Z\d][^\n]+\.$/);
      });

      if (source.type !== 'file') return;

      it(`has ${source.label ? `the label ${source.label}` : 'no label'}`, () => {
        assert.equal(verdict.label ?? '', source.label);
      });
    });

    const { type = '', id = '' } = source;
    if (type === 'analysis' || type === 'domain/ip') continue;

    it(`${file} is about the ${type} ${id}`, () => {
      const { indicator, link } = judge(parseReport(text));
      assert.equal(indicator?.type, TYPES[type] ?? type);
      // The table cuts values off after 64 characters.
      const named = [indicator?.id, indicator?.value].find((name) => name?.startsWith(id));
      assert.notEqual(named, undefined);
      const section = SECTIONS[type] ?? type;
      const page = encodeURIComponent(indicator?.id ?? '');
      assert.equal(link, `https://www.virustotal.com/gui/${section}/${page}`);
    });
  }

  it('are each judged by hand', () => {
    const files = replies.map(({ file }) => file).toSorted();
    assert.deepEqual(JUDGEMENTS.map(({ file }) => file).toSorted(), files);
  });

  for (const { file, level, reasons } of JUDGEMENTS) {
    const because = reasons.length === 0 ? '' : `, for ${reasons.join(' ')}`;
    it(`${file} is ${level} to whoever reads it${because}`, () => {
      const text = replies.find((reply) => reply.file === file)?.text;
      for (const reply of repliesIn(text).replies) assertJudged(reply, level, reasons);
    });
  }

  it('that say "not found" are unknown', () => {
    const reply = replies.find(({ source }) => source.id === 'NotFoundError');
    assert.equal(judge(parseReport(reply?.text)).level, 'unknown');
  });

  it('that are another error are no report', () => {
    const errors = replies.filter(
      ({ source }) => source.type === 'error' && source.id !== 'NotFoundError',
    );
    assert.notEqual(errors.length, 0);
    for (const { text } of errors) assert.throws(() => parseReport(text), BadResponseError);
  });

  for (const { file, text } of replies.filter(({ source }) => source.shape?.includes('ARRAY'))) {
    const elements: { readonly positives: number; readonly total: number }[] = JSON.parse(text);

    it(`${file} has one verdict for each of its ${elements.length} elements`, () => {
      const verdicts = repliesIn(text).replies.map((element) => judge(parseReply(element)));
      assert.deepEqual(
        verdicts.map(({ positives, total }) => [positives, total]),
        elements.map(({ positives, total }) => [positives, total]),
      );
      assert.equal(new Set(verdicts.map(({ link }) => link)).size, elements.length);
    });
  }

  const facts: [file: string, expected: object][] = [
    [
      'azul_crowdsourced.json',
      {
        sandboxes: [
          { sandbox: 'CAPE Sandbox', category: 'malicious', malware: ['OrcusRAT', 'HiddenVNC'] },
          {
            sandbox: 'Zenbox',
            category: 'malicious',
            malware: ['Discord Token Stealer', 'Orcus', 'SugarDump'],
          },
        ],
        crowdsourced: {
          yara: 6,
          sigma: { critical: 0, high: 0, medium: 2, low: 0 },
          ids: { high: 0, medium: 0, low: 4, info: 0 },
        },
        severity: 'medium',
      },
    ],
    ['azul_known_distributor_file.json', { distributors: ['Linux'], severity: 'none' }],
    ['pwelch_domain.json', { popularity: { rank: 1953, list: 'Majestic' } }],
  ];
  for (const [file, expected] of facts) {
    it(`${file} has ${Object.keys(expected).join(', ')}`, () => {
      const verdict = judge(parseReport(replies.find((reply) => reply.file === file)?.text));
      assert.deepEqual({ ...verdict, ...expected }, verdict);
    });
  }
});
