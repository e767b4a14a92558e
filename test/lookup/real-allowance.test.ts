import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreError } from '../../src/store/errors';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Store } from '../../src/store/store';
import { NetworkError, QueueFullError } from '../../src/lookup/errors';
import { ClosedError } from '../../src/closed-error';
import type { HttpReply, HttpRequest } from '../../src/lookup/http';
import { createLedger, type Ledger } from '../../src/lookup/ledger';
import { createQuotaQuestion, createRealAllowance } from '../../src/lookup/real-allowance';
import { PUBLIC_ALLOWANCE } from '../../src/virustotal/public-allowance';
import { overallQuotasQuestion } from '../../src/virustotal/v3/overall-quotas';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import { createDeferred } from '../support/deferred';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { createScriptedTransport, never } from '../support/scripted-transport';
import { createSharedStores, settled } from '../support/shared-stores';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';
import { errorV3, reply } from '../support/virustotal-replies';

const KEY = 'k3y-of-nobody';
const service = createVirusTotalV3(KEY);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LOOKUP: HttpRequest = { method: 'GET', path: '/api/v3/files/x', query: {}, headers: {} };

interface Account {
  readonly ledger: Ledger;
  /** Sends a lookup; resolves when all that follows from it has happened. */
  look(): Promise<void>;
  /** Requests for the allowance that this account has sent. */
  asked(): number;
  readonly notes: readonly string[];
}

function quotas(hourly: number, daily: number, monthly: number): HttpReply {
  return reply(200, {
    data: {
      api_requests_hourly: { user: { allowed: hourly, used: 0 } },
      api_requests_daily: { user: { allowed: daily, used: 0 } },
      api_requests_monthly: { user: { allowed: monthly, used: 0 } },
    },
  });
}

function isLookup({ path }: HttpRequest): boolean {
  return path === LOOKUP.path;
}

/** An account on a store; `answer` is what VirusTotal says about the key. */
function open(
  store: Store,
  clock: FakeClock,
  answer: () => HttpReply | Error | Promise<HttpReply>,
): Account {
  const notes: string[] = [];
  const transport = createScriptedTransport((request) =>
    isLookup(request) ? reply(200, {}) : answer(),
  );
  const { signal } = new AbortController();
  const real = createRealAllowance({
    service,
    key: KEY,
    store,
    clock,
    ask: createQuotaQuestion(
      overallQuotasQuestion(KEY),
      (request) => accompanied.send(request, signal),
      clock,
    ),
    note: (sentence) => void notes.push(sentence),
  });
  const accompanied = real.accompany(transport);
  const ledger = createLedger({
    service,
    store,
    key: KEY,
    allowance: PUBLIC_ALLOWANCE,
    learned: real,
    clock,
    timeout: 15_000,
    warn: () => {},
  });
  return {
    ledger,
    notes,
    asked: () => transport.requests.filter((request) => !isLookup(request)).length,
    async look() {
      await ledger.reserve();
      await accompanied.send(LOOKUP, signal);
      await nextTurn();
    },
  };
}

/** A store whose values fail. */
function failingStore(clock: FakeClock): Store {
  return {
    ...createMemoryStore(clock),
    values: {
      get: () => Promise.reject(new StoreError('The disk is broken')),
      set: () => Promise.reject(new StoreError('The disk is full')),
      remove: () => Promise.reject(new StoreError('The disk is full')),
    },
  };
}

describe('the real allowance of a key', () => {
  allowNoUnhandledRejection();
  let clock: FakeClock;
  let store: Store;

  beforeEach(() => {
    clock = createFakeClock();
    store = createMemoryStore(clock);
  });

  it('is that of a public key until the first request, and asked for with it', async () => {
    const account = open(store, clock, () => quotas(6000, 20_000, 300_000));
    assert.deepEqual(account.ledger.allowance, PUBLIC_ALLOWANCE);
    await account.ledger.reserve();
    assert.equal(account.asked(), 0);
    await account.look();
    assert.equal(account.asked(), 1);
    const real = { perMinute: 100, perDay: 20_000, perMonth: 300_000 };
    assert.deepEqual(account.ledger.allowance, real);
  });

  it('keeps a key with one request a day from being overdrawn', async () => {
    const account = open(store, clock, () => quotas(240, 1, 31));
    await account.look();
    const reservation = await account.ledger.reserve();
    assert.ok(!reservation.granted);
    assert.equal(reservation.window, 'day');
  });

  it('is not asked for again on the same day, nor after a restart, nor for another account', async () => {
    const accounts = [1, 2, 3].map(() => open(store, clock, () => quotas(240, 1000, 31_000)));
    for (const account of accounts) {
      for (let count = 0; count < 3; count += 1) await account.look();
      assert.equal(account.ledger.allowance.perDay, 1000);
      clock.advance(7 * HOUR);
    }
    assert.deepEqual(
      accounts.map((account) => account.asked()),
      [1, 0, 0],
    );
  });

  it('holds from the first reservation after a restart', async () => {
    await open(store, clock, () => quotas(240, 1, 31)).look();
    const restarted = open(store, clock, never);
    assert.equal((await restarted.ledger.reserve()).granted, false);
    assert.equal(restarted.ledger.allowance.perDay, 1);
  });

  it('is asked for anew each day, and the old one holds meanwhile', async () => {
    const answers = [quotas(240, 1000, 31_000), quotas(240, 2000, 62_000)];
    const account = open(store, clock, () => answers.shift() ?? never());
    await account.look();
    clock.advance(DAY - 1);
    await account.look();
    assert.equal(account.asked(), 1);
    clock.advance(1);
    assert.equal(account.ledger.allowance.perDay, 1000);
    await account.look();
    assert.equal(account.asked(), 2);
    assert.equal(account.ledger.allowance.perDay, 2000);
  });

  it('costs a key with a few requests a day only one of them a week', async () => {
    const account = open(store, clock, () => quotas(240, 1, 31));
    await account.look();
    for (let day = 1; day < 7; day += 1) {
      clock.advance(DAY);
      await account.look();
    }
    assert.equal(account.asked(), 1);
    assert.equal(account.ledger.allowance.perDay, 1);
    clock.advance(DAY);
    assert.deepEqual(account.ledger.allowance, PUBLIC_ALLOWANCE);
    await account.look();
    assert.equal(account.asked(), 2);
    assert.equal(account.ledger.allowance.perDay, 1);
  });

  it('leaves what VirusTotal does not tell as it is for a public key', async () => {
    const data = { api_requests_daily: { user: { allowed: 1000 } } };
    const account = open(store, clock, () => reply(200, { data }));
    await account.look();
    assert.deepEqual(account.ledger.allowance, { ...PUBLIC_ALLOWANCE, perDay: 1000 });
  });

  const failures: [name: string, answer: () => HttpReply | Error, pause: number][] = [
    [
      'there is no such thing',
      () => errorV3(404, 'NotFoundError', `User ${KEY} not found`),
      6 * HOUR,
    ],
    ['it is forbidden', () => errorV3(403, 'ForbiddenError', KEY), 6 * HOUR],
    ['the key is wrong', () => errorV3(401, 'WrongCredentialsError', KEY), 6 * HOUR],
    ['VirusTotal has failed', () => reply(503, '<html>'), 6 * HOUR],
    ['it tells nothing', () => reply(200, {}), 6 * HOUR],
    ['it cannot be reached', () => new NetworkError('The connection failed'), 10 * MINUTE],
    ['too much waits already', () => new QueueFullError('1000 wait already'), 10 * MINUTE],
    ['it is closed meanwhile', () => new ClosedError('Closed'), 10 * MINUTE],
  ];
  for (const [name, answer, pause] of failures) {
    it(`stays that of a public key when ${name}, and is asked for later`, async () => {
      const account = open(store, clock, answer);
      await account.look();
      clock.advance(pause - 1);
      await account.look();
      assert.deepEqual(account.ledger.allowance, PUBLIC_ALLOWANCE);
      assert.equal(account.asked(), 1);
      assert.equal(account.notes.length, 1);
      assert.ok(!account.notes.join().includes(KEY));
      clock.advance(1);
      await account.look();
      assert.equal(account.asked(), 2);
    });
  }

  it('delays no lookup, and is asked for once while the answer is on its way', async () => {
    const late = createDeferred<HttpReply>();
    const account = open(store, clock, () => late.promise);
    for (let count = 0; count < 3; count += 1) await account.look();
    assert.equal(account.asked(), 1);
    late.resolve(quotas(240, 1000, 31_000));
    await nextTurn();
    assert.equal(account.ledger.allowance.perDay, 1000);
  });

  it('is learned all the same when the store fails', async () => {
    const account = open(failingStore(clock), clock, () => quotas(240, 1000, 31_000));
    await account.look();
    assert.equal(account.ledger.allowance.perDay, 1000);
    await account.look();
    assert.equal(account.asked(), 1);
  });

  for (const jump of [-400 * DAY, 400 * DAY]) {
    it(`is asked for anew when the clock jumps by ${jump / DAY} days`, async () => {
      const account = open(store, clock, () => quotas(240, 1000, 31_000));
      await account.look();
      clock.set(clock.now() + jump);
      await account.look();
      assert.equal(account.asked(), 2);
      assert.equal(account.ledger.allowance.perDay, 1000);
    });
  }

  const damaged = ['', 'null', '{', '[]', '{"learnedAt":"now"}', '{"allowance":{"perDay":1}}'];
  for (const text of damaged) {
    it(`is asked for when what was kept is ${text || 'empty'}`, async () => {
      const values = { ...store.values, get: async () => Buffer.from(text) };
      const account = open({ ...store, values }, clock, () => quotas(240, 1000, 31_000));
      await account.look();
      assert.equal(account.ledger.allowance.perDay, 1000);
    });
  }

  it('takes nothing from what was kept but numbers', async () => {
    const allowance = { perMinute: '1', perDay: 7, perMonth: null };
    const kept = Buffer.from(JSON.stringify({ learnedAt: clock.now(), allowance }));
    const values = { ...store.values, get: async () => kept };
    const account = open({ ...store, values }, clock, never);
    await account.ledger.reserve();
    assert.deepEqual(account.ledger.allowance, { ...PUBLIC_ALLOWANCE, perDay: 7 });
  });

  it('is kept under a name and in a form that do not hold the key', async () => {
    const written: string[] = [];
    const values: Store['values'] = {
      get: (name) => store.values.get(name),
      async set(name, value) {
        written.push(`${name} ${Buffer.from(value).toString()}`);
        return true;
      },
      remove: (name) => store.values.remove(name),
    };
    await open({ ...store, values }, clock, () => quotas(240, 1000, 31_000)).look();
    assert.equal(written.length, 1);
    for (const form of [KEY, Buffer.from(KEY).toString('base64'), Buffer.from(KEY).toString('hex')])
      assert.ok(!written[0]?.includes(form));
  });
});

describe('the real allowance of a key that several processes use', () => {
  allowNoUnhandledRejection();

  it('is asked for by one, and known to all', async () => {
    const clock = createFakeClock();
    const stores = createSharedStores(clock);
    const answer = createDeferred<HttpReply>();
    const accounts = [1, 2, 3].map(() => open(stores.open().store, clock, () => answer.promise));
    for (const account of accounts) await settledLook(account);
    answer.resolve(quotas(240, 1000, 31_000));
    await leap(61_000, clock);
    for (const account of accounts) await settledLook(account);
    assert.equal(
      accounts.reduce((sum, account) => sum + account.asked(), 0),
      1,
    );
    for (const { ledger } of accounts) assert.equal(ledger.allowance.perDay, 1000);
  });

  it('is learned by all within a minute of another question', async () => {
    const clock = createFakeClock();
    const stores = createSharedStores(clock);
    let daily = 1000;
    const [one, other] = [1, 2].map(() =>
      open(stores.open().store, clock, () => quotas(240, daily, 31_000)),
    );
    assert(one && other);
    for (const account of [one, other]) await settledLook(account);
    daily = 2000;
    await leap(DAY - HOUR, clock);
    await settledLook(other);
    await leap(HOUR, clock);
    await settledLook(one);
    await leap(MINUTE, clock);
    await settledLook(other);
    assert.equal(other.ledger.allowance.perDay, 2000);
    assert.equal(one.asked() + other.asked(), 2);
  });

  it('is asked for once where that is refused', async () => {
    const clock = createFakeClock();
    const stores = createSharedStores(clock);
    const refusal = errorV3(403, 'ForbiddenError');
    const accounts = [1, 2].map(() => open(stores.open().store, clock, () => refusal));
    for (let round = 0; round < 4; round += 1) {
      for (const account of accounts) await settledLook(account);
      await leap(HOUR, clock);
    }
    assert.equal(
      accounts.reduce((sum, account) => sum + account.asked(), 0),
      1,
    );
  });
});

/** Lets all that follows from a lookup happen. */
async function settledLook(account: Account): Promise<void> {
  await account.look();
  await settled();
}

/** So much time goes by at once. */
async function leap(milliseconds: number, clock: FakeClock): Promise<void> {
  clock.advance(milliseconds);
  await settled();
}
