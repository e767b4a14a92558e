import assert from 'node:assert/strict';
import type { Clock } from '../../src/clock';
import type { Allowance, Store } from '../../src/store/store';
import { createFakeClock } from '../support/fake-clock';
import { createSeededRandom } from '../support/seeded-random';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = 400;

/** Three users of one key, whose stores share what they keep. */
export interface Users {
  readonly stores: readonly Store[];
  /** Closes the stores of some users and opens them again; `meanwhile` runs between the two. */
  restart(which: readonly number[], meanwhile: () => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Drives three users of one key through random bursts, pauses between them, restarts and changes
 * of the time of day. A model beside them, which counts on true time (that of the first moment and
 * what has elapsed since), knows for each wish whether it must be granted.
 */
export function describeQuotaProperty(open: (clock: Clock) => Users, seeds: number): void {
  for (let seed = 1; seed <= seeds; seed += 1) {
    it(`never exceeds an allowance, and uses all of it (seed ${seed})`, async () => {
      await drive(open, createSeededRandom(seed));
    });
  }
}

async function drive(open: (clock: Clock) => Users, random: () => number): Promise<void> {
  const upTo = (limit: number): number => Math.floor(random() * limit);
  // From a millisecond to two days, short spans as often as long ones.
  const span = (): number => Math.ceil(Math.exp(random() * Math.log(2 * DAY)));

  const start = Date.UTC(2026, upTo(12), 1 + upTo(28), upTo(24), upTo(60), upTo(60), upTo(1000));
  const clock = createFakeClock(start);
  const bootedAt = start - clock.elapsed();
  const trueNow = (): number => bootedAt + clock.elapsed();
  const allowance: Allowance = {
    perMinute: upTo(6),
    perDay: upTo(3) && 5 + upTo(30),
    perMonth: upTo(3) && 20 + upTo(60),
  };
  const model = createModel(allowance, trueNow);
  const users = open(clock);

  const anybody = (): Store => users.stores[upTo(3)] ?? assert.fail();
  const setTimeOfDay = (): void => clock.set(clock.now() + (random() < 0.5 ? 1 : -1) * span());
  const sometimes = (work: () => void): void => void (random() < 0.5 && work());
  const actions: readonly (() => unknown)[] = [
    async () => {
      const wishes = Array.from({ length: 1 + upTo(8) }, () =>
        anybody().quotas.reserve('key', allowance),
      );
      // Who of them comes first is left to the stores.
      const granted = (await Promise.all(wishes)).map((each) => each.granted);
      for (const each of granted.toSorted((one, other) => Number(other) - Number(one))) {
        model.check(each);
      }
    },
    async () => {
      const reservation = await anybody().quotas.reserve('key', allowance);
      model.check(reservation.granted);
      if (reservation.granted) return;
      assert.equal(reservation.retryAt, trueNow() + reservation.wait);
      clock.advance(reservation.wait - 1);
      model.check((await anybody().quotas.reserve('key', allowance)).granted, 'too early');
      clock.advance(1);
      const later = await anybody().quotas.reserve('key', allowance);
      model.check(later.granted);
      assert.ok(later.granted, 'granted when it was said to be');
    },
    async () => {
      const { minute, day, month } = await anybody().quotas.usage('key');
      assert.deepEqual({ minute, day, month }, model.usage());
    },
    () => clock.advance(span()),
    () => clock.advance(upTo(20) * SECOND),
    setTimeOfDay,
    // As a server's Date header tells it: whole seconds, and a little late.
    () => anybody().learnTime(Math.floor((trueNow() - upTo(900)) / SECOND) * SECOND),
    () =>
      users.restart([upTo(3)], () => {
        sometimes(setTimeOfDay);
      }),
    () =>
      users.restart([0, 1, 2], () => {
        sometimes(setTimeOfDay);
        sometimes(() => clock.advance(span()));
        sometimes(setTimeOfDay);
      }),
  ];

  try {
    for (let step = 0; step < STEPS; step += 1) await actions[upTo(actions.length)]?.();
    model.checkAll();
  } finally {
    await users.close();
  }
}

interface Model {
  /** Checks one answer against what is right at this moment, and counts it. */
  check(granted: boolean, mayNot?: string): void;
  usage(): { minute: number; day: number; month: number };
  /** Looks at all grants anew, from outside: no window holds more than allowed. */
  checkAll(): void;
}

function createModel(allowance: Allowance, trueNow: () => number): Model {
  const grants: number[] = [];
  const count = (isIn: (time: number) => boolean): number => grants.filter(isIn).length;

  function usage(): { minute: number; day: number; month: number } {
    const now = trueNow();
    return {
      minute: count((time) => time > now - MINUTE),
      day: count((time) => dayOf(time) === dayOf(now)),
      month: count((time) => monthOf(time) === monthOf(now)),
    };
  }

  return {
    usage,
    check(granted, mayNot) {
      const { minute, day, month } = usage();
      const { perMinute, perDay, perMonth } = allowance;
      const expected = isRoom(minute, perMinute) && isRoom(day, perDay) && isRoom(month, perMonth);
      assert.equal(granted, expected, JSON.stringify({ allowance, minute, day, month, mayNot }));
      if (granted) grants.push(trueNow());
    },
    checkAll() {
      for (const [limit, isSame] of [
        [allowance.perMinute, (one: number, other: number) => other >= one && other < one + MINUTE],
        [allowance.perDay, (one: number, other: number) => dayOf(one) === dayOf(other)],
        [allowance.perMonth, (one: number, other: number) => monthOf(one) === monthOf(other)],
      ] as const) {
        if (limit === 0) continue;
        for (const grant of grants) assert.ok(count((other) => isSame(grant, other)) <= limit);
      }
    },
  };
}

function isRoom(used: number, limit: number): boolean {
  return limit === 0 || used < limit;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, '2026-01-15'.length);
}

function monthOf(time: number): string {
  return new Date(time).toISOString().slice(0, '2026-01'.length);
}
