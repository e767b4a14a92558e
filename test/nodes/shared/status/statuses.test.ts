import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { NodeStatus } from 'node-red';
import { ConfigurationError, NoDriverError } from '../../../../nodes/shared/configuration-error';
import {
  gateStatus,
  raiseStatus,
  releasedStatus,
  resetStatus,
  verdictStatus,
} from '../../../../nodes/shared/status/alerts';
import { collectStatus } from '../../../../nodes/shared/status/collected';
import { failureStatus } from '../../../../nodes/shared/status/failure';
import { answeredStatus, busyStatus } from '../../../../nodes/shared/status/lookups';
import { digestStatus, mailEndStatus, outboxStatus } from '../../../../nodes/shared/status/mails';
import { storeOpeningStatus } from '../../../../nodes/shared/status/stores';
import { withDemo } from '../../../../nodes/shared/status/status';
import { createTexts } from '../../../../nodes/shared/status/texts';
import { QuotaError } from '../../../../src/lookup/errors';
import { DeliveryError } from '../../../../src/mail/errors';
import { StoreError } from '../../../../src/store/errors';
import { createFakeClock } from '../../../support/fake-clock';
import { readCatalogue, translateBy } from '../../../support/texts';

/** By the clock of this machine, as statuses are. */
const NOON = new Date(2026, 0, 15, 12, 0, 0).getTime();
const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Characters that there is room for under a node; what is in trouble says more. */
const SHORT = 26;

const english = createTexts(translateBy(readCatalogue('lookup')), createFakeClock(NOON));

const alert = {
  id: 'id',
  module: 'virustotal',
  detection: 'malicious_url_detected',
  subject: 'subject',
  severity: 7,
  raisedAt: '',
  suppressed: 0,
  quietUntil: '',
};

/** What is shown while all goes well. */
const EVERYDAY: readonly (readonly [what: string, status: NodeStatus | undefined, text: string])[] =
  [
    [
      'lookups that run',
      busyStatus(english, { unfinished: 3, running: 3, nextAt: undefined }),
      '3 running',
    ],
    [
      'lookups of which four may run',
      busyStatus(english, { unfinished: 72, running: 4, nextAt: undefined }),
      '4 running, 68 waiting',
    ],
    [
      'lookups that are not in line yet',
      busyStatus(english, { unfinished: 72, running: 0, nextAt: undefined }),
      '72 waiting',
    ],
    [
      'lookups that the quota of the minute holds back',
      busyStatus(english, { unfinished: 70, running: 0, nextAt: NOON + 30 * SECOND }),
      '70 waiting, next 12:00:30',
    ],
    [
      'lookups that the quota of the day holds back',
      busyStatus(english, { unfinished: 1200, running: 0, nextAt: NOON + 11 * HOUR }),
      '1,200 waiting, next 23:00',
    ],
    ['an answer', answeredStatus(english, { outcome: 'found' }), 'found'],
    ['an old answer', answeredStatus(english, { outcome: 'found', stale: 'x' }), 'found, but old'],
    [
      'a verdict',
      verdictStatus(english, { level: 'malicious', total: 70, count: '52 / 70' }),
      'malicious 52 / 70',
    ],
    [
      'a verdict without engines',
      verdictStatus(english, { level: 'unknown', total: 0, count: '0 / 0' }),
      'unknown',
    ],
    ['a gate', gateStatus(english, 'notPassed'), 'not passed'],
    ['a first alert', raiseStatus(english, { ...alert, reason: 'first' }), 'raised, severity 7'],
    [
      'an alert after a while',
      raiseStatus(english, { ...alert, reason: 'again' }),
      'raised again, severity 7',
    ],
    [
      'an alert that got worse',
      raiseStatus(english, { ...alert, reason: 'escalated', severity: 10 }),
      'escalated, severity 10',
    ],
    [
      'a suppressed alert',
      raiseStatus(english, {
        ...alert,
        reason: 'suppressed',
        suppressed: 2,
        quietUntil: new Date(NOON + HOUR).toISOString(),
      }),
      '2 suppressed, until 13:00',
    ],
    ['a raise that is undone', releasedStatus(english, true), 'released'],
    ['all that is forgotten', resetStatus(english, false), 'reset'],
    [
      'a window',
      collectStatus(english, { indicators: 1, events: 1, skipped: 0 }, true),
      '1 in 1 event',
    ],
    [
      'a window with much in it',
      collectStatus(english, { indicators: 20, events: 1204, skipped: 0 }, true),
      '20 in 1,204 events',
    ],
    [
      'a window that is sent on',
      collectStatus(english, { indicators: 2, events: 4, skipped: 0, next: NOON + HOUR }, true),
      '2 in 4 events, next 13:00',
    ],
    ['mails that wait', outboxStatus(english, { waiting: 2 }), '2 waiting'],
    [
      'a mail that is collected for',
      digestStatus(english, { collected: 3, emptiedAt: NOON + HOUR }),
      '3 collected, mail at 13:00',
    ],
  ];

/** What has to be said, however long it is. */
const TROUBLE: readonly (readonly [what: string, status: NodeStatus | undefined, text: string])[] =
  [
    [
      'a window that is not kept, and left out some',
      collectStatus(english, { indicators: 2, events: 4, skipped: 3 }, false),
      'in memory only: 2 in 4 events, 3 left out',
    ],
    [
      'what is malicious and goes to nobody',
      gateStatus(english, 'badAndLost'),
      'malicious, but undetermined: wire output 3',
    ],
    [
      'an alert without a store',
      raiseStatus(english, { ...alert, reason: 'unsuppressed' }),
      'raised: cannot suppress',
    ],
    [
      'a mail server that cannot be reached, tried on another day',
      outboxStatus(english, {
        waiting: 1000,
        nextTry: NOON + DAY,
        failure: new DeliveryError('x', 'unreachable', 'smtp.example.com:25'),
      }),
      'cannot reach smtp.example.com:25: 1,000 waiting, next try Jan 16, 12:00',
    ],
    [
      'a recipient that was refused',
      mailEndStatus(english, { entry: { refused: ['a'] } }),
      'delivered, 1 recipient refused',
    ],
    [
      'recipients that were refused',
      mailEndStatus(english, { entry: { refused: ['a', 'b'] } }),
      'delivered, 2 recipients refused',
    ],
    ['a quota', failureStatus(english, new QuotaError('x', NOON)), 'quota spent'],
    [
      'a driver that is missing',
      failureStatus(english, new NoDriverError('missing', 'x')),
      'PostgreSQL: package pg is missing',
    ],
    [
      'a driver that is too old',
      failureStatus(english, new NoDriverError('unusable', 'x')),
      'PostgreSQL: package pg cannot be used',
    ],
    [
      'a store that is being opened',
      storeOpeningStatus(english, new StoreError('x', { trouble: 'opening' }), 7),
      'opening the store',
    ],
    [
      'a store that cannot be opened',
      storeOpeningStatus(english, new StoreError('x', { trouble: 'sign-in' }), 0),
      'PostgreSQL: check user and password',
    ],
    [
      'messages that wait for a store that cannot be opened',
      storeOpeningStatus(english, new StoreError('x', { trouble: 'unreachable' }), 7),
      'cannot reach PostgreSQL: 7 waiting',
    ],
    ['what nobody foresaw', failureStatus(english, new Error('x')), 'unexpected failure'],
    [
      'a property',
      failureStatus(english, new ConfigurationError('suppress', 'x')),
      'check Once per',
    ],
  ];

describe('the status of a node', () => {
  for (const [what, status, text] of [...EVERYDAY, ...TROUBLE]) {
    it(`tells of ${what}: "${text}"`, () => assert.equal(status?.text, text));
  }

  it('is short where nothing has to be said', () => {
    const long = EVERYDAY.filter(([, status]) => (status?.text ?? '').length > SHORT);
    assert.deepEqual(long, []);
  });

  it('says that an answer is made up', () => {
    const status = verdictStatus(english, { level: 'clean', total: 70, count: '0 / 70' });
    assert.equal(withDemo(english, status, true).text, 'demo: clean 0 / 70');
    assert.equal(withDemo(english, status, false).text, 'clean 0 / 70');
  });
});
