import assert from 'node:assert/strict';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Report } from '../../src/virustotal/report';
import { engine, engines, report } from './reports';

const NOW = Date.UTC(2026, 0, 15);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DOMAIN = { type: 'domain', value: 'www.example.com', id: 'www.example.com' } as const;
const NOUNS = { file: 'a file', url: 'a URL', domain: 'a domain', ip: 'an IP address' } as const;

function reasons(subject: Report, policy: Partial<Policy> = {}): readonly string[] {
  return summarize(subject, { ...DEFAULT_POLICY, ...policy }, NOW).reasons;
}

/** A report of 70 engines. */
function votes(malicious: number): Report {
  return report(engines({ malicious, undetected: 70 - malicious }));
}

describe('the reasons', () => {
  for (const [name, malicious, assessment, told] of [
    [
      'worse than the count',
      1,
      { verdict: 'malicious', severity: 'high', score: 90 },
      'Google Threat Intelligence assesses it as malicious (severity high, score 90 of 100).',
    ],
    [
      'worse than clean',
      0,
      { verdict: 'suspicious' },
      'Google Threat Intelligence assesses it as suspicious.',
    ],
    ['the same as the count', 1, { verdict: 'suspicious' }, undefined],
    ['malicious as the count', 5, { verdict: 'malicious' }, undefined],
    ['harmless', 1, { verdict: 'benign', severity: 'none' }, undefined],
  ] as const) {
    it(`${told === undefined ? 'do not tell' : 'tell'} of an assessment that is ${name}`, () => {
      const subject = { ...votes(malicious), assessment };
      const assessed = reasons(subject).filter((sentence) => sentence.startsWith('Google'));
      assert.deepEqual(assessed, told === undefined ? [] : [told]);
    });
  }

  it('tell of an assessment where no engine gave an opinion', () => {
    assert.deepEqual(reasons(report([], { assessment: { verdict: 'malicious' } })), [
      'No engine gave an opinion.',
      'Google Threat Intelligence assesses it as malicious.',
    ]);
  });

  const table: [what: string, subject: Report, policy: Partial<Policy>, expected: string[]][] = [
    ['clean', votes(0), {}, ['None of 70 engines flags it.']],
    ['clean of one', report(engines({ harmless: 1 })), {}, ['None of 1 engines flags it.']],
    [
      'clean with a few',
      votes(1),
      { suspiciousAt: 2 },
      ['1 of 70 engines flags it (malicious-1); below 2 it is clean.'],
    ],
    [
      'suspicious',
      votes(1),
      {},
      ['1 of 70 engines flags it (malicious-1); from 1 it is suspicious, from 3 malicious.'],
    ],
    [
      'suspicious by two',
      votes(2),
      { maliciousAt: 10 },
      [
        '2 of 70 engines flag it (malicious-1, malicious-2); from 1 it is suspicious, from 10 malicious.',
      ],
    ],
    ['malicious', votes(52), {}, ['52 of 70 engines flag it; from 3 it is malicious.']],
    [
      'malicious by one',
      votes(1),
      { maliciousAt: 1 },
      ['1 of 70 engines flags it (malicious-1); from 1 it is malicious.'],
    ],
    [
      'malicious by trust alone',
      votes(1),
      { trusted: ['malicious-1'] },
      [
        '1 of 70 engines flags it; 1 trusted engine among them: malicious-1.',
        'One trusted engine is enough for malicious.',
      ],
    ],
    [
      'malicious by number and trust',
      votes(4),
      { trusted: ['malicious-1', 'malicious-3'] },
      [
        '4 of 70 engines flag it; 2 trusted engines among them: malicious-1, malicious-3.',
        'One trusted engine is enough for malicious; without one, it is malicious from 3.',
      ],
    ],
    [
      'one ignored',
      votes(4),
      { ignored: ['malicious-1'] },
      [
        '3 of 69 engines flag it (malicious-2, malicious-3, malicious-4); from 3 it is malicious.',
        '1 ignored engine is left out.',
      ],
    ],
    [
      'two ignored',
      votes(2),
      { ignored: ['malicious-1', 'malicious-2', 'absent'] },
      ['None of 68 engines flags it.', '2 ignored engines are left out.'],
    ],
    [
      'four that can be named',
      votes(4),
      {},
      [
        '4 of 70 engines flag it (malicious-1, malicious-2, malicious-3, malicious-4); ' +
          'from 3 it is malicious.',
      ],
    ],
    [
      'five, who are too many to be named',
      votes(5),
      {},
      ['5 of 70 engines flag it; from 3 it is malicious.'],
    ],
    [
      'a count that the list of results is short of',
      report(engines({ malicious: 1 }), {
        votes: { malicious: 2, suspicious: 0, harmless: 0, undetected: 68 },
      }),
      {},
      ['2 of 70 engines flag it; from 1 it is suspicious, from 3 malicious.'],
    ],
    [
      'a trusted engine that the count leaves out',
      report(engines({ malicious: 1 }), {
        votes: { malicious: 0, suspicious: 0, harmless: 0, undetected: 70 },
      }),
      { trusted: ['malicious-1'] },
      [
        '0 of 70 engines flag it; 1 trusted engine in the list of results: malicious-1.',
        'One trusted engine is enough for malicious.',
      ],
    ],
    ...(['file', 'url', 'domain', 'ip'] as const).map(
      (type): [string, Report, Partial<Policy>, string[]] => [
        `a threshold for the type ${type}`,
        report(engines({ malicious: 5, undetected: 65 }), {
          subject: { type, value: 'x', id: 'x' },
        }),
        { perType: { [type]: [6, 5] } },
        [`5 of 70 engines flag it; from 5 ${NOUNS[type]} is suspicious, from 6 malicious.`],
      ],
    ),
    [
      'a threshold for the type and a trusted engine',
      report(engines({ malicious: 5, undetected: 65 }), { subject: DOMAIN }),
      { perType: { domain: [5, 5] }, trusted: ['malicious-1'] },
      [
        '5 of 70 engines flag it; 1 trusted engine among them: malicious-1.',
        'One trusted engine is enough for malicious; without one, a domain is malicious from 5.',
      ],
    ],
    [
      'a threshold for another type',
      report(engines({ malicious: 5, undetected: 65 }), { subject: DOMAIN }),
      { perType: { file: [10, 9] } },
      ['5 of 70 engines flag it; from 3 it is malicious.'],
    ],
    [
      'a known distributor',
      report(engines({ malicious: 5, undetected: 65 }), {
        distributors: ['Example Linux', 'Example Inc.'],
      }),
      {},
      [
        '5 of 70 engines flag it; from 3 it is malicious.',
        'Lowered from malicious to suspicious: Example Linux, Example Inc. are known to distribute it.',
      ],
    ],
    [
      'a trusted verdict',
      report(engines({ malicious: 5, undetected: 65 }), {
        trustedVerdict: { verdict: 'goodware', organization: 'Example Ltd' },
      }),
      {},
      [
        '5 of 70 engines flag it; from 3 it is malicious.',
        'Lowered from malicious to suspicious: Example Ltd vouches for it as goodware.',
      ],
    ],
    [
      'everything that speaks for a domain',
      report(engines({ malicious: 5, undetected: 65 }), {
        subject: DOMAIN,
        distributors: ['Example Linux'],
        trustedVerdict: { verdict: 'Goodware' },
        popularity: { rank: 10_000, list: 'Majestic' },
      }),
      {},
      [
        '5 of 70 engines flag it; from 3 it is malicious.',
        'Lowered from malicious to suspicious: Example Linux is known to distribute it, and ' +
          'its maker vouches for it as goodware, and it is popular, number 10,000 of Majestic.',
      ],
    ],
    [
      'a known distributor against a trusted engine',
      report(engines({ malicious: 1 }), { distributors: ['Example Linux'] }),
      { trusted: ['malicious-1'] },
      [
        '1 of 1 engines flags it; 1 trusted engine among them: malicious-1.',
        'One trusted engine is enough for malicious.',
        'Not lowered to suspicious although Example Linux is known to distribute it: a trusted engine flags it.',
      ],
    ],
    [
      'a known distributor against many engines',
      report(engines({ malicious: 62, undetected: 3 }), { distributors: ['Example Linux'] }),
      {},
      [
        '62 of 65 engines flag it; from 3 it is malicious.',
        'Not lowered to suspicious although Example Linux is known to distribute it: too many engines flag it.',
      ],
    ],
    ['nobody', report(engines({ none: 5 })), {}, ['No engine gave an opinion.']],
    [
      'nobody but ignored ones',
      report(engines({ malicious: 2 })),
      { ignored: ['malicious-1', 'malicious-2'] },
      ['No engine gave an opinion (2 left out).'],
    ],
    [
      'unknown',
      report([], { outcome: 'unknown' }),
      { ignored: ['x'] },
      ['VirusTotal does not know it.'],
    ],
    [
      'pending',
      report(engines({ malicious: 3 }), { outcome: 'pending' }),
      { trusted: ['malicious-1'] },
      ['VirusTotal has not finished analysing it.'],
    ],
  ];
  for (const [what, subject, policy, expected] of table) {
    it(`for ${what}: ${expected.join(' ')}`, () => {
      assert.deepEqual(reasons(subject, policy), expected);
    });
  }

  const ages: [age: number, words: string][] = [
    [1_000, '1 second'],
    [59_999, '59 seconds'],
    [MINUTE, '1 minute'],
    [2 * MINUTE, '2 minutes'],
    [HOUR - 1, '59 minutes'],
    [HOUR, '1 hour'],
    [DAY - 1, '23 hours'],
    [DAY, '1 day'],
    [400 * DAY, '400 days'],
  ];
  for (const [age, words] of ages) {
    it(`say that an analysis is ${words} old where that is stale`, () => {
      const aged = report(engines({ undetected: 9 }), { analysedAt: NOW - age });
      assert.deepEqual(reasons(aged, { staleAfter: 0 }), [
        'None of 9 engines flags it.',
        `The analysis is stale: it is ${words} old.`,
      ]);
      assert.deepEqual(reasons(aged), ['None of 9 engines flags it.']);
    });
  }

  it('are each one line, whatever an engine or a distributor is called', () => {
    const hostile = 'A\nB\u202e';
    const results = [engine(hostile, 'malicious'), ...engines({ malicious: 2, undetected: 67 })];
    const facts = {
      distributors: [hostile, 'C', 'D', 'E', 'F'],
      trustedVerdict: { verdict: 'goodware', organization: hostile },
    };
    assert.deepEqual(reasons(report(results, facts)), [
      '3 of 70 engines flag it (A B , malicious-1, malicious-2); from 3 it is malicious.',
      'Lowered from malicious to suspicious: A B , C, D and 2 more are known to distribute it, ' +
        'and A B  vouches for it as goodware.',
    ]);
    const trusting = reasons(report(results), { trusted: [hostile] });
    assert.match(trusting[0] ?? '', /; 1 trusted engine among them: A B \.$/);
  });

  it('come in the order of count, trust, what is left out and age', () => {
    const results = [engine('A', 'malicious'), engine('B', 'malicious'), engine('C', 'harmless')];
    const all = reasons(report(results, { analysedAt: NOW - DAY }), {
      trusted: ['a'],
      ignored: ['b'],
      staleAfter: HOUR,
    });
    assert.deepEqual(all, [
      '1 of 2 engines flags it; 1 trusted engine among them: A.',
      'One trusted engine is enough for malicious.',
      '1 ignored engine is left out.',
      'The analysis is stale: it is 1 day old.',
    ]);
  });
});
