import assert from 'node:assert/strict';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Report } from '../../src/virustotal/report';
import { engine, engines, report } from './reports';

const NOW = Date.UTC(2026, 0, 15);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function reasons(subject: Report, policy: Partial<Policy> = {}): readonly string[] {
  return summarize(subject, { ...DEFAULT_POLICY, ...policy }, NOW).reasons;
}

/** A report of 70 engines. */
function votes(malicious: number): Report {
  return report(engines({ malicious, undetected: 70 - malicious }));
}

describe('the reasons', () => {
  const table: [what: string, subject: Report, policy: Partial<Policy>, expected: string[]][] = [
    ['clean', votes(0), {}, ['None of 70 engines flags it.']],
    ['clean of one', report(engines({ harmless: 1 })), {}, ['None of 1 engines flags it.']],
    [
      'clean with a few',
      votes(1),
      { suspiciousAt: 2 },
      ['1 of 70 engines flags it; below 2 it is clean.'],
    ],
    [
      'suspicious',
      votes(1),
      {},
      ['1 of 70 engines flags it; from 1 it is suspicious, from 3 malicious.'],
    ],
    [
      'suspicious by two',
      votes(2),
      { maliciousAt: 10 },
      ['2 of 70 engines flag it; from 1 it is suspicious, from 10 malicious.'],
    ],
    ['malicious', votes(52), {}, ['52 of 70 engines flag it; from 3 it is malicious.']],
    [
      'malicious by one',
      votes(1),
      { maliciousAt: 1 },
      ['1 of 70 engines flags it; from 1 it is malicious.'],
    ],
    [
      'malicious by trust alone',
      votes(1),
      { trusted: ['malicious-1'] },
      ['1 of 70 engines flags it.', 'The trusted engine malicious-1 flags it.'],
    ],
    [
      'malicious by number and trust',
      votes(4),
      { trusted: ['malicious-1', 'malicious-3'] },
      [
        '4 of 70 engines flag it; from 3 it is malicious.',
        '2 trusted engines flag it: malicious-1, malicious-3.',
      ],
    ],
    [
      'one ignored',
      votes(4),
      { ignored: ['malicious-1'] },
      ['3 of 69 engines flag it; from 3 it is malicious.', '1 ignored engine is left out.'],
    ],
    [
      'two ignored',
      votes(2),
      { ignored: ['malicious-1', 'malicious-2', 'absent'] },
      ['None of 68 engines flags it.', '2 ignored engines are left out.'],
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

  it('come in the order of count, trust, what is left out and age', () => {
    const results = [engine('A', 'malicious'), engine('B', 'malicious'), engine('C', 'harmless')];
    const all = reasons(report(results, { analysedAt: NOW - DAY }), {
      trusted: ['a'],
      ignored: ['b'],
      staleAfter: HOUR,
    });
    assert.deepEqual(all, [
      '1 of 2 engines flags it.',
      'The trusted engine A flags it.',
      '1 ignored engine is left out.',
      'The analysis is stale: it is 1 day old.',
    ]);
  });
});
