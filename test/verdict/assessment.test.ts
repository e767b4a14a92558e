import assert from 'node:assert/strict';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Level, Verdict } from '../../src/verdict/verdict';
import { parseReport } from '../../src/virustotal/parse-report';
import { standingOf, type Report } from '../../src/virustotal/report';

function report(attributes: Record<string, unknown>): Report {
  return parseReport({ data: { type: 'file', id: ID, attributes } });
}

const ID = 'a'.repeat(64);

function file(attributes: Record<string, unknown>): Verdict {
  return judge(attributes, {});
}

function judge(attributes: Record<string, unknown>, policy: Partial<Policy>): Verdict {
  return summarize(report(attributes), { ...DEFAULT_POLICY, ...policy }, 0);
}

function stats(malicious: number, undetected = 70 - malicious): Record<string, unknown> {
  return { last_analysis_stats: { malicious, suspicious: 0, harmless: 0, undetected } };
}

function assessed(verdict: unknown): Record<string, unknown> {
  return { gti_assessment: { verdict: { value: verdict } } };
}

/** An entry of a list of API v2. */
function flagged(positives: unknown): object {
  return { url: 'x', positives, total: 66 };
}

describe("what Google's analysts say", () => {
  const distributors = { known_distributors: { distributors: ['Example Linux'] } };
  const off = { assessment: false };
  const strict = { maliciousAt: 50, suspiciousAt: 50 };
  const table: [what: string, attributes: object, policy: Partial<Policy>, level: Level][] = [
    ['malicious, no engine', assessed('VERDICT_MALICIOUS'), {}, 'malicious'],
    [
      'malicious, all engines gave up',
      { ...stats(0, 0), ...assessed('VERDICT_MALICIOUS') },
      {},
      'malicious',
    ],
    [
      'malicious, nobody flags it',
      { ...stats(0), ...assessed('VERDICT_MALICIOUS') },
      {},
      'malicious',
    ],
    ['malicious, one flags it', { ...stats(1), ...assessed('VERDICT_MALICIOUS') }, {}, 'malicious'],
    [
      'malicious, below the thresholds',
      { ...stats(9), ...assessed('VERDICT_MALICIOUS') },
      strict,
      'malicious',
    ],
    [
      'malicious, a distributor has it',
      { ...stats(3), ...distributors, ...assessed('VERDICT_MALICIOUS') },
      {},
      'malicious',
    ],
    [
      'malicious, a distributor has it, one flags it',
      { ...stats(1), ...distributors, ...assessed('VERDICT_MALICIOUS') },
      {},
      'malicious',
    ],
    ['suspicious, no engine', assessed('VERDICT_SUSPICIOUS'), {}, 'suspicious'],
    [
      'suspicious, nobody flags it',
      { ...stats(0), ...assessed('VERDICT_SUSPICIOUS') },
      {},
      'suspicious',
    ],
    [
      'suspicious, enough flag it',
      { ...stats(3), ...assessed('VERDICT_SUSPICIOUS') },
      {},
      'malicious',
    ],
    [
      'suspicious, a distributor has it',
      { ...stats(3), ...distributors, ...assessed('VERDICT_SUSPICIOUS') },
      {},
      'malicious',
    ],
    ['benign, enough flag it', { ...stats(3), ...assessed('VERDICT_BENIGN') }, {}, 'malicious'],
    ['benign, one flags it', { ...stats(1), ...assessed('VERDICT_BENIGN') }, {}, 'suspicious'],
    ['benign, no engine', assessed('VERDICT_BENIGN'), {}, 'unknown'],
    ['harmless, no engine', assessed('VERDICT_HARMLESS'), {}, 'unknown'],
    [
      'undetected, nobody flags it',
      { ...stats(0), ...assessed('VERDICT_UNDETECTED') },
      {},
      'clean',
    ],
    ['unknown, nobody flags it', { ...stats(0), ...assessed('VERDICT_UNKNOWN') }, {}, 'clean'],
    [
      'only a score, nobody flags it',
      { ...stats(0), gti_assessment: { threat_score: { value: 100 } } },
      {},
      'clean',
    ],
    ['malicious without the prefix', assessed('malicious'), {}, 'malicious'],
    ['malicious in small letters', assessed(' verdict_malicious'), {}, 'malicious'],
    [
      'malicious as a client unwraps it',
      { gti_assessment: { verdict: 'VERDICT_MALICIOUS' } },
      {},
      'malicious',
    ],
    ['a word nobody knows', assessed('VERDICT_MALICIOUSLY'), {}, 'unknown'],
    ['the name of what all objects have', assessed('constructor'), {}, 'unknown'],
    ['a list', assessed(['VERDICT_MALICIOUS']), {}, 'unknown'],
    ['malicious, not asked, no engine', assessed('VERDICT_MALICIOUS'), off, 'unknown'],
    [
      'malicious, not asked, nobody flags it',
      { ...stats(0), ...assessed('VERDICT_MALICIOUS') },
      off,
      'clean',
    ],
    ['suspicious, not asked', { ...stats(0), ...assessed('VERDICT_SUSPICIOUS') }, off, 'clean'],
    [
      'malicious, not asked, but never lowered',
      { ...stats(3), ...distributors, ...assessed('VERDICT_MALICIOUS') },
      off,
      'malicious',
    ],
  ];
  for (const [what, attributes, policy, level] of table) {
    it(`makes it ${level}: ${what}`, () => {
      assert.equal(judge({ ...attributes }, policy).level, level);
    });
  }

  it('leaves every count as it is', () => {
    const { positives, total, detections } = file({
      ...stats(0),
      ...assessed('VERDICT_MALICIOUS'),
    });
    assert.deepEqual([positives, total, detections], [0, 70, []]);
  });

  it('is told, with what it changed', () => {
    assert.deepEqual(file({ ...stats(0), ...assessed('VERDICT_MALICIOUS') }).reasons, [
      'None of 70 engines flags it.',
      'Google Threat Intelligence assesses it as malicious.',
      'That raises it from clean to malicious.',
    ]);
  });

  it('is told where it is not asked, and changes nothing', () => {
    const attributes = { ...stats(0), ...assessed('VERDICT_MALICIOUS') };
    assert.deepEqual(judge(attributes, { assessment: false }).reasons, [
      'None of 70 engines flags it.',
      'Google Threat Intelligence assesses it as malicious.',
    ]);
  });

  it('is told where nothing lowers the level because of it', () => {
    const attributes = { ...stats(5), ...distributors, ...assessed('VERDICT_MALICIOUS') };
    assert.deepEqual(file(attributes).reasons, [
      '5 of 70 engines flag it; from 3 it is malicious.',
      "Not lowered to suspicious although Example Linux is known to distribute it: Google's analysts call it malicious.",
    ]);
  });

  it('is kept in memory as long as what engines flag', () => {
    assert.equal(standingOf(report(assessed('VERDICT_MALICIOUS'))), 'flagged');
    assert.equal(standingOf(report({ ...stats(0), ...assessed('VERDICT_SUSPICIOUS') })), 'flagged');
    assert.equal(standingOf(report({ ...stats(0), ...assessed('VERDICT_BENIGN') })), 'clean');
  });
});

describe('what neither engines nor analysts found', () => {
  const table: [what: string, attributes: Record<string, unknown>, told: string[]][] = [
    [
      'a sandbox',
      { sandbox_verdicts: { Zenbox: { category: 'malicious' } } },
      ['1 sandbox calls it malicious: Zenbox.'],
    ],
    [
      'two sandboxes that know the malware',
      {
        sandbox_verdicts: {
          CAPE: { category: 'malicious', malware_names: ['OrcusRAT', 'HiddenVNC'] },
          Zenbox: { category: 'malicious' },
          C2AE: { category: 'harmless' },
        },
      },
      ['2 sandboxes call it malicious: CAPE (OrcusRAT, HiddenVNC), Zenbox.'],
    ],
    [
      'a sandbox that only suspects it',
      { sandbox_verdicts: { A: { category: 'suspicious' } } },
      ['1 sandbox calls it suspicious: A.'],
    ],
    [
      'a sandbox that found nothing',
      { sandbox_verdicts: { A: { category: 'harmless' }, B: { category: 'undetected' } } },
      [],
    ],
    [
      'rules of YARA',
      { crowdsourced_yara_results: [{ rule_name: 'a' }, { rule_name: 'b' }] },
      ["The public's rules match: 2 of YARA."],
    ],
    [
      'rules of every kind',
      {
        crowdsourced_yara_results: [{ rule_name: 'a' }],
        sigma_analysis_stats: { critical: 1, high: 3, medium: 0, low: 2 },
        crowdsourced_ids_stats: { high: 0, medium: 1, low: 0, info: 4 },
      },
      [
        "The public's rules match: 1 of YARA, Sigma (1 critical, 3 high, 2 low), intrusion detection (1 medium, 4 info).",
      ],
    ],
    [
      'rules of which none matches',
      { crowdsourced_yara_results: [], sigma_analysis_stats: { high: 0, medium: 0, low: 0 } },
      [],
    ],
    [
      'a machine that reads code',
      {
        crowdsourced_ai_results: [
          { source: 'palm', verdict: 'malicious' },
          { source: 'x', verdict: '' },
        ],
      },
      ['An analysis of its code by a machine calls it malicious: palm.'],
    ],
    [
      'what others report',
      {
        crowdsourced_context: [
          { severity: 'high', title: 'x' },
          { severity: 'success' },
          { severity: 'high' },
          null,
        ],
      },
      ['Others report something about it (2 high, 1 info).'],
    ],
    [
      'a machine that finds it benign',
      { crowdsourced_ai_results: [{ source: 'palm', verdict: 'benign' }] },
      [],
    ],
    [
      'what is none of these',
      { sandbox_verdicts: [1], crowdsourced_yara_results: {}, crowdsourced_ai_results: 'x' },
      [],
    ],
  ];
  for (const [what, attributes, told] of table) {
    for (const [engines, votes] of [
      ['with engines', stats(0)],
      ['without an engine', {}],
    ] as const) {
      it(`is told and raises nothing, ${engines}: ${what}`, () => {
        const { level, reasons } = file({ ...votes, ...attributes });
        assert.deepEqual(reasons.slice(1), told);
        assert.equal(level, engines === 'with engines' ? 'clean' : 'unknown');
      });
    }
  }

  it('names a few sandboxes, whatever they are called', () => {
    const names = ['A\u202Eb', 'B', 'C', 'D', 'E', 'F'];
    const verdicts = names.map((name) => [name, { category: 'malicious' }]);
    assert.deepEqual(file({ sandbox_verdicts: Object.fromEntries(verdicts) }).reasons.slice(1), [
      '6 sandboxes call it malicious: A b, B, C, D and 2 more.',
    ]);
  });

  it('tells what API v2 flags near a domain, on which no engine votes there', () => {
    const reply = parseReport({
      response_code: 1,
      detected_urls: [flagged(1), flagged(12), flagged('7'), flagged(0), flagged(99), null],
      detected_communicating_samples: [flagged(3)],
      detected_referrer_samples: [],
      resolutions: [],
    });
    const { level, reasons } = summarize(reply, DEFAULT_POLICY, 0);
    assert.equal(level, 'unknown');
    assert.deepEqual(reasons, [
      'No engine gave an opinion.',
      'Engines flag URLs on it: 3, the worst by 12 of 66.',
      'Engines flag files that talk to it: 1, the worst by 3 of 66.',
    ]);
  });
});
