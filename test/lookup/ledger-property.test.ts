import assert from 'node:assert/strict';
import path from 'node:path';
import type { Clock } from '../../src/clock';
import { createMemoryStore } from '../../src/store/memory/memory';
import { startOfNextDay } from '../../src/store/rules/quotas';
import { openSqliteStore, sqliteAvailable } from '../../src/store/sqlite/sqlite';
import type { Allowance } from '../../src/store/store';
import { createProcess, type Place, type Process } from '../support/asking-process';
import { createCountingService } from '../support/counting-service';
import { createFakeClock } from '../support/fake-clock';
import { createPacedClock } from '../support/paced-clock';
import { createSeededRandom } from '../support/seeded-random';
import { createStoreWatch } from '../support/store-watch';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;
/** A wait of two days in each step, and the months that the smallest allowance takes. */
const LONG_ENOUGH = 1000 * DAY;
const STEPS = 80;
const SEEDS = 10;

/** How many accounts each process has: two that share a store, and one beside them. */
const ACCOUNTS = [2, 1];

const places: [name: string, isThere: boolean, make: (clock: Clock) => Place][] = [
  ['one store in memory', true, inMemory],
  ['two connections to one SQLite file', sqliteAvailable(), inFile],
];

function inMemory(clock: Clock): Place {
  const store = createMemoryStore(clock);
  return { lasts: false, open: () => store, close: () => Promise.resolve() };
}

function inFile(clock: Clock): Place {
  const file = path.join(makeTemporaryFolder(), 'state.sqlite');
  return {
    lasts: true,
    open: () => openSqliteStore(file, clock).store,
    close: (store) => store.close(),
  };
}

/** Milliseconds that a request takes at most to arrive, and its reply to come back. */
const latencies: [name: string, latency: number][] = [
  ['arrive at once', 0],
  ['are under way for up to 9 s', 9 * SECOND],
];

describe('three accounts with one key', () => {
  allowNoUnhandledRejection();

  for (const [placeName, isThere, makePlace] of places) {
    for (const [latencyName, latency] of latencies) {
      describe(`on ${placeName}, whose requests ${latencyName}`, () => {
        before(function () {
          if (isThere) return;
          console.log(`      skipped: Node.js ${process.versions.node} has no SQLite (22.13 has)`);
          this.skip();
        });

        for (let seed = 1; seed <= SEEDS; seed += 1) {
          it(`never ask too often, and ask everything (seed ${seed})`, async () => {
            await drive(makePlace, latency, createSeededRandom(seed));
          });
        }
      });
    }
  }
});

async function drive(
  makePlace: (clock: Clock) => Place,
  latency: number,
  random: () => number,
): Promise<void> {
  const upTo = (limit: number): number => Math.floor(random() * limit);
  // From a millisecond to two days, short spans as often as long ones.
  const span = (): number => Math.ceil(Math.exp(random() * Math.log(2 * DAY)));

  const start = Date.UTC(2026, upTo(12), 1 + upTo(28), upTo(24), upTo(60), upTo(60), upTo(1000));
  const fake = createFakeClock(start);
  const { watch, isBusy } = createStoreWatch();
  const clock = createPacedClock(fake, isBusy);
  const bootedAt = start - clock.elapsed();
  const trueNow = (): number => bootedAt + clock.elapsed();
  const allowance: Allowance = {
    perMinute: 1 + upTo(6),
    perDay: upTo(3) && 5 + upTo(30),
    perMonth: upTo(3) && 20 + upTo(60),
  };
  const service = createCountingService({ clock, trueNow, random, latency });
  const place = makePlace(clock);
  const processes = ACCOUNTS.map((accounts) =>
    createProcess({
      accounts,
      place,
      watch,
      allowance,
      clock,
      trueNow,
      random,
      transport: service.transport,
    }),
  );
  let hosts = 0;

  const burst = (): void => {
    for (let left = 1 + upTo(8); left > 0; left -= 1) {
      hosts += 1;
      processes[upTo(processes.length)]?.ask(`host${hosts}.example.com`);
    }
  };
  const setTimeOfDay = (): void => fake.set(clock.now() + (random() < 0.5 ? 1 : -1) * span());
  const sometimes = async (work: () => unknown): Promise<void> => {
    if (random() < 0.5) await work();
  };
  const actions: readonly (() => unknown)[] = [
    burst,
    () => clock.pass(upTo(20) * SECOND),
    () => clock.pass(span()),
    () => clock.stall(upTo(90) * SECOND),
    setTimeOfDay,
    () => restart(processes.slice(upTo(processes.length)), () => sometimes(setTimeOfDay)),
    () =>
      restart(processes, async () => {
        await sometimes(setTimeOfDay);
        await sometimes(() => clock.pass(span()));
        await sometimes(setTimeOfDay);
      }),
    () => {
      if (place.lasts) processes[upTo(processes.length)]?.kill();
    },
    async () => {
      await clock.pass(Math.max(0, startOfNextDay(trueNow()) - trueNow() - upTo(10 * SECOND)));
      burst();
    },
  ];

  for (let step = 0; step < STEPS; step += 1) {
    await actions[upTo(actions.length)]?.();
    await clock.pass(0);
  }
  while (processes.some(({ unanswered }) => unanswered.size > 0)) {
    await clock.pass(clock.nextTimer() ?? assert.fail('nobody will ask for the rest'));
    assert.ok(trueNow() < start + LONG_ENOUGH, 'everything is asked in the end');
  }
  await Promise.all(processes.map((each) => each.close()));
  assert.equal(service.answered.size, hosts);
  service.check(allowance);
}

async function restart(
  processes: readonly Process[],
  meanwhile: () => Promise<void>,
): Promise<void> {
  await Promise.all(processes.map((each) => each.close()));
  await meanwhile();
  for (const each of processes) each.open();
}
