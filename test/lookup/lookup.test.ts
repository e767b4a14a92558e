import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { identify } from '../../src/indicator/identify';
import type { Indicator } from '../../src/indicator/indicator';
import { createVirusTotalV2 } from '../../src/virustotal/v2/service';
import { ClosedError } from '../../src/closed-error';
import * as errors from '../../src/lookup/errors';
import type { HttpReply } from '../../src/lookup/http';
import { createMemoryStore } from '../../src/store/memory/memory';
import { StoreError } from '../../src/store/errors';
import type { Store } from '../../src/store/store';
import { createDeferred } from '../support/deferred';
import type { FakeClock } from '../support/fake-clock';
import { createBench, HOUR, KEY, MINUTE, readable, type Bench } from '../support/lookup-bench';
import { never } from '../support/scripted-transport';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';
import { errorV3, foundV3, reply } from '../support/virustotal-replies';

const domain = identify('www.example.com', 'domain');
const clean = foundV3(domain);
const broken = new errors.NetworkError('The connection failed: read ECONNRESET');

function numbered(number: number): Indicator {
  return identify(`host${number}.example.com`, 'domain');
}

/** A report about whatever domain is asked for. */
function answerAny(path: string): HttpReply {
  return foundV3(identify(path.split('/').at(-1), 'domain'));
}

describe('a lookup', () => {
  allowNoUnhandledRejection();

  it('answers with the report, its text, when and where it was found', async () => {
    const { lookups, clock } = createBench(() => clean);
    const answer = await lookups.lookup(domain, false);
    assert.deepEqual(readable(answer), {
      text: clean.body,
      outcome: 'found',
      source: 'api',
      api: 3,
      fetchedAt: clock.now(),
      fetchedAtText: new Date(clock.now()).toISOString(),
      link: 'https://www.virustotal.com/gui/domain/www.example.com',
      condensed: {
        api: 3,
        outcome: 'found',
        subject: { type: 'domain', value: 'www.example.com', id: 'www.example.com' },
        votes: { malicious: 0, suspicious: 0, harmless: 0, undetected: 60 },
        results: [],
      },
    });
  });

  it("links to VirusTotal's own page about a URL, known or not, in both versions", async () => {
    const url = identify('http://www.virustotal.com', 'url');
    const link =
      'https://www.virustotal.com/gui/url/1db0ad7dbcec0676710ea0eaacd35d5e471d3e11944d53bcbd31f0cbd11bce31';
    const canonical = identify('http://www.virustotal.com/', 'url');
    const v2 = { response_code: 0, resource: url.value, verbose_msg: 'unknown' };
    assert.equal(
      (await createBench(() => foundV3(canonical)).lookups.lookup(url, false)).link,
      link,
    );
    const unknown = createBench(() => errorV3(404, 'NotFoundError'));
    assert.equal((await unknown.lookups.lookup(url, false)).link, link);
    const unknownV2 = createBench(() => reply(200, v2), { service: createVirusTotalV2(KEY) });
    assert.equal((await unknownV2.lookups.lookup(url, false)).link, link);
  });

  it("links to VirusTotal's own id, whichever hash was asked for", async () => {
    const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
    const data = { id: 'e'.repeat(64), type: 'file', attributes: { md5 } };
    const { lookups } = createBench(() => reply(200, { data }));
    const { link } = await lookups.lookup(identify(md5, 'file'), false);
    assert.equal(link, `https://www.virustotal.com/gui/file/${'e'.repeat(64)}`);
  });

  it('asks the guard first, and nothing leaves when it refuses', async () => {
    const { lookups, transport } = createBench(() => clean, {
      guard: (indicator) => {
        throw new errors.ForbiddenError(`${indicator.value} stays here`);
      },
    });
    await assert.rejects(lookups.lookup(domain, false), { message: 'www.example.com stays here' });
    assert.equal(transport.requests.length, 0);
    assert.deepEqual(lookups.load(), { running: 0, waiting: 0 });
  });

  it('refuses what the API has no request for, without asking or spending quota', async () => {
    const { lookups, transport } = createBench(
      () => reply(200, { response_code: 1, detected_urls: [] }),
      { service: createVirusTotalV2(KEY), allowance: { perDay: 1 } },
    );
    const address = identify('2001:db8::1', 'ip');
    await assert.rejects(lookups.lookup(address, false), errors.BadRequestError);
    await assert.rejects(lookups.lookup(address, false), errors.BadRequestError);
    assert.equal((await lookups.lookup(domain, false)).outcome, 'found');
    assert.equal(transport.requests.length, 1);
  });
});

describe('an answer that is kept', () => {
  allowNoUnhandledRejection();

  it('costs no request and no quota the next time, and says where it came from', async () => {
    const { lookups, transport, pass } = createBench(() => clean, { allowance: { perDay: 1 } });
    const first = await lookups.lookup(domain, false);
    await pass(1000);
    const second = await lookups.lookup(domain, false);
    assert.deepEqual(readable(second), { ...readable(first), source: 'cache' });
    assert.equal(transport.requests.length, 1);
  });

  it('serves every spelling of one indicator', async () => {
    const url = identify('http://example.com', 'url');
    const { lookups, transport } = createBench(() => foundV3(url));
    await lookups.lookup(url, false);
    for (const spelling of [
      'http://example.com/',
      'HTTP://EXAMPLE.COM:80',
      'hxxp://example[.]com',
    ]) {
      assert.equal(
        (await lookups.lookup(identify(spelling, 'url'), false)).source,
        'cache',
        spelling,
      );
    }
    assert.equal(transport.requests.length, 1);
  });

  const lifetimes: [name: string, answer: HttpReply, lifetime: number][] = [
    ['malicious', foundV3(domain, { malicious: 1, undetected: 60 }), 24 * HOUR],
    ['suspicious', foundV3(domain, { suspicious: 1, undetected: 60 }), 24 * HOUR],
    ['clean', clean, 12 * HOUR],
    ['harmless', foundV3(domain, { harmless: 1 }), 12 * HOUR],
    ['unknown', errorV3(404, 'NotFoundError'), HOUR],
    ['found without any opinion', foundV3(domain, {}), HOUR],
  ];
  for (const [name, answer, lifetime] of lifetimes) {
    it(`is kept for its own time: ${name}`, async () => {
      const { lookups, transport, pass } = createBench(() => answer);
      await lookups.lookup(domain, false);
      await pass(lifetime - 1);
      assert.equal((await lookups.lookup(domain, false)).source, 'cache');
      await pass(1);
      assert.equal((await lookups.lookup(domain, false)).source, 'api');
      assert.equal(transport.requests.length, 2);
    });
  }

  it('is never one that is pending, nor one that the account does not keep', async () => {
    const pending = createBench(() => errorV3(400, 'NotAvailableYet'));
    for (const expected of [1, 2]) {
      assert.equal((await pending.lookups.lookup(domain, false)).outcome, 'pending');
      assert.equal(pending.transport.requests.length, expected);
    }
    const off = createBench(() => clean, { lifetimes: { flagged: 0, clean: 0, unknown: 0 } });
    await off.lookups.lookup(domain, false);
    await off.lookups.lookup(domain, false);
    assert.equal(off.transport.requests.length, 2);
  });

  it('is never a failure', async () => {
    const { lookups, transport } = createBench((_request, number) =>
      number === 1 ? errorV3(403, 'ForbiddenError') : clean,
    );
    await assert.rejects(lookups.lookup(domain, false), errors.ForbiddenError);
    assert.equal((await lookups.lookup(domain, false)).outcome, 'found');
    assert.equal(transport.requests.length, 2);
  });

  it('is guarded like any other: a rule that is new holds at once', async () => {
    let guarded = false;
    const { lookups } = createBench(() => clean, {
      guard: () => {
        if (guarded) throw new errors.ForbiddenError('It stays here');
      },
    });
    await lookups.lookup(domain, false);
    guarded = true;
    await assert.rejects(lookups.lookup(domain, false), errors.ForbiddenError);
  });

  it('that has to leave memory for others is found in the store', async () => {
    const { lookups, transport, settle } = createBench(({ path }) => answerAny(path), {
      cacheBytes: 10_000,
    });
    for (let number = 0; number < 50; number += 1) {
      await lookups.lookup(numbered(number), false);
      await settle();
    }
    assert.equal(lookups.peek(numbered(0)), undefined);
    assert.equal((await lookups.lookup(numbered(0), false)).source, 'cache');
    assert.equal((await lookups.lookup(numbered(49), false)).source, 'cache');
    assert.equal(transport.requests.length, 50);
  });
});

describe('a long answer', () => {
  allowNoUnhandledRejection();

  const text = JSON.stringify({
    data: {
      type: 'domain',
      id: domain.id,
      attributes: {
        last_analysis_stats: { malicious: 3, undetected: 60 },
        names: Array.from({ length: 60_000 }, (_, each) => `name ${each}`),
      },
    },
  });
  const long: HttpReply = { status: 200, headers: {}, body: text };

  it('is read in pieces, kept in the store and used again', async () => {
    const { lookups, transport, pass } = createBench(() => long, { cacheBytes: 100 * MEGABYTE });
    const first = await lookups.lookup(domain, false);
    assert.equal(first.condensed().votes.malicious, 3);
    assert.equal(first.text(), text);
    while (lookups.peek(domain)) await pass(0);
    for (let round = 0; round < 2; round += 1) {
      const again = await lookups.lookup(domain, false);
      assert.deepEqual(readable(again), { ...readable(first), source: 'cache' });
    }
    assert.equal(transport.requests.length, 1);
  });

  it('is as bad as a short one where it is cut off, and asked for again', async () => {
    const cutOff = { ...long, body: text.slice(0, -10) };
    const { lookups, transport, pass } = createBench((_request, number) =>
      number === 1 ? cutOff : long,
    );
    let end: string | undefined;
    const asking = lookups.lookup(domain, false).then(({ outcome }) => (end = outcome));
    while (end === undefined) await pass(250);
    await asking;
    assert.deepEqual([end, transport.requests.length], ['found', 2]);
  });

  it('about something else than was asked for is refused', async () => {
    const { lookups } = createBench(() => long);
    await assert.rejects(lookups.lookup(numbered(1), false), errors.BadResponseError);
  });
});

describe('the same indicator at the same time', () => {
  allowNoUnhandledRejection();

  it('is one request, however many ask', async () => {
    const answer = createDeferred<HttpReply>();
    const { lookups, transport } = createBench(() => answer.promise, { allowance: { perDay: 1 } });
    const asking = Array.from({ length: 50 }, () => lookups.lookup(domain, false));
    await nextTurn();
    assert.deepEqual(lookups.load(), { running: 1, waiting: 0 });
    answer.resolve(clean);
    const answers = await Promise.all(asking);
    assert.equal(transport.requests.length, 1);
    assert.ok(answers.every(({ outcome, source }) => outcome === 'found' && source === 'api'));
  });

  it('goes ahead of others as soon as somebody who joins is in a hurry', async () => {
    const { lookups, transport, pass } = createBench(({ path }) => answerAny(path), {
      allowance: { perMinute: 1 },
      concurrency: 1,
    });
    await lookups.lookup(numbered(0), false);
    const asking = [1, 2, 3].map((number) => lookups.lookup(numbered(number), false));
    await pass(0);
    const joined = lookups.lookup(numbered(3), true);
    for (let minute = 0; minute < 3; minute += 1) await pass(MINUTE);
    await Promise.all([...asking, joined]);
    assert.deepEqual(
      transport.requests.map(({ path }) => path.split('/').at(-1)),
      [0, 3, 1, 2].map((number) => numbered(number).value),
    );
  });

  it('goes ahead, too, when somebody joins before it was looked for in the store', async () => {
    const { lookups, transport, pass } = createBench(({ path }) => answerAny(path), {
      concurrency: 1,
    });
    const asking = [
      lookups.lookup(numbered(1), false),
      lookups.lookup(numbered(2), false),
      lookups.lookup(numbered(2), true),
    ];
    await pass(0);
    await Promise.all(asking);
    assert.equal(transport.requests[0]?.path, `/api/v3/domains/${numbered(2).value}`);
    assert.equal(transport.requests.length, 2);
  });

  it('is counted as what it was: asked, from the cache, joined or failed', async () => {
    const { lookups } = createBench(({ path }, number) =>
      number === 2 ? errorV3(403, 'ForbiddenError') : answerAny(path),
    );
    await Promise.all([1, 1, 1].map((number) => lookups.lookup(numbered(number), false)));
    await lookups.lookup(numbered(1), false);
    lookups.peek(numbered(1));
    await assert.rejects(lookups.lookup(numbered(2), false), errors.ForbiddenError);
    assert.deepEqual(lookups.figures(), {
      asked: 2,
      fromCache: 2,
      joined: 2,
      waited: 0,
      refused: 0,
      failed: 1,
    });
  });

  it('is one request while it waits for the quota, too', async () => {
    const { lookups, transport, pass } = createBench(({ path }) => answerAny(path), {
      allowance: { perMinute: 1 },
    });
    await lookups.lookup(numbered(1), false);
    const asking = Array.from({ length: 50 }, () => lookups.lookup(domain, false));
    await nextTurn();
    assert.equal(lookups.load().waiting, 1);
    await pass(MINUTE);
    await Promise.all(asking);
    assert.equal(transport.requests.length, 2);
  });

  it('fails for all of them, and is asked for anew by the next', async () => {
    const { lookups, transport } = createBench((_request, number) =>
      number === 1 ? errorV3(403, 'ForbiddenError') : clean,
    );
    const asking = Array.from({ length: 50 }, () => lookups.lookup(domain, false));
    for (const each of asking) await assert.rejects(each, errors.ForbiddenError);
    assert.equal(transport.requests.length, 1);
    assert.equal((await lookups.lookup(domain, false)).outcome, 'found');
    assert.equal(transport.requests.length, 2);
  });

  it('never gets the answer of another, in whatever order the answers come', async () => {
    const answers = new Map<string, () => void>();
    const { lookups } = createBench(
      ({ path }) => {
        const answer = createDeferred<HttpReply>();
        answers.set(path, () => answer.resolve(answerAny(path)));
        return answer.promise;
      },
      { concurrency: 20 },
    );
    const asked = Array.from({ length: 20 }, (_, number) => numbered(number));
    const asking = asked.map((indicator) => lookups.lookup(indicator, false));
    await nextTurn();
    for (const resolve of [...answers.values()].toReversed()) resolve();
    const subjects = (await Promise.all(asking)).map((answer) => answer.condensed().subject?.value);
    assert.deepEqual(
      subjects,
      asked.map(({ value }) => value),
    );
  });
});

/** Lets time go by in steps, so that whatever ends in between is followed up at once. */
async function passSlowly(pass: Bench['pass'], milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 250) await pass(250);
}

describe('a retry', () => {
  allowNoUnhandledRejection();

  const passing: [name: string, failure: HttpReply | Error][] = [
    ['the network breaks', broken],
    ['the service fails for a moment', errorV3(503, 'TransientError')],
    ['the answer is late', errorV3(504, 'DeadlineExceededError')],
    ['a dependency fails', errorV3(424, 'FailedDependencyError')],
    ['the answer is cut off', reply(200, '{"data":')],
    ['the answer is empty', reply(200, '')],
    ['the answer is a web page', reply(200, '<html>')],
  ];
  for (const [name, failure] of passing) {
    it(`is made when ${name}`, async () => {
      const { lookups, transport, pass } = createBench((_request, number) =>
        number === 1 ? failure : clean,
      );
      const asking = lookups.lookup(domain, false);
      await pass(249);
      assert.equal(transport.requests.length, 1);
      await pass(1);
      assert.equal((await asking).outcome, 'found');
      assert.equal(transport.requests.length, 2);
    });
  }

  const lasting: [name: string, failure: HttpReply | Error][] = [
    ['a wrong key', errorV3(401, 'WrongCredentialsError')],
    ['a key without the right', errorV3(403, 'ForbiddenError')],
    ['a bad request', errorV3(400, 'InvalidArgumentError')],
    ['a timeout', new errors.TimeoutError('No answer within 15 s')],
    ['a redirect', reply(302, '')],
    ['an address where nothing answers', reply(404, '<html>')],
    ['an answer about something else', foundV3(numbered(1))],
    ['an answer that is no report', reply(200, '{}')],
    ['an answer that is too large', new errors.BadResponseError('It is larger than 16 MB')],
  ];
  for (const [name, failure] of lasting) {
    it(`is not made after ${name}`, async () => {
      const { lookups, transport, pass } = createBench(() => failure);
      const asking = assert.rejects(lookups.lookup(domain, false));
      await pass(MINUTE);
      await asking;
      assert.equal(transport.requests.length, 1);
    });
  }

  it('is made as often as the account allows, then the failure is told', async () => {
    for (const retries of [0, 1, 3]) {
      const { lookups, transport, pass } = createBench(() => broken, { retries });
      const asking = assert.rejects(lookups.lookup(domain, false), broken);
      for (let step = 0; step < 14; step += 1) await pass(1000);
      await asking;
      assert.equal(transport.requests.length, retries + 1);
    }
  });

  it('waits longer each time, spread by chance', async () => {
    const times: number[] = [];
    const { lookups, clock, pass } = createBench(
      () => {
        times.push(clock.now());
        return broken;
      },
      { random: () => 0.5 },
    );
    const start = clock.now();
    const asking = assert.rejects(lookups.lookup(domain, false), broken);
    for (let step = 0; step < 40; step += 1) await pass(125);
    await asking;
    assert.deepEqual(
      times.map((time) => time - start),
      [0, 375, 1125, 2625],
    );
  });

  it('counts against the quota, and is not made without it', async () => {
    for (const allowance of [{ perDay: 2 }, { perMonth: 2 }]) {
      const { lookups, transport, pass } = createBench(() => broken, { allowance });
      const asking = assert.rejects(lookups.lookup(domain, false), broken);
      for (let step = 0; step < 10; step += 1) await pass(1000);
      await asking;
      assert.equal(transport.requests.length, 2);
    }
  });

  it('waits in the queue for a minute that is spent, with its tries counted', async () => {
    const sent: number[] = [];
    const { lookups, clock, pass } = createBench(
      () => {
        sent.push(clock.now());
        return broken;
      },
      { allowance: { perMinute: 2 } },
    );
    const start = clock.now();
    const asking = assert.rejects(lookups.lookup(domain, false), broken);
    await passSlowly(pass, 10_000);
    assert.equal(lookups.load().waiting, 1);
    assert.equal(lookups.load().running, 0);
    await passSlowly(pass, MINUTE);
    await asking;
    assert.deepEqual(
      sent.map((time) => (time - start) / 1000),
      [0, 0.25, 60, 61],
    );
    await pass(10 * MINUTE);
    assert.equal(sent.length, 4);
  });

  it('goes well in the queue: no lookup fails because the minute is spent', async () => {
    const { lookups, transport, pass } = createBench(
      ({ path }, number) => (number <= 4 ? broken : answerAny(path)),
      { allowance: { perMinute: 4 } },
    );
    const asking = [1, 2, 3, 4, 5].map((number) => lookups.lookup(numbered(number), false));
    await passSlowly(pass, 3 * MINUTE);
    for (const { outcome } of await Promise.all(asking)) assert.equal(outcome, 'found');
    assert.equal(transport.requests.length, 4 + 5);
  });

  it('goes after what is urgent, and before what came later', async () => {
    const { lookups, transport, pass } = createBench(
      ({ path }, number) => (number === 1 ? broken : answerAny(path)),
      { allowance: { perMinute: 1 }, concurrency: 1 },
    );
    const asking = [lookups.lookup(numbered(1), false)];
    await pass(1000);
    asking.push(lookups.lookup(numbered(2), false), lookups.lookup(numbered(3), true));
    await passSlowly(pass, 4 * MINUTE);
    await Promise.all(asking);
    assert.deepEqual(
      transport.requests.map(({ path }) => path.split('/').at(-1)),
      [1, 3, 1, 2].map((number) => numbered(number).value),
    );
  });

  it('waits as long as the service says, and others have their turn meanwhile', async () => {
    const late = { ...errorV3(503, 'TransientError'), headers: { 'retry-after': '45' } };
    const { lookups, transport, pass } = createBench(
      ({ path }, number) => (number === 1 ? late : answerAny(path)),
      { concurrency: 1 },
    );
    const first = lookups.lookup(numbered(1), false);
    await pass(0);
    assert.deepEqual(lookups.load(), { running: 0, waiting: 1 });
    assert.equal((await lookups.lookup(numbered(2), false)).outcome, 'found');
    await pass(44_999);
    assert.equal(transport.requests.length, 2);
    await pass(1);
    assert.equal((await first).outcome, 'found');
  });

  it('is not waited for where the service says so long that nobody would wait', async () => {
    const late = { ...errorV3(503, 'TransientError'), headers: { 'retry-after': '3600' } };
    const { lookups, transport } = createBench(() => late);
    await assert.rejects(lookups.lookup(domain, false), errors.ServiceError);
    assert.equal(transport.requests.length, 1);
  });

  it('that waits as the service says ends when the account is closed', async () => {
    const late = { ...errorV3(503, 'TransientError'), headers: { 'retry-after': '45' } };
    const { lookups, pass } = createBench(() => late);
    const asking = assert.rejects(lookups.lookup(domain, false), ClosedError);
    await pass(0);
    await lookups.close();
    await asking;
    assert.deepEqual(lookups.load(), { running: 0, waiting: 0 });
  });

  it('shares the deadline with the first attempt', async () => {
    const { lookups, transport, clock, pass } = createBench(
      (_request, number) => (number === 1 ? broken : never()),
      { timeout: 5000 },
    );
    const start = clock.now();
    const asking = assert.rejects(lookups.lookup(domain, false), (error) => {
      assert.ok(error instanceof errors.TimeoutError);
      assert.equal(error.message, 'No answer within 5 s');
      assert.equal(clock.now() - start, 5000);
      return true;
    });
    await pass(250);
    assert.equal(transport.requests.length, 2);
    await pass(4749);
    assert.deepEqual(lookups.load(), { running: 1, waiting: 0 });
    await pass(1);
    await asking;
    assert.deepEqual(lookups.load(), { running: 0, waiting: 0 });
  });

  it('is not waited for beyond the deadline', async () => {
    const { lookups, transport, pass } = createBench(() => broken, { timeout: 200 });
    const asking = assert.rejects(lookups.lookup(domain, false), errors.TimeoutError);
    await pass(200);
    await asking;
    await pass(MINUTE);
    assert.equal(transport.requests.length, 1);
  });
});

describe('the deadline', () => {
  allowNoUnhandledRejection();

  it('begins when it is the turn of a lookup, not while it waits', async () => {
    const { lookups, pass } = createBench(({ path }) => answerAny(path), {
      allowance: { perMinute: 1 },
      timeout: 1000,
    });
    await lookups.lookup(numbered(1), false);
    const asking = lookups.lookup(numbered(2), false);
    await pass(MINUTE);
    assert.equal((await asking).outcome, 'found');
  });

  it('frees the place of the lookup that it ends', async () => {
    const { lookups, pass } = createBench(
      ({ path }, number) => (number === 1 ? never() : answerAny(path)),
      { concurrency: 1 },
    );
    const stuck = assert.rejects(lookups.lookup(numbered(1), false), errors.TimeoutError);
    const next = lookups.lookup(numbered(2), false);
    await pass(15_000);
    await stuck;
    assert.equal((await next).outcome, 'found');
  });
});

describe('a refused key', () => {
  allowNoUnhandledRejection();

  const refusal = errorV3(401, 'WrongCredentialsError', `Wrong API key: ${KEY}`);

  it('is remembered for a minute: nothing is asked and no quota is spent', async () => {
    const { lookups, transport, pass } = createBench(
      ({ path }, number) => (number === 1 ? refusal : answerAny(path)),
      { allowance: { perDay: 2 } },
    );
    await assert.rejects(lookups.lookup(numbered(1), false), errors.CredentialsError);
    for (let number = 2; number < 50; number += 1) {
      await assert.rejects(lookups.lookup(numbered(number), false), errors.CredentialsError);
    }
    await pass(MINUTE - 1);
    await assert.rejects(lookups.lookup(domain, false), errors.CredentialsError);
    assert.equal(transport.requests.length, 1);
    await pass(1);
    assert.equal((await lookups.lookup(domain, false)).outcome, 'found');
    assert.equal(transport.requests.length, 2);
  });

  it('ends at once what waits for the quota', async () => {
    const { lookups, transport } = createBench(() => refusal, { allowance: { perMinute: 4 } });
    const asking = Array.from({ length: 100 }, (_, number) =>
      lookups.lookup(numbered(number), false),
    );
    for (const each of asking) await assert.rejects(each, errors.CredentialsError);
    assert.equal(transport.requests.length, 4, 'as many as ran when the first was refused');
  });

  it('does not keep answers from being used that are known already', async () => {
    const { lookups } = createBench((_request, number) => (number === 1 ? clean : refusal));
    await lookups.lookup(domain, false);
    await assert.rejects(lookups.lookup(numbered(1), false), errors.CredentialsError);
    assert.equal((await lookups.lookup(domain, false)).source, 'cache');
  });

  it('is not remembered for longer because the clock was set back', async () => {
    const { lookups, clock } = createBench(({ path }, number) =>
      number === 1 ? refusal : answerAny(path),
    );
    await assert.rejects(lookups.lookup(domain, false), errors.CredentialsError);
    clock.set(clock.now() - 24 * HOUR);
    clock.advance(MINUTE);
    assert.equal((await lookups.lookup(domain, false)).outcome, 'found');
  });
});

const MEGABYTE = 1024 * 1024;

/** A store that writes a value only when it is told to, and how many it has been given. */
function slowStore(): { open: (clock: FakeClock) => Store; write: () => void } {
  let written = createDeferred<void>();
  return {
    open(clock) {
      const store = createMemoryStore(clock);
      const set: Store['values']['set'] = async (...value) => {
        await written.promise;
        return await store.values.set(...value);
      };
      return { ...store, values: { ...store.values, set } };
    },
    write() {
      written.resolve();
      written = createDeferred();
    },
  };
}

/** A report of a megabyte, about whatever domain is asked for. */
function answerLargely(path: string): HttpReply {
  const small = answerAny(path);
  return { ...small, body: small.body + ' '.repeat(MEGABYTE) };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
}

/** A store that writes no value. */
function fullStore(clock: FakeClock): Store {
  const store = createMemoryStore(clock);
  const values = { ...store.values, set: () => Promise.reject(new StoreError('The disk is full')) };
  return { ...store, values };
}

describe('answers that the store takes slowly', () => {
  allowNoUnhandledRejection();

  it('hold back what would be asked next: memory does not grow, and all are answered', async () => {
    const store = slowStore();
    const { lookups, transport } = createBench(({ path }) => answerLargely(path), {
      store: store.open,
    });
    const asking = Promise.all(
      Array.from({ length: 40 }, (_, number) => lookups.lookup(numbered(number), false)),
    );
    let isOver = false;
    void asking.then(() => (isOver = true));
    await turns(50);
    // What may be left unwritten, one more that came on top, and what was asked at the same time.
    assert.ok(transport.requests.length <= 4 + 1 + 4, `${transport.requests.length} asked`);
    assert.ok(lookups.load().waiting >= 30);
    while (!isOver) {
      store.write();
      await turns(5);
    }
    assert.equal((await asking).length, 40);
    assert.equal(transport.requests.length, 40);
  });

  it('hold back nobody for long where the store fails', async () => {
    const { lookups, transport } = createBench(({ path }) => answerLargely(path), {
      store: fullStore,
    });
    await Promise.all(
      Array.from({ length: 40 }, (_, number) => lookups.lookup(numbered(number), false)),
    );
    assert.equal(transport.requests.length, 40);
  });
});

describe('the quota', () => {
  allowNoUnhandledRejection();

  it('is waited for, in order, and never exceeded', async () => {
    const sent: number[] = [];
    const { lookups, transport, clock, pass } = createBench(
      ({ path }) => {
        sent.push(clock.now());
        return answerAny(path);
      },
      { allowance: { perMinute: 4 } },
    );
    const start = clock.now();
    const asked = Array.from({ length: 10 }, (_, number) => numbered(number));
    const asking = Promise.all(asked.map((indicator) => lookups.lookup(indicator, false)));
    await pass(0);
    assert.deepEqual(lookups.load(), { running: 0, waiting: 6, nextAt: start + MINUTE });
    await pass(MINUTE);
    await pass(MINUTE);
    assert.equal((await asking).length, 10);
    assert.deepEqual(
      sent.map((time) => (time - start) / MINUTE),
      [0, 0, 0, 0, 1, 1, 1, 1, 2, 2],
    );
    assert.deepEqual(
      transport.requests.map(({ path }) => path),
      asked.map(({ id }) => `/api/v3/domains/${id}`),
    );
  });

  it('spent for the day refuses with the time when it is renewed', async () => {
    const { lookups } = createBench(({ path }) => answerAny(path), { allowance: { perDay: 1 } });
    await lookups.lookup(numbered(1), false);
    await assert.rejects(lookups.lookup(numbered(2), false), (error) => {
      assert.ok(error instanceof errors.QuotaError);
      assert.equal(new Date(error.retryAt).toISOString(), '2026-01-16T00:00:00.000Z');
      return true;
    });
  });

  it('spent in the eyes of VirusTotal fails nothing: the lookup waits, and others behind it', async () => {
    const { lookups, transport, clock, warnings, pass } = createBench(
      ({ path }, number) =>
        number === 1 ? reply(429, '', { 'retry-after': '45' }) : answerAny(path),
      { concurrency: 1, allowance: { perMinute: 100 } },
    );
    const start = clock.now();
    const asking = [lookups.lookup(domain, false), lookups.lookup(numbered(1), false)];
    await pass(0);
    assert.deepEqual(lookups.load(), { running: 0, waiting: 2, nextAt: start + 45_000 });
    await pass(44_999);
    assert.equal(transport.requests.length, 1);
    await pass(1);
    for (const { outcome, source } of await Promise.all(asking)) {
      assert.deepEqual([outcome, source], ['found', 'api']);
    }
    assert.deepEqual(
      transport.requests.map(({ path }) => path.split('/').at(-1)),
      ['www.example.com', 'www.example.com', 'host1.example.com'],
    );
    assert.deepEqual(lookups.figures(), {
      asked: 3,
      fromCache: 0,
      joined: 0,
      waited: 2,
      refused: 1,
      failed: 0,
    });
    assert.equal(warnings.length, 1);
  });

  it('spent in the eyes of VirusTotal again is not waited for beyond a minute', async () => {
    const { lookups, transport, clock, pass } = createBench(() =>
      errorV3(429, 'QuotaExceededError'),
    );
    const retryAt = clock.now() + 3 * MINUTE;
    const asking = assert.rejects(lookups.lookup(domain, false), { code: 'quota', retryAt });
    await pass(MINUTE);
    await asking;
    assert.equal(transport.requests.length, 2);
    const { refused, failed } = lookups.figures();
    assert.deepEqual([refused, failed], [2, 1]);
  });

  const deadlines: [where: string, waitsForTheDay: boolean, deadline: number][] = [
    ['a minute where waiting is in memory', false, MINUTE],
    ['a day where waiting survives', true, 24 * HOUR],
  ];
  for (const [name, waitsForTheDay, deadline] of deadlines) {
    it(`refused for ever with \`Retry-After: 1\` ends after ${name}`, async () => {
      const { lookups, clock, pass, transport } = createBench(
        () => reply(429, '', { 'retry-after': '1' }),
        { waitsForTheDay, allowance: { perMinute: 4 } },
      );
      const start = clock.now();
      let ended: unknown;
      const asking = lookups.lookup(domain, false).catch((error: unknown) => (ended = error));
      while (ended === undefined && clock.now() - start < 2 * deadline) await pass(15_000);
      await asking;
      assert.ok(ended instanceof errors.QuotaError, String(ended));
      assert.match(ended.message, /VirusTotal refuses again and again, for longer than 1[dm]/);
      assert.ok(clock.now() - start <= deadline + MINUTE, `${clock.now() - start} ms`);
      assert.ok(transport.requests.length <= (4 * deadline) / MINUTE + 4);
      assert.deepEqual(lookups.load(), { running: 0, waiting: 0 });
    });
  }

  it('spent for the day is waited for over midnight UTC where waiting survives', async () => {
    const { lookups, transport, clock, pass } = createBench(({ path }) => answerAny(path), {
      allowance: { perDay: 1 },
      waitsForTheDay: true,
    });
    await lookups.lookup(numbered(1), false);
    const asking = lookups.lookup(numbered(2), false);
    const midnight = Date.parse('2026-01-16T00:00:00Z');
    await pass(0);
    assert.deepEqual(lookups.load(), { running: 0, waiting: 1, nextAt: midnight });
    await pass(midnight - clock.now() - 1);
    assert.equal(transport.requests.length, 1);
    await pass(1);
    assert.equal((await asking).fetchedAt, midnight);
  });

  it('paused for longer than a minute is not waited for', async () => {
    const { lookups, transport, clock } = createBench(() =>
      reply(429, '', { 'retry-after': '43200' }),
    );
    const retryAt = clock.now() + 43_200_000;
    await assert.rejects(lookups.lookup(domain, false), { code: 'quota', retryAt });
    await assert.rejects(lookups.lookup(numbered(1), false), { code: 'quota', retryAt });
    assert.equal(transport.requests.length, 1);
  });
});

describe('the time that VirusTotal tells', () => {
  allowNoUnhandledRejection();

  for (const [name, headers, expected] of [
    ['is learned', { date: 'Fri, 16 Jan 2026 08:00:00 GMT' }, ['2026-01-16T08:00:00.000Z']],
    ['is not learned from a cache', { date: 'Fri, 16 Jan 2026 08:00:00 GMT', age: '30' }, []],
    ['is not learned from nonsense', { date: 'soon' }, []],
    ['is not learned where it is missing', {}, []],
  ] as const) {
    it(name, async () => {
      const learned: string[] = [];
      const { lookups } = createBench(() => ({ ...clean, headers }), {
        learnTime: (now) => void learned.push(new Date(now).toISOString()),
      });
      await lookups.lookup(domain, false);
      assert.deepEqual(learned, expected);
    });
  }

  it('is not learned from what is no answer of VirusTotal', async () => {
    const learned: number[] = [];
    const page = reply(200, '<html>Sign in</html>', { date: 'Fri, 16 Jan 2026 08:00:00 GMT' });
    const { lookups } = createBench(() => page, {
      learnTime: (now) => void learned.push(now),
      retries: 0,
    });
    await assert.rejects(lookups.lookup(domain, false), errors.BadResponseError);
    assert.deepEqual(learned, []);
  });

  it('opens the new day although the machine believes in the old one', async () => {
    const { lookups, pass, transport } = createBench(
      ({ path }) => ({ ...answerAny(path), headers: { date: 'Thu, 15 Jan 2026 23:59:50 GMT' } }),
      { allowance: { perDay: 1 } },
    );
    await lookups.lookup(numbered(1), false);
    await pass(9000);
    const asking = lookups.lookup(numbered(2), false);
    await pass(999);
    assert.equal(transport.requests.length, 1);
    await pass(1);
    assert.equal((await asking).outcome, 'found');
  });
});

describe('a request that is no lookup', () => {
  allowNoUnhandledRejection();
  const request = { method: 'GET', path: '/api/v3/users/me', query: {}, headers: {} } as const;

  it('gives the reply, whatever its status, and counts against the quota', async () => {
    const { lookups, ledger } = createBench(() => errorV3(404, 'NotFoundError'));
    assert.equal((await lookups.send(request)).status, 404);
    assert.equal((await ledger.usage()).day, 1);
  });

  it('goes ahead of what waits, and waits for the quota like any other', async () => {
    const { lookups, transport, pass, settle } = createBench(
      ({ path }, number) => {
        if (number === 1) return errorV3(429, 'QuotaExceededError');
        return path.includes('users') ? errorV3(404, 'NotFoundError') : answerAny(path);
      },
      { concurrency: 1 },
    );
    const asking = lookups.lookup(numbered(1), false);
    await settle();
    const sending = lookups.send(request);
    await pass(MINUTE);
    await Promise.all([asking, sending]);
    assert.deepEqual(
      transport.requests.map(({ path }) => path.split('/').at(-1)),
      [numbered(1).value, 'me', numbered(1).value],
    );
  });
});

describe('a full queue', () => {
  allowNoUnhandledRejection();

  it('refuses the newcomer and nobody else', async () => {
    const { lookups, pass } = createBench(({ path }) => answerAny(path), {
      allowance: { perMinute: 1 },
      queueLimit: 2,
    });
    await lookups.lookup(numbered(0), false);
    const waiting = [lookups.lookup(numbered(1), false), lookups.lookup(numbered(2), false)];
    await assert.rejects(lookups.lookup(numbered(3), false), errors.QueueFullError);
    const sharing = lookups.lookup(numbered(2), false);
    await pass(MINUTE);
    await pass(MINUTE);
    for (const { outcome } of await Promise.all([...waiting, sharing])) {
      assert.equal(outcome, 'found');
    }
  });
});

describe('closing', () => {
  allowNoUnhandledRejection();

  it('ends what runs, what waits, what pauses before a retry, and what comes later', async () => {
    const { lookups, transport, pass } = createBench(
      (_request, number) => (number === 1 ? broken : never()),
      { concurrency: 2 },
    );
    const asking = Array.from({ length: 5 }, (_, number) =>
      lookups.lookup(numbered(number), false),
    );
    const ended = asking.map((each) => assert.rejects(each, ClosedError));
    await pass(0);
    assert.deepEqual(lookups.load(), { running: 2, waiting: 3 });
    await lookups.close();
    await Promise.all(ended);
    await assert.rejects(lookups.lookup(domain, false), ClosedError);
    assert.ok(transport.isClosed());
    await pass(HOUR);
    assert.equal(transport.requests.length, 2);
    assert.deepEqual(lookups.load(), { running: 0, waiting: 0 });
  });

  it('can be done twice, and when nothing was ever asked', async () => {
    const { lookups, transport } = createBench(() => clean);
    await lookups.close();
    await lookups.close();
    assert.equal(transport.requests.length, 0);
  });
});

describe('watching', () => {
  allowNoUnhandledRejection();

  it('tells each change of the load until it is ended', async () => {
    const answer = createDeferred<HttpReply>();
    const { lookups } = createBench(() => answer.promise, { concurrency: 1 });
    const loads: string[] = [];
    const end = lookups.watch(() => {
      const { running, waiting } = lookups.load();
      loads.push(`${running}+${waiting}`);
    });
    const asking = [lookups.lookup(domain, false), lookups.lookup(numbered(1), false)];
    await nextTurn();
    assert.equal(loads.at(-1), '1+1');
    const before = loads.length;
    end();
    const rejected = assert.rejects(Promise.all(asking), errors.BadResponseError);
    answer.resolve(clean);
    await asking[0];
    await rejected;
    assert.equal(loads.length, before);
  });
});

describe('nobody who waits for the answer', () => {
  it('is no unhandled rejection inside: only the promise that was given away rejects', async () => {
    const reasons: unknown[] = [];
    const note = (reason: unknown): void => void reasons.push(reason);
    process.on('unhandledRejection', note);
    try {
      const { lookups, pass } = createBench(
        (_request, number) =>
          [broken, errorV3(401, ''), errorV3(429, ''), never()][number % 4] ?? broken,
        { allowance: { perMinute: 6 }, queueLimit: 5, retries: 1 },
      );
      const settled = Promise.allSettled(
        Array.from({ length: 40 }, (_, number) => lookups.lookup(numbered(number % 20), false)),
      );
      for (let step = 0; step < 20; step += 1) await pass(5000);
      await lookups.close();
      const results = await settled;
      assert.ok(results.every(({ status }) => status === 'rejected'));
      await nextTurn();
      assert.deepEqual(reasons, []);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
