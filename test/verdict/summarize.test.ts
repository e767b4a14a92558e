import assert from 'node:assert/strict';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Verdict } from '../../src/verdict/verdict';
import { type Report } from '../../src/virustotal/report';
import { NO_VOTES } from '../../src/virustotal/vote-buckets';
import { engine, engines, report } from './reports';

const NOW = Date.UTC(2026, 0, 15, 12);
const DAY = 86_400_000;

function judge(subject: Report, policy: Partial<Policy> = {}): Verdict {
  return summarize(subject, { ...DEFAULT_POLICY, ...policy }, NOW);
}

describe('the level', () => {
  const table: [
    malicious: number,
    suspicious: number,
    policy: Partial<Policy>,
    level: Verdict['level'],
  ][] = [
    [0, 0, {}, 'clean'],
    [1, 0, {}, 'suspicious'],
    [2, 0, {}, 'suspicious'],
    [3, 0, {}, 'malicious'],
    [70, 0, {}, 'malicious'],
    [0, 1, {}, 'suspicious'],
    [1, 2, {}, 'malicious'],
    [0, 3, {}, 'malicious'],
    [0, 1, { countSuspicious: false }, 'clean'],
    [1, 2, { countSuspicious: false }, 'suspicious'],
    [3, 2, { countSuspicious: false }, 'malicious'],
    [1, 0, { suspiciousAt: 2 }, 'clean'],
    [2, 0, { suspiciousAt: 2 }, 'suspicious'],
    [4, 0, { suspiciousAt: 2, maliciousAt: 5 }, 'suspicious'],
    [5, 0, { suspiciousAt: 2, maliciousAt: 5 }, 'malicious'],
    [1, 0, { suspiciousAt: 1, maliciousAt: 1 }, 'malicious'],
    [0, 0, { suspiciousAt: 1, maliciousAt: 1 }, 'clean'],
  ];
  for (const [malicious, suspicious, policy, level] of table) {
    it(`of ${malicious} + ${suspicious} with ${JSON.stringify(policy)} is ${level}`, () => {
      const verdict = judge(report(engines({ malicious, suspicious, undetected: 60 })), policy);
      assert.equal(verdict.level, level);
    });
  }

  it('is unknown when nobody voted, whatever else the report says', () => {
    const silent = report(engines({ none: 12 }), { reputation: -100, label: 'trojan', score: 90 });
    const verdict = judge(silent, { maliciousAt: 1 });
    assert.deepEqual(
      [verdict.level, verdict.count, verdict.percent, verdict.score],
      ['unknown', '0 / 0', 0, 90],
    );
  });

  for (const outcome of ['unknown', 'pending'] as const) {
    it(`is ${outcome} when the report is, whatever votes it carries`, () => {
      const early = report(engines({ malicious: 9, harmless: 9 }), { outcome });
      assert.equal(judge(early, { trusted: ['malicious-1'] }).level, outcome);
    });
  }

  it('is unknown for a v2 report on a domain, in which engines do not vote', () => {
    const domain: Report = {
      api: 2,
      outcome: 'found',
      votes: NO_VOTES,
      results: [],
      categories: { phishing: 'phishing' },
    };
    const asked = {
      indicator: { type: 'domain', value: 'www.example.com', id: 'www.example.com' },
      link: 'https://www.virustotal.com/gui/domain/www.example.com',
    } as const;
    const verdict = summarize(domain, DEFAULT_POLICY, NOW, asked);
    assert.equal(verdict.level, 'unknown');
    assert.deepEqual(verdict.indicator, asked.indicator);
    assert.equal(verdict.link, asked.link);
    assert.deepEqual(verdict.categories, { phishing: 'phishing' });
  });
});

describe('the count', () => {
  it('is of engines that flag it and of engines that gave an opinion', () => {
    const mixed = engines({ malicious: 4, suspicious: 2, harmless: 30, undetected: 24, none: 9 });
    const { positives, total, percent, count } = judge(report(mixed));
    assert.deepEqual(
      { positives, total, percent, count },
      { positives: 6, total: 60, percent: 10, count: '6 / 60' },
    );
  });

  it('leaves suspicious in the total where it is no positive', () => {
    const mixed = engines({ malicious: 4, suspicious: 2, undetected: 54 });
    assert.equal(judge(report(mixed), { countSuspicious: false }).count, '4 / 60');
  });

  it("is the service's own where it gives one, for lists and counts may differ by one", () => {
    const votes = { malicious: 52, suspicious: 0, harmless: 0, undetected: 18 };
    assert.equal(
      judge(report(engines({ malicious: 51, undetected: 18 }), { votes })).count,
      '52 / 70',
    );
  });

  const percents: [positives: number, total: number, percent: number][] = [
    [0, 70, 0],
    [1, 3, 33.3],
    [2, 3, 66.7],
    [1, 8, 12.5],
    [52, 70, 74.3],
    [70, 70, 100],
    [1, 2001, 0],
  ];
  for (const [positives, total, percent] of percents) {
    it(`has ${percent} percent for ${positives} of ${total}`, () => {
      const votes = { ...NO_VOTES, malicious: positives, undetected: total - positives };
      assert.equal(judge(report([], { votes })).percent, percent);
    });
  }
});

describe('a trusted engine', () => {
  const noise = engines({ undetected: 60 });

  it('is enough for malicious', () => {
    const one = report([engine('Example AV', 'malicious'), ...noise]);
    const { level, trusted } = judge(one, { trusted: ['Example AV', 'Other'] });
    assert.deepEqual([level, trusted], ['malicious', ['Example AV']]);
  });

  it('is named by hand, so case does not count', () => {
    const one = report([engine('Example AV', 'malicious'), ...noise]);
    assert.deepEqual(judge(one, { trusted: ['eXAMPLE av'] }).trusted, ['Example AV']);
  });

  it('counts when it says suspicious, unless that does not count', () => {
    const one = report([engine('Example AV', 'suspicious'), ...noise]);
    assert.equal(judge(one, { trusted: ['Example AV'] }).level, 'malicious');
    const strict = judge(one, { trusted: ['Example AV'], countSuspicious: false });
    assert.deepEqual([strict.level, strict.trusted], ['clean', []]);
  });

  for (const category of ['harmless', 'undetected', 'none']) {
    it(`changes nothing when it says ${category}`, () => {
      const { level, trusted } = judge(report([engine('Example AV', category), ...noise]), {
        trusted: ['Example AV'],
      });
      assert.deepEqual([level, trusted], ['clean', []]);
    });
  }

  it('changes nothing when it is ignored as well', () => {
    const one = report([engine('Example AV', 'malicious'), ...noise]);
    const both = { trusted: ['Example AV'], ignored: ['Example AV'] };
    assert.deepEqual([judge(one, both).level, judge(one, both).trusted], ['clean', []]);
  });
});

describe('an ignored engine', () => {
  const results = engines({ malicious: 3, suspicious: 1, harmless: 2, undetected: 2, none: 1 });

  it('is in no count and no list', () => {
    const verdict = judge(report(results), {
      ignored: ['MALICIOUS-1', 'suspicious-1', 'harmless-1', 'undetected-2', 'none-1', 'absent'],
    });
    assert.equal(verdict.count, '2 / 4');
    assert.equal(verdict.level, 'suspicious');
    assert.deepEqual(
      verdict.detections.map((detection) => detection.engine),
      ['malicious-2', 'malicious-3'],
    );
  });

  it('has the others counted anew where the list differs from the counts by one', () => {
    const votes = { malicious: 3, suspicious: 1, harmless: 3, undetected: 2 };
    const verdict = judge(report(results, { votes }), { ignored: ['malicious-1'] });
    assert.equal(verdict.count, '3 / 7');
  });

  it('is taken off the counts where the list shows only a part of them', () => {
    const votes = { malicious: 40, suspicious: 1, harmless: 0, undetected: 30 };
    const ignored = ['malicious-1', 'harmless-1', 'harmless-2', 'undetected-1'];
    assert.equal(judge(report(results, { votes }), { ignored }).count, '40 / 69');
  });

  it("leaves the service's counts alone where it is not in the report", () => {
    const votes = { malicious: 40, suspicious: 0, harmless: 0, undetected: 30 };
    assert.equal(judge(report(results, { votes }), { ignored: ['absent'] }).count, '40 / 70');
  });

  it('leaves nobody who knows when it was the only one', () => {
    const verdict = judge(report(engines({ malicious: 1 })), { ignored: ['malicious-1'] });
    assert.deepEqual([verdict.level, verdict.count], ['unknown', '0 / 0']);
  });
});

describe('the detections', () => {
  const results = [
    engine('A', 'malicious', 'W32.AIDetect'),
    engine('B', 'suspicious', 'Heur'),
    engine('C', 'malicious'),
    engine('D', 'undetected', 'not shown'),
    engine('E', 'harmless', 'clean'),
    engine('F', 'none'),
  ];

  it('are the engines that flag it, with label and category, in the order of the report', () => {
    assert.deepEqual(judge(report(results)).detections, [
      { engine: 'A', label: 'W32.AIDetect', category: 'malicious' },
      { engine: 'B', label: 'Heur', category: 'suspicious' },
      { engine: 'C', label: 'malicious', category: 'malicious' },
    ]);
  });

  it('leave out suspicious where it does not count', () => {
    const { detections } = judge(report(results), { countSuspicious: false });
    assert.deepEqual(
      detections.map((detection) => detection.engine),
      ['A', 'C'],
    );
  });
});

describe('the age of an analysis', () => {
  const staleAfter = 30 * DAY;
  const table: [what: string, age: number, policy: Partial<Policy>, stale: boolean][] = [
    ['of now', 0, { staleAfter }, false],
    ['of just the limit', staleAfter, { staleAfter }, false],
    ['a millisecond over the limit', staleAfter + 1, { staleAfter }, true],
    ['of years, without a limit', 3000 * DAY, {}, false],
    ['from the future', -DAY, { staleAfter: 0 }, false],
    ['over a limit of nothing', 1, { staleAfter: 0 }, true],
  ];
  for (const [what, age, policy, stale] of table) {
    it(`${what} is ${stale ? '' : 'not '}stale`, () => {
      const aged = report(engines({ undetected: 9 }), { analysedAt: NOW - age });
      assert.equal(judge(aged, policy).stale, stale);
    });
  }

  it('is given as ISO 8601 in UTC, and as null where there was none', () => {
    const results = engines({ undetected: 9 });
    const dated = judge(report(results, { analysedAt: NOW }));
    assert.equal(dated.analysedAt, '2026-01-15T12:00:00.000Z');
    const undated = judge(report(results), { staleAfter: 1 });
    assert.deepEqual([undated.analysedAt, undated.stale], [null, false]);
  });

  it('does not change the level', () => {
    const old = report(engines({ malicious: 9 }), { analysedAt: NOW - 3000 * DAY });
    assert.equal(judge(old, { staleAfter: DAY }).level, 'malicious');
  });
});

describe('the rest of a verdict', () => {
  const facts = {
    subject: { type: 'url', value: 'http://www.example.com/', id: 'abc' },
    hashes: { md5: '1', sha1: '2', sha256: '3' },
    names: ['a.exe'],
    label: 'trojan.example',
    categories: { Vendor: 'malware' },
    tags: ['peexe'],
    reputation: -5,
    score: 60,
  } as const;

  it('is what the report says', () => {
    const { subject, ...shown } = facts;
    const verdict = judge(report(engines({ malicious: 1 }), facts));
    assert.deepEqual({ ...verdict, ...shown, indicator: subject }, verdict);
    assert.equal(verdict.link, 'https://www.virustotal.com/gui/url/abc');
  });

  it('has no property for what the report does not say', () => {
    assert.deepEqual(Object.keys(judge(report(engines({ undetected: 1 })))).toSorted(), [
      'analysedAt',
      'count',
      'detections',
      'level',
      'percent',
      'positives',
      'reasons',
      'stale',
      'total',
      'trusted',
    ]);
  });

  it('keeps what is zero', () => {
    const zero = judge(report(engines({ undetected: 1 }), { reputation: 0, score: 0 }));
    assert.deepEqual([zero.reputation, zero.score], [0, 0]);
  });

  it("names what was asked for where the report does not, and else the report's own words", () => {
    const asked = {
      indicator: { type: 'url', value: 'http://asked.example.com', id: 'x' },
      link: 'https://www.virustotal.com/gui/url/x',
    } as const;
    const unknown = { api: 3, outcome: 'unknown', votes: NO_VOTES, results: [] } as const;
    const notFound = summarize(unknown, DEFAULT_POLICY, NOW, asked);
    assert.deepEqual([notFound.indicator, notFound.link], [asked.indicator, asked.link]);
    const found = summarize(report([], facts), DEFAULT_POLICY, NOW, asked);
    assert.deepEqual(found.indicator, facts.subject);
    assert.equal(found.link, 'https://www.virustotal.com/gui/url/abc');
  });

  it('survives being written as JSON', () => {
    const verdict = judge(report(engines({ malicious: 2, harmless: 3 }), facts));
    assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict);
  });
});
