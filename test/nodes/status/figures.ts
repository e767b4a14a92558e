import type { Figures } from '../../../nodes/shared/figures/figures';
import type { Happened } from '../../../nodes/shared/figures/happened';

/** By the clock of this machine. */
export const NOON = new Date(2026, 0, 15, 12, 0, 0).getTime();
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A runtime in which one account has worked for a while and nothing is bad. */
export const FIGURES: Figures = {
  at: NOON,
  accounts: [
    {
      id: 'a1',
      name: 'Main',
      api: 'v3',
      simulated: false,
      quota: {
        minute: { used: 4, limit: 4, left: 0 },
        day: { used: 12, limit: 500, left: 488 },
        month: { used: 1230, limit: 15_500, left: 14_270 },
      },
      nextAt: NOON + MINUTE / 2,
      running: 1,
      waiting: 3,
      since: { asked: 12, waited: 3, refused: 0 },
    },
  ],
  lookups: [
    {
      node: 'l1',
      name: 'Ask',
      account: 'a1',
      messages: 4,
      indicators: 4,
      oldest: [
        {
          indicator: { type: 'domain', value: 'evil.example' },
          since: NOON - MINUTE,
          messages: 1,
          why: 'minute',
        },
      ],
    },
  ],
  mails: [],
  instances: [],
  stores: [{ kind: 'embedded', place: 'virustotal/state.sqlite', durable: true }],
  unwired: [],
  bad: [],
};

const DOING = { running: 1, waiting: 12, mails: 2, kept: 3 };

/** One of which another one is told, and one that is gone. */
export const INSTANCES: Figures['instances'] = [
  instance('red-1:1880', { isThis: true, doing: DOING }),
  instance('red-2:1880', {}),
  instance('red-3:1880', { isGone: true, seen: NOON - 10 * MINUTE, doing: DOING }),
];

/** A day in which something was found, mailed and once not delivered. */
export const HAPPENED: Happened = {
  since: NOON - 24 * HOUR,
  lookups: new Map([['a1', { asked: 12, cache: 85, list: 3, failed: { timeout: 2, network: 1 } }]]),
  verdicts: new Map([
    ['clean', 90],
    ['malicious', 2],
    ['suspicious', 1],
  ]),
  alerts: new Map([
    ['raised', 2],
    ['suppressed', 10],
  ]),
  mails: new Map([
    ['delivered', 1],
    ['given-up', 1],
  ]),
  verdictNotes: [
    verdict('suspicious', '2 / 70', 'http://shop.example/login'),
    verdict('malicious', '8 / 70', '192.0.2.7'),
    verdict('malicious', '52 / 70', 'http://evil.example/a'),
    verdict('clean', '0 / 70', 'good.example'),
  ],
  alertNotes: [alert('mild.example', 3), alert('http://evil.example/a', 9)],
  mailNotes: [
    {
      node: 'n1',
      id: 'm1',
      alerts: ['x'],
      subject: 'malicious: http://evil.example/a',
      to: ['desk@example.com'],
      fate: 'given-up',
      why: '550 no such user',
      first: NOON - HOUR,
      last: NOON - MINUTE,
    },
  ],
};

function verdict(level: string, count: string, value: string): Happened['verdictNotes'][number] {
  const indicator = { type: 'url', value };
  const facts = { account: 'a1', node: 'v1', level, count, indicator, simulated: false };
  return { ...facts, first: NOON - HOUR, last: NOON - MINUTE, times: 3 };
}

function alert(subject: string, severity: number): Happened['alertNotes'][number] {
  return {
    node: 'r1',
    id: 'x',
    module: 'virustotal',
    detection: 'malicious_url_detected',
    subject,
    severity,
    simulated: false,
    fate: 'suppressed',
    last: NOON - MINUTE,
    counts: { raised: 1, suppressed: 5 },
  };
}

function instance(
  name: string,
  more: Partial<Figures['instances'][number]>,
): Figures['instances'][number] {
  return {
    id: `id of ${name}`,
    name,
    store: 'db.example:5432/alerts, schema virustotal',
    since: NOON - HOUR,
    seen: NOON - 2000,
    isThis: false,
    isGone: false,
    doing: { running: 0, waiting: 0, mails: 0, kept: 0 },
    ...more,
  };
}
