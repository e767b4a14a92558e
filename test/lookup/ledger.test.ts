import assert from 'node:assert/strict';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Allowance, Store } from '../../src/store/store';
import { createLedger, type Ledger, pauseAfter } from '../../src/lookup/ledger';
import { createFakeClock, type FakeClock } from '../support/fake-clock';

const KEY = 'k3y-of-nobody';
const service = { id: 'virustotal', name: 'VirusTotal' };
const SECOND = 1000;
const MINUTE = 60_000;
const UNLIMITED: Allowance = { perMinute: 0, perDay: 0, perMonth: 0 };

interface Setup {
  readonly clock: FakeClock;
  readonly ledger: Ledger;
  readonly warnings: readonly string[];
  /** A request that VirusTotal refuses as soon as it is sent. */
  readonly refuse: (retryAfter?: number) => Promise<void>;
  /** Milliseconds until the ledger grants the next request; 0: it does. */
  readonly wait: () => Promise<number>;
}

function setUp(start?: string): Setup {
  const clock = createFakeClock(start);
  const warnings: string[] = [];
  const ledger = createLedger({
    service,
    store: createMemoryStore(clock),
    key: KEY,
    allowance: UNLIMITED,
    clock,
    timeout: 0,
    warn: (message) => void warnings.push(message),
  });
  return {
    clock,
    ledger,
    warnings,
    refuse: (retryAfter) => ledger.refused(clock.elapsed(), retryAfter),
    async wait() {
      const reservation = await ledger.reserve();
      return reservation.granted ? 0 : reservation.wait;
    },
  };
}

/** The same store, which writes down every name it is given. */
function noteNames(store: Store): { store: Store; names: string[] } {
  const names: string[] = [];
  const { quotas } = store;
  return {
    names,
    store: {
      ...store,
      quotas: {
        reserve: (name, ...rest) => (names.push(name), quotas.reserve(name, ...rest)),
        settle: (name, attempt) => (names.push(name), quotas.settle(name, attempt)),
        pause: (name, milliseconds) => (names.push(name), quotas.pause(name, milliseconds)),
        usage: (name) => (names.push(name), quotas.usage(name)),
      },
    },
  };
}

describe('the ledger of a key', () => {
  it('is shared by the accounts with that key on one store, and by no others', async () => {
    const clock = createFakeClock();
    const store = createMemoryStore(clock);
    const allowance = { ...UNLIMITED, perMinute: 2 };
    const options = { service, store, allowance, clock, timeout: 0, warn: () => {} };
    const one = createLedger({ ...options, key: KEY });
    const two = createLedger({ ...options, key: KEY });
    const other = createLedger({ ...options, key: 'another-key' });
    assert.ok((await one.reserve()).granted);
    assert.ok((await two.reserve()).granted);
    for (const ledger of [one, two]) {
      assert.deepEqual(await ledger.reserve(), {
        granted: false,
        window: 'minute',
        wait: MINUTE,
        retryAt: clock.now() + MINUTE,
      });
      assert.deepEqual(await ledger.usage(), { minute: 2, day: 2, month: 2 });
      assert.deepEqual(ledger.allowance, allowance);
    }
    await one.refused(clock.elapsed(), 5 * MINUTE);
    assert.deepEqual(await two.reserve(), {
      granted: false,
      window: 'pause',
      wait: 5 * MINUTE,
      retryAt: clock.now() + 5 * MINUTE,
    });
    assert.ok((await other.reserve()).granted);
  });

  it('is never kept under the key itself', async () => {
    const clock = createFakeClock();
    const { store, names } = noteNames(createMemoryStore(clock));
    const ledger = createLedger({
      service,
      store,
      key: KEY,
      allowance: { ...UNLIMITED, perMinute: 1 },
      clock,
      timeout: 0,
      warn: () => {},
    });
    const reservation = await ledger.reserve();
    await ledger.settle(reservation.granted ? reservation.attempt : '');
    await ledger.refused(clock.elapsed(), undefined);
    await ledger.usage();
    assert.equal(names.length, 4);
    assert.equal(new Set(names).size, 1);
    for (const form of [KEY, Buffer.from(KEY).toString('base64'), Buffer.from(KEY).toString('hex')])
      assert.ok(!names[0]?.includes(form));
  });
});

describe('a refusal although there was room', () => {
  it('pauses for a minute, then twice as long each time', async () => {
    const { clock, refuse, wait } = setUp();
    for (const minutes of [1, 2, 4, 8, 16]) {
      await refuse();
      assert.equal(await wait(), minutes * MINUTE);
      clock.advance(minutes * MINUTE - 1);
      assert.equal(await wait(), 1);
      clock.advance(1);
      assert.equal(await wait(), 0);
    }
  });

  const table: [refusals: number, now: string, pause: number][] = [
    [1, '2026-01-15T00:00:00Z', MINUTE],
    [2, '2026-01-15T00:00:00Z', 2 * MINUTE],
    [11, '2026-01-15T00:00:00Z', 1024 * MINUTE],
    [12, '2026-01-15T00:00:00Z', 1440 * MINUTE],
    [5000, '2026-01-15T00:00:00Z', 1440 * MINUTE],
    [9, '2026-01-15T23:00:00Z', 60 * MINUTE],
    [5000, '2026-01-15T23:58:30Z', 90 * SECOND],
    [5000, '2026-12-31T23:00:00Z', 60 * MINUTE],
    [5000, '2028-02-28T23:00:00Z', 60 * MINUTE],
    [2, '2026-01-15T23:58:00Z', 2 * MINUTE],
    [1, '2026-01-15T23:59:00Z', MINUTE],
  ];
  for (const [refusals, now, pause] of table) {
    it(`number ${refusals} in a row pauses for ${pause / SECOND} s at ${now}`, () => {
      assert.equal(pauseAfter(refusals, Date.parse(now)), pause);
    });
  }

  it('in the last minute of the day still pauses for the minute that VirusTotal counts', () => {
    assert.equal(pauseAfter(1, Date.parse('2026-01-15T23:59:59.999Z')), MINUTE);
    assert.equal(pauseAfter(9, Date.parse('2026-01-15T23:59:30Z')), MINUTE);
  });

  it('pauses for as long as VirusTotal says, where it does', async () => {
    const { clock, refuse, wait } = setUp();
    await refuse(5 * SECOND);
    assert.equal(await wait(), 5 * SECOND);
    clock.advance(5 * SECOND);
    await refuse(7 * 60 * MINUTE);
    assert.equal(await wait(), 7 * 60 * MINUTE);
  });

  it('is one, however many requests were on their way at the same time', async () => {
    const { clock, ledger, wait } = setUp();
    const sentAt = clock.elapsed();
    clock.advance(SECOND);
    for (let count = 0; count < 4; count += 1) await ledger.refused(sentAt, undefined);
    assert.equal(await wait(), MINUTE);
    clock.advance(10 * SECOND);
    await ledger.refused(sentAt + SECOND, undefined);
    assert.equal(await wait(), 50 * SECOND, 'sent before it was known that the key is refused');
    clock.advance(50 * SECOND);
    await ledger.refused(clock.elapsed(), undefined);
    assert.equal(await wait(), 2 * MINUTE);
  });

  it('starts with a minute again once VirusTotal has answered', async () => {
    const { clock, ledger, refuse, wait } = setUp();
    for (const minutes of [1, 2, 4]) {
      await refuse();
      clock.advance(minutes * MINUTE);
    }
    ledger.answered();
    await refuse();
    assert.equal(await wait(), MINUTE);
  });

  it('is told once, and again only after VirusTotal has answered', async () => {
    const { clock, ledger, refuse, warnings } = setUp();
    for (let count = 0; count < 3; count += 1) {
      await refuse();
      clock.advance(10 * MINUTE);
    }
    assert.deepEqual(warnings, [
      'VirusTotal refuses although there is quota left: is the key used elsewhere too?',
    ]);
    ledger.answered();
    await refuse();
    assert.equal(warnings.length, 2);
    assert.ok(!warnings.join().includes(KEY));
  });

  it('does not depend on the time of day being right', async () => {
    const { clock, refuse, wait } = setUp();
    await refuse();
    clock.set(clock.now() - 365 * 1440 * MINUTE);
    clock.advance(MINUTE);
    assert.equal(await wait(), 0);
    await refuse();
    assert.equal(await wait(), 2 * MINUTE);
  });
});
