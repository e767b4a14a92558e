import assert from 'node:assert/strict';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Level } from '../../src/verdict/verdict';
import type { Report, ReportSubject } from '../../src/virustotal/report';
import { engines, report } from './reports';

function subject(type: ReportSubject['type']): Pick<Report, 'subject'> {
  return { subject: { type, value: 'x', id: 'x' } };
}

function levelOf(malicious: number, facts: Partial<Report>, policy: Partial<Policy> = {}): Level {
  const results = engines({ malicious, undetected: 70 - malicious });
  return summarize(report(results, facts), { ...DEFAULT_POLICY, ...policy }, 0).level;
}

describe('what speaks for an indicator', () => {
  const popularity = { rank: 10_000, list: 'Majestic' };
  const goodware = { verdict: 'goodware' };
  const strict = { exceptions: false };
  const trusting = { trusted: ['malicious-1'] };
  const table: [
    what: string,
    malicious: number,
    facts: Partial<Report>,
    policy: Partial<Policy>,
    level: Level,
  ][] = [
    ['nothing', 3, {}, {}, 'malicious'],
    ['a known distributor', 3, { distributors: ['Example'] }, {}, 'suspicious'],
    ['a known distributor, with fewer than ten', 9, { distributors: ['A'] }, {}, 'suspicious'],
    ['a known distributor, with ten', 10, { distributors: ['A'] }, {}, 'malicious'],
    ['a known distributor, with all', 70, { distributors: ['A'] }, {}, 'malicious'],
    ['a trusted verdict, with ten', 10, { trustedVerdict: goodware }, {}, 'malicious'],
    ['a popular domain, with ten', 10, { popularity, ...subject('domain') }, {}, 'malicious'],
    ['a known distributor, where nobody asks', 3, { distributors: ['A'] }, strict, 'malicious'],
    [
      'a known distributor, against a trusted engine',
      1,
      { distributors: ['A'] },
      trusting,
      'malicious',
    ],
    ['a known distributor of what is suspicious', 1, { distributors: ['A'] }, {}, 'suspicious'],
    ['a known distributor of what is clean', 0, { distributors: ['A'] }, {}, 'clean'],
    ['a trusted verdict', 3, { trustedVerdict: goodware }, {}, 'suspicious'],
    [
      'a trusted verdict in capitals',
      3,
      { trustedVerdict: { verdict: 'GOODWARE' } },
      {},
      'suspicious',
    ],
    ['a trusted verdict, where nobody asks', 3, { trustedVerdict: goodware }, strict, 'malicious'],
    [
      'a trusted verdict, against a trusted engine',
      9,
      { trustedVerdict: goodware },
      trusting,
      'malicious',
    ],
    ['another trusted verdict', 3, { trustedVerdict: { verdict: 'malware' } }, {}, 'malicious'],
    ['a popular domain', 3, { popularity, ...subject('domain') }, {}, 'suspicious'],
    [
      'a popular domain, where nobody asks',
      3,
      { popularity, ...subject('domain') },
      strict,
      'malicious',
    ],
    [
      'a popular domain, against a trusted engine',
      3,
      { popularity, ...subject('domain') },
      trusting,
      'malicious',
    ],
    [
      'a less popular domain',
      3,
      { popularity: { ...popularity, rank: 10_001 }, ...subject('domain') },
      {},
      'malicious',
    ],
    ['a popular address', 3, { popularity, ...subject('ip') }, {}, 'malicious'],
    ['a popular file of no type', 3, { popularity }, {}, 'malicious'],
  ];
  for (const [what, malicious, facts, policy, level] of table) {
    it(`makes it ${level} with ${malicious} engines: ${what}`, () => {
      assert.equal(levelOf(malicious, facts, policy), level);
    });
  }

  const shares: [malicious: number, total: number, level: Level][] = [
    [3, 13, 'suspicious'],
    [3, 12, 'malicious'],
    [5, 21, 'suspicious'],
    [5, 20, 'malicious'],
  ];
  for (const [malicious, total, expected] of shares) {
    it(`makes it ${expected} with ${malicious} of ${total} engines: a quarter is the limit`, () => {
      const results = engines({ malicious, undetected: total - malicious });
      const verdict = summarize(report(results, { distributors: ['A'] }), DEFAULT_POLICY, 0);
      assert.equal(verdict.level, expected);
    });
  }

  it('counts, for that share, an opinion that is not counted as a flag', () => {
    const results = engines({ malicious: 5, suspicious: 5, undetected: 12 });
    const policy = { ...DEFAULT_POLICY, countSuspicious: false };
    const { level, positives } = summarize(report(results, { distributors: ['A'] }), policy, 0);
    assert.deepEqual([level, positives], ['suspicious', 5]);
  });

  it('follows the list where ten engines are in it and fewer in the counts', () => {
    const facts = {
      distributors: ['A'],
      votes: { malicious: 9, suspicious: 0, harmless: 0, undetected: 61 },
    };
    const results = engines({ malicious: 10, undetected: 60 });
    assert.equal(summarize(report(results, facts), DEFAULT_POLICY, 0).level, 'malicious');
  });

  it('changes no count', () => {
    const results = engines({ malicious: 5, undetected: 65 });
    const verdict = summarize(report(results, { distributors: ['A'] }), DEFAULT_POLICY, 0);
    assert.deepEqual([verdict.count, verdict.detections.length], ['5 / 70', 5]);
  });
});

describe('thresholds for a type', () => {
  const policy = { perType: { file: [10, 5], url: [2, 2] } } as const;
  const table: [type: ReportSubject['type'], malicious: number, level: Level][] = [
    ['file', 4, 'clean'],
    ['file', 5, 'suspicious'],
    ['file', 9, 'suspicious'],
    ['file', 10, 'malicious'],
    ['url', 1, 'clean'],
    ['url', 2, 'malicious'],
    ['domain', 2, 'suspicious'],
    ['domain', 3, 'malicious'],
    ['ip', 1, 'suspicious'],
  ];
  for (const [type, malicious, level] of table) {
    it(`make a ${type} with ${malicious} positives ${level}`, () => {
      assert.equal(levelOf(malicious, subject(type), policy), level);
    });
  }

  it('hold for what was asked for where the report does not say what it is about', () => {
    const some = report(engines({ malicious: 4, undetected: 60 }));
    const asked = { indicator: { type: 'file', value: 'x', id: 'x' } } as const;
    const all = { ...DEFAULT_POLICY, ...policy };
    assert.equal(summarize(some, all, 0, asked).level, 'clean');
    assert.equal(summarize(some, all, 0).level, 'malicious');
  });

  it('do not outweigh a trusted engine', () => {
    const trusting = { ...policy, trusted: ['malicious-1'] };
    assert.equal(levelOf(1, subject('file'), trusting), 'malicious');
  });
});
