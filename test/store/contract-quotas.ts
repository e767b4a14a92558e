import assert from 'node:assert/strict';
import type { Allowance, Reservation, Store } from '../../src/store/store';
import { ODD_TEXTS, type Bench } from './contract-bench';

const MINUTE = 60_000;
const UNLIMITED: Allowance = { perMinute: 0, perDay: 0, perMonth: 0 };

/** The part of the contract that keeps a key within its allowance. */
export function describeQuotas(setUp: (start?: string) => Bench): void {
  describe('quotas', () => {
    it('grants as many as a minute allows, then tells when the first of them is a minute old', async () => {
      const { clock, store } = setUp('2026-01-15T12:00:00Z');
      const allowance = { ...UNLIMITED, perMinute: 3 };
      for (const _ of [1, 2, 3]) {
        await expectGranted(store, allowance);
        clock.advance(1000);
      }
      assert.deepEqual(await store.quotas.reserve('key', allowance), {
        granted: false,
        window: 'minute',
        wait: 57_000,
        retryAt: Date.parse('2026-01-15T12:01:00Z'),
      });
      clock.advance(56_999);
      await expectRefused(store, allowance, { window: 'minute', wait: 1 });
      clock.advance(1);
      await expectGranted(store, allowance);
      await expectRefused(store, allowance, { window: 'minute', wait: 1000 });
    });

    it('counts an attempt to the last millisecond of its minute', async () => {
      const { clock, store } = setUp();
      const allowance = { ...UNLIMITED, perMinute: 2 };
      await expectGranted(store, allowance);
      clock.advance(MINUTE - 1);
      await expectGranted(store, allowance);
      await expectRefused(store, allowance, { window: 'minute', wait: 1 });
      clock.advance(1);
      await expectGranted(store, allowance);
      await expectRefused(store, allowance, { window: 'minute', wait: MINUTE - 1 });
    });

    it('slides: no minute, wherever it begins, holds more than allowed', async () => {
      const { clock, store } = setUp();
      const allowance = { ...UNLIMITED, perMinute: 4 };
      const granted: number[] = [];
      for (let step = 0; step < 600; step += 1) {
        if ((await store.quotas.reserve('key', allowance)).granted) granted.push(clock.elapsed());
        clock.advance(997);
      }
      for (const at of granted) {
        const inMinute = granted.filter((other) => other >= at && other < at + MINUTE);
        assert.ok(inMinute.length <= 4);
      }
      assert.equal(granted.length, 40);
    });

    it('counts the minute of an attempt from when it was settled', async () => {
      const { clock, store } = setUp();
      const allowance = { ...UNLIMITED, perMinute: 2 };
      const slow = await reserveOne(store, allowance);
      const quick = await reserveOne(store, allowance);
      clock.advance(500);
      await store.quotas.settle('key', quick);
      clock.advance(9500);
      await store.quotas.settle('key', slow);
      clock.advance(MINUTE - 10_000 + 500);
      await expectRefused(store, allowance, { window: 'minute', wait: 9500 });
      assert.deepEqual(await store.quotas.usage('key'), { minute: 1, day: 2, month: 2 });
      clock.advance(9500);
      await expectGranted(store, allowance);
      await expectGranted(store, allowance);
      await expectRefused(store, allowance, { window: 'minute', wait: MINUTE });
    });

    it('counts an attempt as late as it may be made until it is settled', async () => {
      const { clock, store } = setUp();
      const allowance = { ...UNLIMITED, perMinute: 1 };
      const attempt = await reserveOne(store, allowance, 15_000);
      await expectRefused(store, allowance, { window: 'minute', wait: MINUTE + 15_000 });
      clock.advance(1000);
      await store.quotas.settle('key', attempt);
      await expectRefused(store, allowance, { window: 'minute', wait: MINUTE });
      clock.advance(MINUTE);
      await reserveOne(store, allowance, 15_000);
      clock.advance(MINUTE + 14_999);
      await expectRefused(store, allowance, { window: 'minute', wait: 1 });
      clock.advance(1);
      await expectGranted(store, allowance);
    });

    for (const [window, start] of [
      ['Day', '2026-01-15T23:59:58Z'],
      ['Month', '2026-01-31T23:59:58Z'],
    ] as const) {
      it(`counts what may be made after midnight in the new ${window.toLowerCase()}, too`, async () => {
        const { clock, store } = setUp(start);
        const allowance = { ...UNLIMITED, [`per${window}`]: 3 };
        const early = await reserveOne(store, allowance, 15_000);
        const late = await reserveOne(store, allowance, 15_000);
        await reserveOne(store, allowance, 15_000);
        await store.quotas.settle('key', early);
        clock.advance(3000);
        await store.quotas.settle('key', late);
        await expectGranted(store, allowance);
        await expectRefused(store, allowance, { window: window === 'Day' ? 'day' : 'month' });
      });

      it(`counts that in one ${window.toLowerCase()} only, whatever is refused meanwhile`, async () => {
        const { clock, store } = setUp(start);
        const allowance = { ...UNLIMITED, [`per${window}`]: 1 };
        const late = await reserveOne(store, allowance, 15_000);
        clock.advance(3000);
        await store.quotas.settle('key', late);
        await expectRefused(store, allowance, {});
        clock.advance(31 * 24 * 60 * MINUTE);
        await expectGranted(store, allowance);
      });
    }

    it('settles what is forgotten already, or was never reserved, to no effect', async () => {
      const { clock, store } = setUp();
      const allowance = { ...UNLIMITED, perMinute: 1 };
      const old = await reserveOne(store, allowance);
      clock.advance(2 * MINUTE);
      await expectGranted(store, allowance);
      clock.advance(MINUTE);
      for (const attempt of [old, '', '99', 'nonsense']) await store.quotas.settle('key', attempt);
      await store.quotas.settle('another key', old);
      await expectGranted(store, allowance);
    });

    for (const [window, allowance, start, ends] of [
      ['day', { ...UNLIMITED, perDay: 2 }, '2026-01-15T23:59:00Z', '2026-01-16T00:00:00Z'],
      ['day', { ...UNLIMITED, perDay: 2 }, '2026-01-16T00:00:00Z', '2026-01-17T00:00:00Z'],
      ['day', { ...UNLIMITED, perDay: 2 }, '2026-02-28T01:00:00Z', '2026-03-01T00:00:00Z'],
      ['month', { ...UNLIMITED, perMonth: 2 }, '2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00Z'],
      ['month', { ...UNLIMITED, perMonth: 2 }, '2026-12-02T00:00:00Z', '2027-01-01T00:00:00Z'],
      [
        'month',
        { perMinute: 2, perDay: 2, perMonth: 2 },
        '2028-02-29T12:00:00Z',
        '2028-03-01T00:00:00Z',
      ],
    ] as const) {
      it(`grants as many as the UTC ${window} of ${start} allows, until ${ends}`, async () => {
        const { clock, store } = setUp(start);
        const retryAt = Date.parse(ends);
        const wait = retryAt - Date.parse(start);
        await expectGranted(store, allowance);
        await expectGranted(store, allowance);
        assert.deepEqual(await store.quotas.reserve('key', allowance), {
          granted: false,
          window,
          wait,
          retryAt,
        });
        clock.advance(wait - 1);
        await expectRefused(store, allowance, { window, wait: 1 });
        clock.advance(1);
        await (allowance.perMinute === 0 || wait >= MINUTE
          ? expectGranted(store, allowance)
          : expectRefused(store, allowance, { window: 'minute', wait: MINUTE - wait }));
      });
    }

    it('names the window that holds back longest', async () => {
      const { store } = setUp('2026-01-15T23:59:30Z');
      const allowance = { perMinute: 1, perDay: 1, perMonth: 0 };
      await expectGranted(store, allowance);
      await expectRefused(store, allowance, { window: 'minute', wait: MINUTE });
      await store.quotas.pause('key', MINUTE + 1);
      await expectRefused(store, allowance, { window: 'pause', wait: MINUTE + 1 });
      await expectRefused(store, { ...allowance, perMonth: 1 }, { window: 'month' });
    });

    it('charges every window or none', async () => {
      const { clock, store } = setUp();
      await expectGranted(store, UNLIMITED);
      const before = await store.quotas.usage('key');
      assert.deepEqual(before, { minute: 1, day: 1, month: 1 });
      for (const limit of ['perMinute', 'perDay', 'perMonth'] as const) {
        const allowance = { ...UNLIMITED, [limit]: 1 };
        await expectRefused(store, allowance, {});
        assert.deepEqual(await store.quotas.usage('key'), before);
      }
      clock.advance(MINUTE);
      assert.deepEqual(await store.quotas.usage('key'), { minute: 0, day: 1, month: 1 });
    });

    it('knows no limit where the allowance is 0', async () => {
      const { store } = setUp();
      for (let count = 0; count < 1000; count += 1) await expectGranted(store, UNLIMITED);
      assert.deepEqual(await store.quotas.usage('key'), { minute: 1000, day: 1000, month: 1000 });
    });

    it('tells what each window has used, and forgets it when the window is over', async () => {
      const { clock, store } = setUp('2026-01-30T23:59:59Z');
      assert.deepEqual(await store.quotas.usage('key'), { minute: 0, day: 0, month: 0 });
      await expectGranted(store, UNLIMITED);
      clock.advance(1000);
      assert.deepEqual(await store.quotas.usage('key'), { minute: 1, day: 0, month: 1 });
      await expectGranted(store, UNLIMITED);
      assert.deepEqual(await store.quotas.usage('key'), { minute: 2, day: 1, month: 2 });
      clock.advance(MINUTE);
      assert.deepEqual(await store.quotas.usage('key'), { minute: 0, day: 1, month: 2 });
      clock.advance(24 * 60 * MINUTE);
      assert.deepEqual(await store.quotas.usage('key'), { minute: 0, day: 0, month: 0 });
    });

    it('applies an allowance that was lowered or raised to what was used already', async () => {
      const { store } = setUp();
      for (const _ of [1, 2, 3]) await expectGranted(store, { ...UNLIMITED, perMinute: 3 });
      await expectRefused(store, { ...UNLIMITED, perMinute: 2 }, { window: 'minute' });
      await expectRefused(store, { ...UNLIMITED, perDay: 3 }, { window: 'day' });
      await expectGranted(store, { perMinute: 4, perDay: 4, perMonth: 4 });
    });

    it('grants nothing while it is paused, and never shortens a pause', async () => {
      const { clock, store } = setUp('2026-01-15T12:00:00Z');
      await store.quotas.pause('key', 5000);
      await store.quotas.pause('key', 1000);
      assert.deepEqual(await store.quotas.reserve('key', UNLIMITED), {
        granted: false,
        window: 'pause',
        wait: 5000,
        retryAt: Date.parse('2026-01-15T12:00:05Z'),
      });
      assert.deepEqual(await store.quotas.usage('key'), {
        minute: 0,
        day: 0,
        month: 0,
        pausedUntil: Date.parse('2026-01-15T12:00:05Z'),
      });
      await store.quotas.pause('key', 6000);
      clock.advance(5999);
      await expectRefused(store, UNLIMITED, { window: 'pause', wait: 1 });
      clock.advance(1);
      await expectGranted(store, UNLIMITED);
      assert.deepEqual(await store.quotas.usage('key'), { minute: 1, day: 1, month: 1 });
    });

    it('keeps keys apart, whatever they look like', async () => {
      const { store } = setUp();
      const allowance = { ...UNLIMITED, perDay: 1 };
      for (const [, key] of ODD_TEXTS) {
        assert.equal((await store.quotas.reserve(key, allowance)).granted, true);
      }
      for (const [, key] of ODD_TEXTS) {
        assert.equal((await store.quotas.reserve(key, allowance)).granted, false);
      }
    });

    for (const allowance of [
      { perMinute: 7, perDay: 0, perMonth: 0 },
      { perMinute: 0, perDay: 7, perMonth: 0 },
      { perMinute: 0, perDay: 0, perMonth: 7 },
      { perMinute: 9, perDay: 8, perMonth: 7 },
    ]) {
      it(`grants exactly 7 of 100 who ask at once, under ${JSON.stringify(allowance)}`, async () => {
        const { store } = setUp();
        const reservations = await Promise.all(
          Array.from({ length: 100 }, () => store.quotas.reserve('key', allowance)),
        );
        assert.equal(reservations.filter(({ granted }) => granted).length, 7);
        assert.deepEqual(await store.quotas.usage('key'), { minute: 7, day: 7, month: 7 });
      });
    }

    describe('and the time of day', () => {
      for (const [title, time] of [
        ['back by a minute', '2026-01-15T11:59:00Z'],
        ['back by a day', '2026-01-14T12:00:00Z'],
        ['forward by a minute', '2026-01-15T12:01:00Z'],
        ['forward by a day', '2026-01-16T12:00:00Z'],
        ['forward by a month', '2026-02-15T12:00:00Z'],
      ] as const) {
        it(`set ${title} opens no window`, async () => {
          const { clock, store } = setUp('2026-01-15T12:00:00Z');
          const allowances = [
            { ...UNLIMITED, perMinute: 1 },
            { ...UNLIMITED, perDay: 1 },
            { ...UNLIMITED, perMonth: 1 },
          ];
          await expectGranted(store, UNLIMITED);
          clock.set(Date.parse(time));
          for (const allowance of allowances) await expectRefused(store, allowance, {});
        });
      }

      it('learned from a server shows that what was just made counts in the new day', async () => {
        const { store } = setUp('2026-01-15T12:00:00Z');
        const allowance = { ...UNLIMITED, perDay: 1 };
        await expectGranted(store, allowance);
        store.learnTime(Date.parse('2026-01-16T00:00:30Z'));
        await expectRefused(store, allowance, { window: 'day' });
      });

      it('learned from a server decides which day it is', async () => {
        const { clock, store } = setUp('2026-01-15T12:00:00Z');
        const allowance = { ...UNLIMITED, perDay: 1 };
        await expectGranted(store, allowance);
        clock.advance(5 * MINUTE);
        store.learnTime(Date.parse('2026-01-16T00:00:30Z'));
        await expectGranted(store, allowance);
        await expectRefused(store, allowance, {
          window: 'day',
          retryAt: Date.parse('2026-01-17T00:00:00Z'),
        });
      });

      it('learned from a server leaves the sliding minute as it is', async () => {
        const { store } = setUp();
        const allowance = { ...UNLIMITED, perMinute: 1 };
        await expectGranted(store, allowance);
        store.learnTime(Date.parse('2026-01-16T00:00:30Z'));
        await expectRefused(store, allowance, {
          window: 'minute',
          wait: MINUTE,
          retryAt: Date.parse('2026-01-16T00:01:30Z'),
        });
      });

      it('learned backwards ends no day early', async () => {
        const { store } = setUp('2026-01-16T00:00:30Z');
        const allowance = { ...UNLIMITED, perDay: 1 };
        await expectGranted(store, allowance);
        store.learnTime(Date.parse('2026-01-15T23:59:00Z'));
        await expectRefused(store, allowance, { retryAt: Date.parse('2026-01-17T00:00:00Z') });
      });

      it('that was years ahead holds nothing back for years', async () => {
        const { store } = setUp('2036-01-16T00:00:30Z');
        const allowance = { ...UNLIMITED, perDay: 1 };
        await expectGranted(store, allowance);
        store.learnTime(Date.parse('2026-01-15T12:00:00Z'));
        await expectRefused(store, allowance, { retryAt: Date.parse('2026-01-17T00:00:00Z') });
        await expectRefused(
          store,
          { ...UNLIMITED, perMonth: 1 },
          { retryAt: Date.parse('2026-03-01T00:00:00Z') },
        );
      });
    });
  });
}

async function reserveOne(store: Store, allowance: Allowance, duration?: number): Promise<string> {
  const reservation = await store.quotas.reserve('key', allowance, duration);
  return reservation.granted ? reservation.attempt : assert.fail('nothing is granted');
}

async function expectGranted(store: Store, allowance: Allowance): Promise<void> {
  assert.ok((await store.quotas.reserve('key', allowance)).granted);
}

async function expectRefused(
  store: Store,
  allowance: Allowance,
  expected: Partial<Extract<Reservation, { granted: false }>>,
): Promise<void> {
  const reservation = await store.quotas.reserve('key', allowance);
  assert.deepEqual({ ...reservation, ...expected, granted: false }, reservation);
}
