import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { systemClock, type Clock } from '../../../src/clock';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite';
import type { Store } from '../../../src/store/store';
import { createFakeMachine, type FakeMachine } from '../../support/fake-machine';
import { newPath } from './bench';

/** Says whether one more is granted. */
const RESERVE = `
  const { openSqliteStore } = require(process.argv[1]);
  const { systemClock } = require(process.argv[2]);
  const { store } = openSqliteStore(process.argv[3], systemClock);
  store.quotas.reserve('key', { perMinute: 0, perDay: 2, perMonth: 0 })
    .then(({ granted }) => process.stdout.write(String(granted)));
`;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = '2026-01-15T22:00:00Z';
const ALLOWANCE = { perMinute: 2, perDay: 2, perMonth: 3 };

/** What becomes of the machine between two looks at the store, and what has passed then. */
interface Fate {
  readonly title: string;
  /** How much later it really is, in milliseconds. */
  readonly passed: number;
  /** Whether a process goes on through it, or another one starts afterwards. */
  readonly restarts: boolean;
  /** Makes it happen; returns the machine on which it goes on. */
  readonly happen: (machine: FakeMachine) => FakeMachine;
}

function on(host: string, uptime: number, later: number): FakeMachine {
  return createFakeMachine(new Date(Date.parse(START) + later).toISOString(), uptime, host);
}

function after(act: (machine: FakeMachine) => void): Fate['happen'] {
  return (machine) => {
    act(machine);
    return machine;
  };
}

const FATES: readonly Fate[] = [
  ...[false, true].flatMap((restarts) => {
    const then = restarts ? ', and Node-RED starts again' : '';
    return [
      {
        title: `30 s asleep${then}`,
        passed: 30_000,
        restarts,
        happen: after((machine) => machine.sleep(30_000)),
      },
      {
        title: `eight hours asleep${then}`,
        passed: 8 * HOUR,
        restarts,
        happen: after((machine) => machine.sleep(8 * HOUR)),
      },
      {
        title: `the date set on by three days${then}`,
        passed: 5000,
        restarts,
        happen: after((machine) => {
          machine.advance(5000);
          machine.setTime(Date.parse(START) + 3 * DAY);
        }),
      },
      {
        title: `the date set back by an hour${then}`,
        passed: 5000,
        restarts,
        happen: after((machine) => {
          machine.advance(5000);
          machine.setTime(Date.parse(START) - HOUR);
        }),
      },
      {
        title: `eight hours asleep, and the date set back to 1970${then}`,
        passed: 8 * HOUR,
        restarts,
        happen: after((machine) => {
          machine.sleep(8 * HOUR);
          machine.setTime(0);
        }),
      },
    ];
  }),
  {
    title: 'the move to a host that is up for a month',
    passed: 20_000,
    restarts: true,
    happen: () => on('other', 30 * DAY, 20_000),
  },
  {
    title: 'the move to a host that has just started',
    passed: 20_000,
    restarts: true,
    happen: () => on('other', 1000, 20_000),
  },
  {
    title: 'three days off',
    passed: 3 * DAY,
    restarts: true,
    happen: after((machine) => machine.reboot(3 * DAY)),
  },
  {
    title: 'three days off, and a start in 1970',
    passed: 0,
    restarts: true,
    happen: after((machine) => machine.reboot(3 * DAY, 0)),
  },
];

/** What a day does to a machine: quota and suppression stay right. */
export function describeDays(): void {
  describe('another day, another host', () => {
    let stores: Store[] = [];

    afterEach(async () => {
      for (const store of stores) await store.close();
      stores = [];
    });

    function open(file: string, clock: Clock): Store {
      const { store } = openSqliteStore(file, clock);
      stores.push(store);
      return store;
    }

    async function goThrough(
      fate: Fate,
      prepare: (store: Store) => Promise<unknown>,
    ): Promise<Store> {
      const file = newPath();
      const before = createFakeMachine(START, 100 * HOUR);
      const store = open(file, before.clock());
      await prepare(store);
      if (fate.restarts) await store.close();
      const machine = fate.happen(before);
      return fate.restarts ? open(file, machine.clock()) : store;
    }

    for (const fate of FATES) {
      const { title, passed } = fate;
      const midnight = Date.parse('2026-01-16T00:00:00Z');
      const isNextDay = Date.parse(START) + passed >= midnight;

      it(`${title}: the quota is ${isNextDay ? 'fresh' : 'spent'}`, async () => {
        const store = await goThrough(fate, async ({ quotas }) => {
          await quotas.reserve('key', ALLOWANCE);
          await quotas.reserve('key', ALLOWANCE);
        });
        const reservation = await store.quotas.reserve('key', ALLOWANCE);
        assert.equal(reservation.granted, isNextDay);
        assert.equal((await store.quotas.usage('key')).month, isNextDay ? 3 : 2);
        if (reservation.granted) return;
        assert.equal(reservation.window, 'day');
        // No more than a hundredth of a second, which is what Linux tells of its uptime.
        const wait = midnight - Date.parse(START) - passed;
        assert.ok(Math.abs(reservation.wait - wait) <= 10, `${reservation.wait}, not ${wait}`);
      });

      for (const quiet of [MINUTE, 10 * MINUTE, 10 * HOUR]) {
        const isQuiet = passed < quiet;
        it(`${title}: a quiet of ${quiet / MINUTE} min is ${isQuiet ? 'not ' : ''}over`, async () => {
          const wish = { id: 'one', quiet, ranks: [], escalates: false };
          const store = await goThrough(fate, (first) => first.claims('book').claim('key', wish));
          const claim = await store.claims('book').claim('key', { ...wish, id: 'two' });
          assert.equal(claim.outcome, isQuiet ? 'held' : 'again');
        });
      }

      it(`${title}: work that is due in an hour is ${passed >= HOUR ? '' : 'not '}due`, async () => {
        const store = await goThrough(fate, async (first) => {
          await first.queue('q').put({ payload: Buffer.from('work'), priority: 0 }, 1);
          const work = await first.queue('q').take();
          await first.queue('q').giveBack(work?.id ?? '', HOUR);
        });
        const due = await store.queue('q').nextDue();
        assert.equal(due === 0 || (await store.queue('q').take()) !== undefined, passed >= HOUR);
      });
    }

    it('is fresh for the next process when the machine was asleep until the next day', async function () {
      const file = newPath();
      const store = open(file, systemClock);
      const day = { perMinute: 0, perDay: 2, perMonth: 0 };
      for (let index = 0; index < 2; index += 1) await store.quotas.reserve('key', day);
      await store.close();
      // Such a process is told by the kernel of an uptime that is a day and more ahead.
      const modules = ['../../../src/store/sqlite/sqlite', '../../../src/clock'].map((each) =>
        require.resolve(each),
      );
      const reserve = (...within: string[]): string => {
        const command = [...within, process.execPath, '-e', RESERVE, '--', ...modules, file];
        const { stdout } = spawnSync('sh', ['-c', 'exec "$@"', 'sh', ...command], {
          encoding: 'utf8',
        });
        return stdout;
      };
      assert.equal(reserve(), 'false');
      const asleep = reserve('unshare', '--time', '--boottime', '90000', '--fork');
      if (asleep === '') {
        console.log('      skipped: this user may not start a process with a time of its own');
        this.skip();
      }
      assert.equal(asleep, 'true');
    });

    it('a machine that starts in 1970 has its quota once it learns the date', async () => {
      const file = newPath();
      const machine = createFakeMachine(START, 100 * HOUR);
      const before = open(file, machine.clock());
      for (let index = 0; index < 2; index += 1) await before.quotas.reserve('key', ALLOWANCE);
      await before.close();
      machine.reboot(3 * DAY, 0);
      machine.advance(40_000);
      const store = open(file, machine.clock());
      assert.equal((await store.quotas.reserve('key', ALLOWANCE)).granted, false);
      machine.setTime(Date.parse(START) + 3 * DAY + 41_000);
      assert.equal((await store.quotas.reserve('key', ALLOWANCE)).granted, true);
    });
  });
}
