import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DeliveryCause } from '../../../src/mail/errors';
import {
  afterFailure,
  afterReceipt,
  concernsAll,
  describeRefusals,
  isOverdue,
  retryWait,
  startAgain,
  unreached,
  type Moment,
} from '../../../src/mail/outbox/retry-or-give-up';
import { freshEntry } from '../../support/mails';
import type { Receipt } from '../../../src/mail/receipt';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';

function at(now: number, giveUpAfter = 24 * HOUR): Moment {
  return { now, giveUpAfter, random: 0 };
}

describe('the wait before a mail is tried again', () => {
  for (const [failures, wait] of [
    [1, 30 * SECOND],
    [2, MINUTE],
    [3, 2 * MINUTE],
    [7, 32 * MINUTE],
    [8, HOUR],
    [9, HOUR],
    [10_000, HOUR],
  ] as const) {
    it(`is ${wait / SECOND} s after failure ${failures}`, () => {
      assert.equal(retryWait(failures, 0), wait);
    });
  }

  it('is up to a tenth longer', () => {
    assert.equal(retryWait(1, 0.5), 31.5 * SECOND);
    assert.ok(retryWait(1, 0.999) < 33 * SECOND);
  });
});

describe('a mail that failed as a whole', () => {
  const table: readonly (readonly [DeliveryCause, string, boolean])[] = [
    ['unreachable', 'retry', true],
    ['security', 'retry', true],
    ['credentials', 'retry', true],
    ['busy', 'retry', true],
    ['reluctant', 'retry', false],
    ['connection', 'retry', false],
    ['deferred', 'retry', false],
    ['refused', 'given up', false],
    ['stopped', 'retry', false],
  ];
  for (const [reason, kind, concerns] of table) {
    it(`${reason}: ${kind}${concerns ? ', as every other mail' : ''}`, () => {
      const decision = afterFailure(freshEntry(), { reason, message: 'why' }, at(MINUTE));
      assert.equal(decision.kind, kind);
      assert.equal(concernsAll({ reason }), concerns);
    });
  }

  it('remembers why and how often, and waits longer each time', () => {
    const failure = { reason: 'deferred', message: 'busy' } as const;
    const first = afterFailure(freshEntry(), failure, at(0));
    assert.ok(first.kind === 'retry');
    assert.deepEqual(first.entry, freshEntry({ attempts: 1, lastError: 'busy' }));
    assert.equal(first.wait, 30 * SECOND);
    const second = afterFailure(first.entry, failure, at(30 * SECOND));
    assert.ok(second.kind === 'retry');
    assert.equal(second.wait, MINUTE);
  });

  it('does not count a try that the end of the node broke off', () => {
    const decision = afterFailure(freshEntry(), { reason: 'stopped', message: '' }, at(25 * HOUR));
    assert.deepEqual(decision, { kind: 'retry', entry: freshEntry(), wait: 0 });
  });

  for (const [now, kind] of [
    [24 * HOUR - 1, 'retry'],
    [24 * HOUR, 'given up'],
  ] as const) {
    it(`${now} ms after it came: ${kind}`, () => {
      const failure = { reason: 'unreachable', message: 'gone' } as const;
      assert.equal(afterFailure(freshEntry(), failure, at(now)).kind, kind);
      assert.equal(isOverdue(freshEntry(), at(now)), kind === 'given up');
    });
  }

  it('is tried once more at the very end of its time', () => {
    const entry = freshEntry({ attempts: 12 });
    const failure = { reason: 'unreachable', message: 'gone' } as const;
    const decision = afterFailure(entry, failure, at(24 * HOUR - 5 * MINUTE));
    assert.ok(decision.kind === 'retry');
    assert.equal(decision.wait, 5 * MINUTE);
  });

  it('is never given up where that is off', () => {
    const failure = { reason: 'unreachable', message: 'gone' } as const;
    const decision = afterFailure(freshEntry({ attempts: 99 }), failure, at(999 * HOUR, Infinity));
    assert.ok(decision.kind === 'retry');
    assert.equal(decision.wait, HOUR);
  });

  it('keeps whom it has reached and whom it never will', () => {
    const entry = freshEntry({ accepted: [ANN], refused: [{ recipient: BOB, reply: '550 no' }] });
    const { entry: after } = afterFailure(entry, { reason: 'refused', message: '554' }, at(0));
    assert.deepEqual(after.accepted, [ANN]);
    assert.deepEqual(unreached(after), [BOB]);
  });
});

function refusal(recipient: string, reply: string): { recipient: string; reply: string } {
  return { recipient, reply };
}

describe('a mail that a server has answered about', () => {
  const table: readonly (readonly [string, Receipt, string, string[], string[]])[] = [
    [
      'taken for all',
      { accepted: [ANN, BOB], refused: [], deferred: [] },
      'delivered',
      [ANN, BOB],
      [],
    ],
    [
      'refused for one',
      { accepted: [ANN], refused: [refusal(BOB, '550 no')], deferred: [] },
      'delivered',
      [ANN],
      [BOB],
    ],
    [
      'deferred for one',
      { accepted: [ANN], refused: [], deferred: [refusal(BOB, '450 later')] },
      'retry',
      [ANN],
      [BOB],
    ],
    [
      'deferred for one and refused for the other',
      { accepted: [], refused: [refusal(ANN, '550 no')], deferred: [refusal(BOB, '450 later')] },
      'retry',
      [],
      [ANN, BOB],
    ],
    [
      'refused for all',
      { accepted: [], refused: [refusal(ANN, '550 no'), refusal(BOB, '551 no')], deferred: [] },
      'given up',
      [],
      [ANN, BOB],
    ],
  ];
  for (const [title, receipt, kind, accepted, left] of table) {
    it(`${title}: ${kind}`, () => {
      const decision = afterReceipt(freshEntry(), receipt, at(0));
      assert.equal(decision.kind, kind);
      assert.deepEqual(decision.entry.accepted, accepted);
      assert.deepEqual(unreached(decision.entry), left);
    });
  }

  it('is over when the last of two tries has reached whom the first had not', () => {
    const first = afterReceipt(
      freshEntry(),
      { accepted: [ANN], refused: [], deferred: [refusal(BOB, '450 later')] },
      at(0),
    );
    const last = afterReceipt(first.entry, { accepted: [BOB], refused: [], deferred: [] }, at(0));
    assert.equal(last.kind, 'delivered');
    assert.deepEqual(last.entry.accepted, [ANN, BOB]);
  });

  it('is given up for the rest when its time is over', () => {
    const deferred = [refusal(BOB, '450 later')];
    const decision = afterReceipt(
      freshEntry(),
      { accepted: [ANN], refused: [], deferred },
      at(24 * HOUR),
    );
    assert.ok(decision.kind === 'given up');
    assert.equal(decision.why, 'bob@example.com: 450 later');
    assert.deepEqual(unreached(decision.entry), [BOB]);
  });
});

describe('a mail that is sent again by hand', () => {
  it('has all its time again, for those who have not got it', () => {
    const entry = freshEntry({
      attempts: 40,
      accepted: [ANN],
      refused: [{ recipient: BOB, reply: '550 no' }],
      givenUp: true,
    });
    const again = startAgain(entry, { now: 99 * HOUR });
    assert.equal(again.since, 99 * HOUR);
    assert.equal(again.attempts, 0);
    assert.equal(again.givenUp, undefined);
    assert.deepEqual(unreached(again), [BOB]);
  });
});

describe('describeRefusals', () => {
  it('names the first of many and counts the rest', () => {
    const refusals = [1, 2, 3, 4, 5].map((n) => ({
      recipient: `${n}@example.com`,
      reply: '550 no',
    }));
    assert.equal(
      describeRefusals(refusals),
      '1@example.com: 550 no; 2@example.com: 550 no; 3@example.com: 550 no; 2 more',
    );
  });
});
