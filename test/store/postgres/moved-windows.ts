import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock } from '../../../src/clock';
import { moveOut } from '../../../src/store/sqlite/moving-out/move-out';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite';
import type { Stock } from '../../../src/store/rules/stock';
import type { SharedWindows } from '../../../src/store/shared';
import type { Store } from '../../../src/store/store';
import type { Collector, CollectorOptions } from '../../../src/window/collector';
import { openCollector } from '../../../src/window/open-collector';
import type { Counted } from '../../../src/window/window';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { createSeededRandom } from '../../support/seeded-random';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder';
import { add, HOUR, MINUTE } from '../../window/window-bench';

/** What is told of an indicator here: its times lie as far from each other as the clocks' answers do. */
const NEAR = 2000;

/** How windows are moved, and where to. */
interface Moving {
  readonly take: (stock: Stock) => Promise<unknown>;
  /** Opens a store on the schema into which `take` takes. */
  readonly openShared: () => Store;
}

/** What collect nodes have counted in a file goes on on PostgreSQL. */
export function describeMovedWindows({ take, openShared }: Moving): void {
  async function openNode(settings: Settings = {}): Promise<Collector> {
    const store = openShared();
    await store.ready();
    return await openCollector({
      ...optionsOf(systemClock, store, settings),
      sharing: {
        shared: store.shared ?? assert.fail(),
        store,
        queue: 'collected node',
        sendTick: () => Promise.resolve(true),
      },
    });
  }

  async function openWindows(): Promise<SharedWindows> {
    const store = openShared();
    await store.ready();
    return store.shared?.windows ?? assert.fail();
  }

  describe('with what collect nodes have counted', () => {
    const folders: string[] = [];

    afterEach(() => {
      for (const folder of folders.splice(0)) removeTemporaryFolder(folder);
    });

    /** A window in a file of its own that was begun so long ago, by the clock of another machine. */
    function begin(ago: number, settings: Settings = {}): KeptWindow {
      const folder = makeTemporaryFolder();
      folders.push(folder);
      const clock = { ...createFakeClock(systemClock.now() - ago), boot: 'of another machine' };
      return createKeptWindow(path.join(folder, 'state.sqlite'), clock, settings);
    }

    it('tells the same, and sends it when it would have been sent', async () => {
      const kept = begin(50 * MINUTE);
      await kept.count([['a', 'b'], 0], [['a'], 10 * MINUTE], [['c', 'a'], 30 * MINUTE]);
      const expected = await kept.end();
      await kept.move(take);
      const node = await openNode();
      assertSame(await node.look(0), expected);
      assert.deepEqual(
        expected.map(({ value, count }) => [value, count]),
        [
          ['a', 3],
          ['b', 1],
          ['c', 1],
        ],
      );
      const { events, indicators } = node.state();
      assert.deepEqual([events, indicators], [3, 3]);
      node.start();
      assertNear(node.state().next, kept.begun + HOUR);
      await add(node, 'b');
      assert.deepEqual(countsOf(await node.look(2)), { a: 3, b: 2 });
      await node.close();
    });

    it('forgets each when it would have been forgotten', async () => {
      const kept = begin(70 * MINUTE, { every: 0 });
      await kept.count([['old', 'b'], 0], [['b'], 30 * MINUTE]);
      await kept.end();
      await kept.move(take);
      const node = await openNode({ every: 0 });
      assert.deepEqual(countsOf(await node.look(0)), { b: 1 });
      assert.equal(node.state().events, 1);
      await node.close();
    });

    it('is added to what was counted here since the node was deployed, once', async () => {
      const kept = begin(50 * MINUTE);
      await kept.count([['a', 'b'], 0], [['a'], 10 * MINUTE]);
      await kept.end();
      const node = await openNode();
      await add(node, 'a');
      await add(node, 'new');
      await kept.move(async (stock) => {
        await Promise.all([take(stock), take(stock)]);
        await take(stock);
      });
      assert.deepEqual(countsOf(await node.look(0)), { a: 3, b: 1, new: 1 });
      assert.equal(node.state().events, 4);
      node.start();
      assertNear(node.state().next, kept.begun + HOUR);
      await add(node, 'a');
      assert.deepEqual(countsOf(await node.look(1)), { a: 4 });
      await node.close();
    });

    it('of several files is added up', async () => {
      for (const ago of [50 * MINUTE, 40 * MINUTE]) {
        const kept = begin(ago);
        await kept.count([['a'], 0], [[`of ${ago}`], MINUTE]);
        await kept.end();
        await kept.move(take);
      }
      const node = await openNode();
      const counts = { a: 2, [`of ${50 * MINUTE}`]: 1, [`of ${40 * MINUTE}`]: 1 };
      assert.deepEqual(countsOf(await node.look(0)), counts);
      await node.close();
    });

    it('of several files is wrong by no more than it says, also once others make room', async () => {
      const settings = { every: 0, maxDistinct: 100 };
      const truth = new Map<string, number>();
      const random = createSeededRandom(2);
      const draw = (): string[] => {
        const names = Array.from({ length: 20 }, () => `n${Math.floor(random() ** 3 * 400)}`);
        for (const name of new Set(names)) truth.set(name, (truth.get(name) ?? 0) + 1);
        return [...new Set(names)];
      };
      const node = await openNode(settings);
      const check = async (): Promise<void> => {
        for (const { value, count, error } of await node.look(0)) {
          const really = truth.get(value) ?? 0;
          assert.ok(count - error <= really && really <= count, `${value}: ${count} - ${error}`);
        }
      };
      for (const ago of [55 * MINUTE, 45 * MINUTE]) {
        const kept = begin(ago, settings);
        for (let minute = 0; minute < 40; minute += 1) await kept.count([draw(), minute * MINUTE]);
        await kept.end();
        await kept.move(take);
        await check();
        for (let event = 0; event < 20; event += 1) await add(node, ...draw());
        await check();
        assert.ok(node.state().indicators <= settings.maxDistinct);
      }
      await node.close();
    });

    it('is not here at all when it ends midway, and all of it is after the next try', async () => {
      const kept = begin(50 * MINUTE);
      await kept.count([['a', 'b'], 0]);
      await kept.end();
      const ended = new Error('the process has ended');
      const node = await openNode();
      const midway = kept.move((stock) =>
        take({
          ...stock,
          keys: (start) => [...stock.keys(start), `${start}other`],
          value(key) {
            if (key.endsWith('other')) throw ended;
            return stock.value(key);
          },
        }),
      );
      await assert.rejects(midway);
      assert.deepEqual(await node.look(0), []);
      await kept.move(take);
      assert.deepEqual(countsOf(await node.look(0)), { a: 1, b: 1 });
      await node.close();
    });

    it('is sent by itself where that is due already, and what was counted here at its own time', async () => {
      const kept = begin(70 * MINUTE);
      await kept.count([['a'], 5 * MINUTE], [['a', 'b'], 10 * MINUTE]);
      await kept.end();
      const node = await openNode();
      await add(node, 'a');
      await kept.move(take);
      const windows = await openWindows();
      const tick = (await windows.due('node', 0)) ?? assert.fail('no tick');
      assert.deepEqual(
        tick.top.map(({ value, count }) => [value, count]),
        [
          ['a', 2],
          ['b', 1],
        ],
      );
      assert.ok(await windows.tell('node', tick, 'queue', []));
      assert.equal(await windows.due('node', 0), undefined);
      await node.look(1);
      node.start();
      assertNear(node.state().next, kept.begun + 2 * HOUR);
      await node.close();
    });

    it('is sent with what is due here, also where somebody is about to send that', async () => {
      const windows = await openWindows();
      const { ticked } = await windows.open('node', HOUR, 1);
      const counted = { seen: ticked, events: 1, most: 1000 };
      const indicators = [{ key: 'domain:x', value: 'x', sample: 'x', count: 1 }];
      await windows.count('node', 'one', 1, { ...counted, indicators });
      await windows.open('node', HOUR, HOUR);
      await windows.open('node', HOUR, 1);
      const before = (await windows.due('node', 0)) ?? assert.fail('no tick');
      const kept = begin(70 * MINUTE);
      await kept.count([['a'], 20 * MINUTE]);
      await kept.end();
      await kept.move(take);
      assert.equal(await windows.tell('node', before, 'queue', []), undefined);
      const tick = (await windows.due('node', 0)) ?? assert.fail('no tick');
      assert.deepEqual(tick.top.map(({ value }) => value).toSorted(), ['a', 'x']);
    });

    it('tells the same of very many that came and went, and how far it may be wrong', async () => {
      const settings = { every: 0, maxDistinct: 400 };
      const kept = begin(100 * MINUTE, settings);
      const random = createSeededRandom(1);
      for (let minute = 0; minute < 90; minute += 1) {
        const names = Array.from({ length: 30 }, () => `n${Math.floor(random() ** 3 * 900)}`);
        await kept.count([[...new Set(names)], minute * MINUTE]);
      }
      const expected = await kept.end();
      assert.ok(expected.some(({ error }) => error > 0));
      await kept.move(take);
      const node = await openNode(settings);
      assertSame(await node.look(0), expected);
      await add(node, 'one more');
      assert.ok(node.state().indicators <= settings.maxDistinct);
      await node.close();
    });
  });
}

type Settings = Partial<Pick<CollectorOptions, 'every' | 'maxDistinct'>>;

/** A window in a file. */
interface KeptWindow {
  /** When it was begun, ms UTC. */
  readonly begun: number;
  /** Counts events, each so long after the window was begun. */
  count(...events: readonly (readonly [names: readonly string[], after: number])[]): Promise<void>;
  /** Ends its node; resolves with what that would tell now, were it started again. */
  end(): Promise<readonly Counted[]>;
  move(take: (stock: Stock) => Promise<unknown>): Promise<void>;
}

function createKeptWindow(file: string, clock: FakeClock, settings: Settings): KeptWindow {
  const begun = clock.now();
  const open = async (): Promise<readonly [Store, Collector]> => {
    const { store } = openSqliteStore(file, clock);
    return [store, await openCollector(optionsOf(clock, store, settings))];
  };
  const running = open();
  return {
    begun,
    async count(...events) {
      const [, collector] = await running;
      for (const [names, after] of events) {
        clock.advance(begun + after - clock.now());
        await add(collector, ...names);
      }
    },
    async end() {
      const [store, collector] = await running;
      await collector.close();
      await store.close();
      clock.advance(systemClock.now() - clock.now());
      const [again, next] = await open();
      const told = await next.look(0);
      await next.close();
      await again.close();
      return told;
    },
    async move(take) {
      await moveOut(file, systemClock, async (stock) => void (await take(stock)));
    },
  };
}

function optionsOf(
  clock: CollectorOptions['clock'],
  { values }: Pick<Store, 'values'>,
  { every = HOUR, maxDistinct = 1000 }: Settings,
): CollectorOptions {
  return {
    clock,
    values,
    name: 'node',
    length: HOUR,
    ...(every > 0 && { every }),
    limit: 0,
    maxDistinct,
    random: Math.random,
    send: () => undefined,
    fail: (error) => assert.fail(String(error)),
  };
}

function countsOf(told: readonly Counted[]): Record<string, number> {
  return Object.fromEntries(told.map(({ value, count }) => [value, count]));
}

function timeless({ key, value, sample, count, error }: Counted): object {
  return { key, value, sample, count, error };
}

function assertSame(told: readonly Counted[], expected: readonly Counted[]): void {
  assert.deepEqual(told.map(timeless), expected.map(timeless));
  for (const [place, { first, last }] of told.entries()) {
    assertNear(first, expected[place]?.first ?? 0);
    assertNear(last, expected[place]?.last ?? 0);
  }
}

function assertNear(time: number | undefined, expected: number): void {
  assert.ok(
    Math.abs((time ?? 0) - expected) < NEAR,
    `${time} is not ${expected}, but ${(time ?? 0) - expected} ms later`,
  );
}
