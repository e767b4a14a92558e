import assert from 'node:assert/strict';
import { answerOf } from '../../../nodes/status/answer';
import { FIGURES, HAPPENED, HOUR, INSTANCES, MINUTE, NOON } from './figures';

const iso = (time: number): string => new Date(time).toISOString();

describe('the answer of a status as an object', () => {
  const answer = JSON.parse(JSON.stringify(answerOf(FIGURES, HAPPENED)));

  it('tells when it was given and since when it is counted', () => {
    assert.equal(answer.at, iso(NOON));
    assert.equal(answer.since, iso(NOON - 24 * HOUR));
  });

  it('tells of an account its quota, its requests and its answers', () => {
    assert.deepEqual(answer.accounts, [
      {
        id: 'a1',
        name: 'Main',
        api: 'v3',
        simulated: false,
        nextAt: iso(NOON + MINUTE / 2),
        running: 1,
        waiting: 3,
        quota: {
          minute: { used: 4, limit: 4, left: 0 },
          day: { used: 12, limit: 500, left: 488 },
          month: { used: 1230, limit: 15_500, left: 14_270 },
        },
        requests: { asked: 12, waited: 3, refused: 0 },
        answers: {
          asked: 12,
          cache: 85,
          list: 3,
          failed: { timeout: 2, network: 1 },
          fromCache: 0.88,
        },
      },
    ]);
  });

  it('tells why a lookup waits, and since when', () => {
    assert.deepEqual(answer.lookups[0].oldest, [
      {
        indicator: { type: 'domain', value: 'evil.example' },
        since: iso(NOON - MINUTE),
        messages: 1,
        why: 'minute',
      },
    ]);
  });

  it('counts verdicts, alerts and mails, and has the last of each', () => {
    const { verdicts, alerts, mails } = answer;
    assert.deepEqual([verdicts.malicious, verdicts.last.length], [2, 4]);
    assert.deepEqual([alerts.raised, alerts.suppressed, alerts.subjects.length], [2, 10, 2]);
    assert.deepEqual([mails.delivered, mails['given-up'], mails.waiting, mails.dead], [1, 1, 0, 0]);
    assert.equal(alerts.subjects[0].last, iso(NOON - MINUTE));
  });

  it('tells of Node-REDs that share a store, and has no word of them where none does', () => {
    const shared = { ...FIGURES, instances: INSTANCES };
    const { instances } = JSON.parse(JSON.stringify(answerOf(shared, HAPPENED)));
    assert.equal(instances.length, 3);
    assert.deepEqual(instances[2], {
      ...INSTANCES[2],
      since: iso(NOON - HOUR),
      seen: iso(NOON - 10 * MINUTE),
    });
    assert.ok(!('instances' in answer));
  });
});
