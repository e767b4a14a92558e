import assert from 'node:assert/strict';
import { ClosedError } from '../../../src/closed-error';
import { identify } from '../../../src/indicator/identify';
import type { Indicator } from '../../../src/indicator/indicator';
import { QueueFullError, ServiceError } from '../../../src/lookup/errors';
import type { HttpReply } from '../../../src/lookup/http';
import { StoreError } from '../../../src/store/errors';
import { createDeferred, type Deferred } from '../../support/deferred';
import { createLookingProcesses, type LookingProcess } from '../../support/lookups-of-processes';
import { errorV3, foundV3, reply } from '../../support/virustotal-replies';
import { allowNoUnhandledRejection } from '../../support/unhandled-rejections';

const SECOND = 1000;

const domain = identify('www.example.com', 'domain');

/** One after another. */
function domains(count: number): Indicator[] {
  return Array.from({ length: count }, (_, index) => identify(`d${index}.example.com`, 'domain'));
}

/** What was asked by each of several processes. */
function asked(...processes: readonly LookingProcess[]): number[] {
  return processes.map(({ requests }) => requests.length);
}

/** Answers that come when a test wants them to. */
function whenTold(): { answer: () => Promise<HttpReply>; replies: Deferred<HttpReply>[] } {
  const replies: Deferred<HttpReply>[] = [];
  return {
    replies,
    answer() {
      const next = createDeferred<HttpReply>();
      replies.push(next);
      return next.promise;
    },
  };
}

const DAY = 86_400_000;
const ANALYSIS = `u-${'a'.repeat(64)}-1768478400`;
const begun = reply(200, { data: { type: 'analysis', id: ANALYSIS } });
const completed = reply(200, {
  data: { type: 'analysis', id: ANALYSIS, attributes: { status: 'completed', stats: {} } },
});

/** A report that was made so long before the start of a test. */
function analysed(ago: number): HttpReply {
  const date = Math.floor((Date.parse('2026-01-15T12:00:00Z') - ago) / SECOND);
  const attributes = { last_analysis_date: date, last_analysis_stats: { harmless: 60 } };
  return reply(200, { data: { type: 'domain', id: domain.value, attributes } });
}

/** What was sent by several processes, in short. */
function sent(...processes: readonly LookingProcess[]): string[] {
  return processes.flatMap(({ requests }) =>
    requests.map(({ method, path }) => `${method} ${path.split('/').at(3)}`),
  );
}

describe('lookups of several processes that share a store', () => {
  allowNoUnhandledRejection();

  it('ask once for an indicator, and all have the answer', async () => {
    const { answer, replies } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const processes = [open(), open(), open()];
    const looking = processes.map(({ lookups }) => lookups.lookup(domain, false));
    await pass(0);
    assert.equal(replies.length, 1);
    replies[0]?.resolve(foundV3(domain, { malicious: 3 }));
    const answers = await Promise.all(looking);
    assert.deepEqual(
      answers.map(({ outcome }) => outcome),
      ['found', 'found', 'found'],
    );
    assert.deepEqual(answers.map(({ source }) => source).toSorted(), ['api', 'cache', 'cache']);
    assert.equal(
      asked(...processes).reduce((sum, each) => sum + each),
      1,
    );
  });

  it('have the answer within two seconds where nobody is told of it', async () => {
    const { answer, replies } = whenTold();
    const { open, pass, stores } = createLookingProcesses(answer);
    stores.loseNotices(true);
    const [one, other] = [open(), open()];
    const first = one.lookups.lookup(domain, false);
    await pass(0);
    const second = other.lookups.lookup(domain, false);
    await pass(0);
    replies[0]?.resolve(foundV3(domain));
    await first;
    await pass(2 * SECOND);
    assert.equal((await second).source, 'cache');
    assert.deepEqual(asked(one, other), [1, 0]);
  });

  for (const [name, outcome, told] of [
    ['is pending', 'pending', errorV3(400, 'NotAvailableYet')],
    ['is unknown and not kept', 'unknown', errorV3(404, 'NotFoundError')],
  ] as const) {
    it(`share an answer that ${name}, and ask anew afterwards`, async () => {
      const { answer, replies } = whenTold();
      const { open, pass } = createLookingProcesses(answer);
      const lifetimes = { flagged: 0, clean: 0, unknown: 0 };
      const [one, other] = [open({ lifetimes }), open({ lifetimes })];
      const looking = [one, other].map(({ lookups }) => lookups.lookup(domain, false));
      await pass(0);
      replies[0]?.resolve(told);
      const outcomes = (await Promise.all(looking)).map((each) => each.outcome);
      assert.deepEqual(outcomes, [outcome, outcome]);
      assert.equal(replies.length, 1);
      const again = other.lookups.lookup(domain, false);
      await pass(0);
      assert.equal(replies.length, 2);
      replies[1]?.resolve(told);
      await again;
    });
  }

  it('ask themselves where the one that asked has failed', async () => {
    const { answer, replies } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const [one, other] = [open(), open()];
    const first = assert.rejects(one.lookups.lookup(domain, false), ServiceError);
    await pass(0);
    const second = other.lookups.lookup(domain, false);
    await pass(0);
    replies[0]?.resolve(reply(500, 'Out of order'));
    await first;
    await pass(0);
    replies[1]?.resolve(foundV3(domain));
    assert.equal((await second).source, 'api');
    assert.deepEqual(asked(one, other), [1, 1]);
  });

  it('ask at once where the one that asked has stopped', async () => {
    const { answer, replies } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const [one, other] = [open(), open()];
    const first = assert.rejects(one.lookups.lookup(domain, false), ClosedError);
    await pass(0);
    const second = other.lookups.lookup(domain, false);
    await pass(0);
    await Promise.all([one.stop(), first]);
    await pass(0);
    replies[1]?.resolve(foundV3(domain));
    assert.equal((await second).outcome, 'found');
  });

  it('ask where the one that asked is gone, and not before its lease is over', async () => {
    const { answer, replies } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const [one, other] = [open(), open()];
    void one.lookups.lookup(domain, false);
    await pass(0);
    const second = other.lookups.lookup(domain, false);
    await pass(10 * SECOND);
    assert.equal(replies.length, 1);
    await one.kill();
    await pass(10 * SECOND);
    assert.equal(replies.length, 1);
    await pass(10 * SECOND);
    assert.equal(replies.length, 2);
    replies[1]?.resolve(foundV3(domain));
    assert.equal((await second).outcome, 'found');
  });

  it('do not ask what another one has asked while they stood still', async () => {
    const first = identify('first.example.com', 'domain');
    const { open, pass } = createLookingProcesses(({ path }) =>
      foundV3(path.endsWith(first.value) ? first : domain),
    );
    const [one, other] = [open({ allowance: { perMinute: 1 } }), open()];
    const before = one.lookups.lookup(first, false);
    await pass(0);
    await before;
    const waiting = one.lookups.lookup(domain, false);
    await pass(SECOND);
    one.pause();
    const second = other.lookups.lookup(domain, false);
    await pass(20 * SECOND);
    assert.equal((await second).source, 'api');
    one.resume();
    await pass(70 * SECOND);
    assert.equal((await waiting).source, 'cache');
    assert.deepEqual(asked(one, other), [1, 1]);
  });

  it('do not wait for one with another key', async () => {
    const { answer, replies } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const [one, other] = [open(), open({ key: 'another-key' })];
    const looking = [one, other].map(({ lookups }) => lookups.lookup(domain, false));
    await pass(0);
    assert.equal(replies.length, 2);
    for (const each of replies) each.resolve(foundV3(domain));
    await Promise.all(looking);
  });

  it('keep to the limit of those that may wait, wherever they wait for', async () => {
    const { answer, replies } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const [one, other] = [open({ concurrency: 3 }), open({ queueLimit: 2 })];
    const all = domains(3);
    const first = all.map((each) => one.lookups.lookup(each, false));
    await pass(0);
    const second = all.map((each) => other.lookups.lookup(each, false));
    const ends = Promise.allSettled(second);
    await pass(0);
    assert.equal(other.lookups.load().waiting, 2);
    const stages = all.map(({ key }) => other.lookups.stageOf(key));
    assert.equal(stages.filter((each) => each === 'elsewhere').length, 2);
    all.forEach((each, index) => replies[index]?.resolve(foundV3(each)));
    await Promise.all(first);
    const failed = (await ends).filter((each) => each.status === 'rejected');
    assert.equal(failed.length, 1);
    assert(failed[0]?.reason instanceof QueueFullError);
    assert.equal(other.lookups.load().waiting, 0);
  });

  it('agree on the time of day, though their hosts do not', async () => {
    const { open, pass, clock } = createLookingProcesses(() => foundV3(domain));
    const host = { ...clock, now: () => clock.now() + 300 * SECOND };
    const [one, other] = [open({ host }), open()];
    await pass(0);
    const first = one.lookups.lookup(domain, false);
    await pass(0);
    const second = other.lookups.lookup(domain, false);
    await pass(0);
    assert.equal((await first).fetchedAt, clock.now());
    assert.equal((await second).fetchedAt, clock.now());
    assert.equal(other.lookups.peek(domain)?.fetchedAt, clock.now());
  });

  it('need not ask again what one has asked that stops before it is answered', async () => {
    const { answer, replies } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const [one, other] = [open({ lastAnswers: 2 * SECOND }), open()];
    const first = one.lookups.lookup(domain, false);
    await pass(0);
    const stopped = one.stop();
    const second = other.lookups.lookup(domain, false);
    await pass(SECOND);
    replies[0]?.resolve(foundV3(domain));
    await pass(0);
    await stopped;
    assert.equal((await first).source, 'api');
    await pass(2 * SECOND);
    assert.equal((await second).source, 'cache');
    assert.deepEqual(asked(one, other), [1, 0]);
  });

  it('ask again where the answer takes too long for one that stops', async () => {
    const { answer, replies } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const [one, other] = [open({ lastAnswers: 2 * SECOND }), open()];
    const first = assert.rejects(one.lookups.lookup(domain, false), ClosedError);
    await pass(0);
    const stopped = one.stop();
    await pass(2 * SECOND);
    await Promise.all([first, stopped]);
    const second = other.lookups.lookup(domain, false);
    await pass(0);
    replies[1]?.resolve(foundV3(domain));
    assert.equal((await second).source, 'api');
    assert.deepEqual(asked(one, other), [1, 1]);
  });

  it('end what waits for another process when they are closed', async () => {
    const { answer } = whenTold();
    const { open, pass } = createLookingProcesses(answer);
    const [one, other] = [open(), open()];
    void one.lookups.lookup(domain, false);
    await pass(0);
    const second = assert.rejects(other.lookups.lookup(domain, false), ClosedError);
    await pass(0);
    await Promise.all([other.lookups.close(), second]);
  });
});

describe('wishes in several processes that share a store', () => {
  allowNoUnhandledRejection();

  it('have an old report made anew once', async () => {
    let isAnew = false;
    const { open, pass } = createLookingProcesses(({ method, path }) => {
      if (method === 'POST') return begun;
      if (!path.includes('/analyses/')) return analysed(isAnew ? 0 : 9 * DAY);
      isAnew = true;
      return completed;
    });
    const processes = [open(), open()];
    const looking = processes.map(({ lookups }) => lookups.lookup(domain, false, { maxAge: DAY }));
    await pass(20 * SECOND);
    const answers = await Promise.all(looking);
    assert.deepEqual(
      answers.map(({ stale }) => stale),
      [undefined, undefined],
    );
    assert.deepEqual(sent(...processes), [
      'GET domains',
      'POST domains',
      'GET analyses',
      'GET domains',
    ]);
  });

  it('are answered with what is known where the store is away and too many wait', async () => {
    const { open, pass, stores } = createLookingProcesses(() => analysed(9 * DAY));
    const process = open({ queueLimit: 1 });
    const first = process.lookups.lookup(domain, false);
    await pass(0);
    await first;
    stores.beAway(true);
    const waiting = process.lookups.lookup(identify('other.example.com', 'domain'), false);
    const closed = assert.rejects(waiting, ClosedError);
    await pass(0);
    const { stale } = await process.lookups.lookup(domain, false, { maxAge: DAY });
    assert.equal(stale, 'store');
    await Promise.all([process.lookups.close(), closed]);
  });

  it('begin no other analysis where the first one found nothing newer', async () => {
    const { open, pass } = createLookingProcesses(({ method, path }) => {
      if (method === 'POST') return begun;
      return path.includes('/analyses/') ? completed : analysed(9 * DAY);
    });
    const processes = [open(), open()];
    const looking = processes.map(({ lookups }) => lookups.lookup(domain, false, { maxAge: DAY }));
    await pass(20 * SECOND);
    const answers = await Promise.all(looking);
    assert.deepEqual(
      answers.map(({ stale }) => stale),
      ['unchanged', 'unchanged'],
    );
    assert.equal(sent(...processes).filter((each) => each.startsWith('POST')).length, 1);
  });

  it('go on with the analysis that one has begun which is gone', async () => {
    let isAnew = false;
    const { open, pass } = createLookingProcesses(({ method, path }) => {
      if (method === 'POST') return begun;
      if (!path.includes('/analyses/')) return analysed(isAnew ? 0 : 9 * DAY);
      isAnew = true;
      return completed;
    });
    const [one, other] = [open(), open()];
    void one.lookups.lookup(domain, false, { maxAge: DAY });
    await pass(0);
    const second = other.lookups.lookup(domain, false, { maxAge: DAY });
    await pass(SECOND);
    await one.kill();
    await pass(60 * SECOND);
    assert.equal((await second).stale, undefined);
    assert.deepEqual(sent(one, other), [
      'GET domains',
      'POST domains',
      'GET analyses',
      'GET domains',
    ]);
  });
});

describe('lookups whose shared store is away', () => {
  allowNoUnhandledRejection();

  it('wait, ask nothing, and go on once it is back', async () => {
    const { open, pass, stores } = createLookingProcesses(() => foundV3(domain));
    const process = open();
    await pass(0);
    stores.beAway(true);
    const looking = process.lookups.lookup(domain, false);
    await pass(60 * SECOND);
    assert.deepEqual(asked(process), [0]);
    assert.equal(process.lookups.load().waiting, 1);
    stores.beAway(false);
    await pass(5 * SECOND);
    assert.equal((await looking).source, 'api');
    assert.deepEqual(asked(process), [1]);
  });

  it('answer what memory knows', async () => {
    const { open, pass, stores } = createLookingProcesses(() => foundV3(domain));
    const process = open();
    const first = process.lookups.lookup(domain, false);
    await pass(0);
    await first;
    stores.beAway(true);
    assert.equal(process.lookups.peek(domain)?.source, 'cache');
  });

  it('fail with `store` beyond the limit of those that may wait', async () => {
    const { open, pass, stores } = createLookingProcesses(() => foundV3(domain));
    const process = open({ queueLimit: 3 });
    await pass(0);
    stores.beAway(true);
    const ends = Promise.allSettled(domains(4).map((each) => process.lookups.lookup(each, false)));
    await pass(0);
    assert.equal(process.lookups.load().waiting, 3);
    await process.lookups.close();
    const reasons = (await ends).map((each) => each.status === 'rejected' && each.reason);
    assert.equal(reasons.filter((each) => each instanceof StoreError).length, 1);
    assert.equal(reasons.filter((each) => each instanceof ClosedError).length, 3);
  });

  it('ask once each after the store was away for longer than a lease, whatever waited before', async () => {
    const all = domains(6);
    const { open, pass, stores } = createLookingProcesses(({ path }) => {
      const indicator = all.find(({ value }) => path.endsWith(`/${value}`));
      return indicator ? foundV3(indicator) : assert.fail();
    });
    const limits = { allowance: { perMinute: 2 } };
    const processes = [open(limits), open(limits)];
    const looking = processes.flatMap(({ lookups }) =>
      all.map((each) => lookups.lookup(each, false)),
    );
    await pass(SECOND);
    stores.beAway(true);
    await pass(90 * SECOND);
    assert.equal(
      asked(...processes).reduce((sum, each) => sum + each),
      2,
    );
    stores.beAway(false);
    await pass(300 * SECOND);
    await Promise.all(looking);
    assert.equal(
      asked(...processes).reduce((sum, each) => sum + each),
      6,
    );
  });
});
