import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { Collector } from '../../../src/window/collector';
import { createSeededRandom } from '../../support/seeded-random';
import { add, createWindowBench, HOUR, MINUTE } from '../window-bench';

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

/** `count` names that have nothing in common. */
function namesOf(seed: number, count: number): string[] {
  const random = createSeededRandom(seed);
  const part = (): string => random().toString(36).slice(2);
  return Array.from({ length: count }, () => part() + part() + part());
}

type Counts = Readonly<Record<string, number>>;

/** An event for each name. */
async function addEach(collector: Collector, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => add(collector, name)));
}

describe('what is kept of a window', () => {
  it('grows no more for an event when many came before', async () => {
    const { writes, live } = createWindowBench();
    const collector = await live({ every: 0, maxDistinct: 10_000 });
    for (let event = 0; event < 5000; event += 1) await add(collector, `n${event % 2500}`);
    assert.ok(Math.max(...writes.slice(0, 2400)) < 8192);
    assert.ok(sum(writes.slice(4000, 5000)) < 2 * sum(writes.slice(500, 1500)));
  });

  it('is a few bytes for an indicator that is in each slot, once it is known', async () => {
    const { clock, kept, live } = createWindowBench();
    const collector = await live({ every: 0 });
    const names = namesOf(1, 1000);
    const sizes: number[] = [];
    for (let slot = 0; slot < 150; slot += 1) {
      await addEach(collector, names);
      clock.advance(MINUTE);
      sizes.push(kept());
    }
    const [first = 0, second = 0] = sizes;
    assert.ok(first > 10_000, `${first} bytes with the names`);
    assert.ok(second - first < 8 * names.length, `${second - first} bytes for counts`);
    // What is known three times, as it is written each half of a window, and counts of 91 slots.
    assert.ok(
      Math.max(...sizes) < 3 * first + 91 * 8 * names.length,
      `${Math.max(...sizes)} bytes`,
    );
    assert.ok(sizes.at(-1) !== undefined && Math.max(...sizes.slice(90)) < 2 * (sizes.at(-1) ?? 0));
  });

  it('goes when it is over', async () => {
    const { clock, kept, live } = createWindowBench();
    const collector = await live({ every: 0 });
    await addEach(collector, namesOf(1, 1000));
    clock.advance(MINUTE);
    await add(collector, 'other');
    const before = kept();
    clock.advance(2 * HOUR);
    await add(collector, 'other');
    clock.advance(MINUTE);
    await add(collector, 'other');
    assert.ok(before > 20_000, `${before} bytes`);
    assert.ok(kept() < 1000, `${kept()} bytes`);
  });

  it('is not written again when it is taken up', async () => {
    const { clock, writes, crash, live } = createWindowBench();
    const collector = await live({ every: 0 });
    for (let slot = 0; slot < 10; slot += 1) {
      await addEach(collector, namesOf(1, 1000));
      clock.advance(MINUTE);
    }
    crash();
    const before = writes.length;
    await live({ every: 0 });
    assert.ok(sum(writes.slice(before)) < 1000);
  });

  for (const minutes of [0, 1, 29, 30, 31, 59, 60, 61, 89, 90, 150]) {
    it(`has a sample that is at most half a window old after ${minutes} minutes`, async () => {
      const { clock, crash, live, last } = createWindowBench();
      const collector = await live({ every: 0 });
      for (let minute = 0; minute <= minutes; minute += 1) {
        await add(collector, 'a', `event ${minute}`);
        clock.advance(MINUTE);
      }
      await add(collector, 'other');
      crash();
      await (await live({ every: 0 })).flush();
      const [a] = last();
      assert.equal(a?.value, 'a');
      const [, number] = /^about a,event (\d+)$/.exec(a.sample) ?? [];
      assert.ok(number !== undefined && Number(number) >= minutes - 30, a.sample);
    });
  }

  it('tells of an indicator in all slots that outlast the one in which it came in', async () => {
    const { clock, sent, crash, live } = createWindowBench();
    const collector = await live({ every: 0 });
    await add(collector, 'a');
    clock.advance(29 * MINUTE);
    await add(collector, 'a');
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(MINUTE);
      await add(collector, 'other');
    }
    crash();
    await (await live({ every: 0 })).flush();
    assert.equal(sent[0]?.['a'], 1);
  });

  it('is right for those that come in where others were let go, and says how exact that is', async () => {
    let limit = 20;
    const { clock, crash, live, last } = createWindowBench();
    const random = createSeededRandom(7);
    let collector = await live({ every: 0, maxDistinct: limit });
    const past: { readonly at: number; readonly name: string }[] = [];
    let mostLost = 0;
    for (let event = 1; event <= 3000; event += 1) {
      clock.advance(Math.floor(random() * 4000));
      const name = `n${Math.floor(random() ** 4 * 200)}`;
      past.push({ at: clock.elapsed(), name });
      await add(collector, name);
      if (event % 100 > 0) continue;
      crash();
      // Also where fewer may be held than were.
      limit = 20 - (event % 300) / 20;
      collector = await live({ every: 0, maxDistinct: limit });
      void collector.flush();
      // The window is up to a slot longer than an hour.
      const countSince = (value: string, since: number): number =>
        past.filter((each) => each.name === value && each.at >= clock.elapsed() - since).length;
      assert.ok(last().length > 0 && last().length <= limit);
      for (const { value, count, error } of last()) {
        assert.ok(count >= countSince(value, HOUR), `${value}: ${count} is enough`);
        const most = countSince(value, HOUR + MINUTE);
        assert.ok(count - error <= most, `${value}: ${count} - ${error} is at most ${most}`);
        mostLost = Math.max(mostLost, error);
      }
    }
    assert.ok(mostLost > 0, 'there was no room');
  });

  for (const names of [[], ['new'], ['new', 'newer']]) {
    it(`is what came after a reset that came while a slot was written: ${names.length}`, async () => {
      const { clock, sent, crash, live } = createWindowBench();
      const collector = await live({ every: 0 });
      await addEach(collector, ['old', 'older']);
      clock.advance(MINUTE);
      const writing = add(collector, 'other');
      await nextTurn();
      await collector.reset();
      await writing;
      for (const name of names) await add(collector, name);
      crash();
      await (await live({ every: 0 })).flush();
      assert.deepEqual(sent[0] ?? {}, Object.fromEntries(names.map((name) => [name, 1])));
    });
  }

  it('says what is known of an indicator once while its slot lasts', async () => {
    const { writes, live } = createWindowBench();
    const collector = await live({ every: 0 });
    const names = namesOf(1, 100);
    await addEach(collector, names);
    const first = sum(writes);
    await addEach(collector, names);
    assert.ok(sum(writes) - first < first / 2);
  });
});

/** Counts events, of which those that cannot be written down are told so. */
async function addAll(collector: Collector, names: readonly string[]): Promise<number> {
  let failed = 0;
  for (const name of names) {
    await add(collector, name).catch((error: unknown) => {
      assert.match(String(error), /broken/);
      failed += 1;
    });
  }
  return failed;
}

describe('a window whose store fails', () => {
  for (const failures of [1, 2, 3, 10]) {
    it(`goes on counting, and has all of it in the store again after ${failures} failures`, async () => {
      const { clock, sent, crash, live, failWrites } = createWindowBench();
      const collector = await live({ every: 0 });
      await addAll(collector, ['a', 'b']);
      clock.advance(MINUTE);
      failWrites(failures);
      const failed = await addAll(
        collector,
        Array.from({ length: 12 }, (_, each) => `n${each}`),
      );
      assert.equal(failed, failures);
      assert.equal(collector.state().events, 14);
      crash();
      await (await live({ every: 0 })).flush();
      assert.equal(Object.keys(sent[0] ?? {}).length, 14);
    });
  }

  it('has all of it again where a full page was not written, and others were after it', async () => {
    const { sent, crash, live, failWrites } = createWindowBench();
    const collector = await live({ every: 0 });
    let events = 0;
    for (let page = 0; page < 4; page += 1) {
      failWrites(1);
      const many = Array.from({ length: 30 }, (_, each) => `page-${page}-${each}`);
      await assert.rejects(add(collector, ...many), /broken/);
      await add(collector, 'small');
      events += 1;
    }
    crash();
    await (await live({ every: 0 })).flush();
    assert.equal(Object.keys(sent[0] ?? {}).length, 121);
    assert.equal(sent[0]?.['small'], events);
  });

  it('tells of its indicators after it failed for longer than the window', async () => {
    const { clock, sent, crash, live, failWrites } = createWindowBench();
    const collector = await live({ every: 0 });
    failWrites(Number.POSITIVE_INFINITY);
    for (let minute = 0; minute < 80; minute += 1) {
      await assert.rejects(add(collector, 'a'), /broken/);
      clock.advance(MINUTE);
    }
    failWrites(0);
    await add(collector, 'b');
    crash();
    await (await live({ every: 0 })).flush();
    assert.deepEqual(sent, [{ a: 60, b: 1 }]);
  });
});

const isAny = (): boolean => true;
const isNone = (): boolean => false;

/** What a window holds after a crash. */
async function afterCrash(bench: ReturnType<typeof createWindowBench>): Promise<Counts> {
  bench.crash();
  const collector = await bench.live({ every: 0 });
  void collector.flush();
  return bench.sent.at(-1) ?? {};
}

describe('a window of which only a spare had a part', () => {
  it('has all of it in the store with the next event that the store can keep', async () => {
    const bench = createWindowBench();
    const collector = await bench.live({ every: 0 });
    bench.loseWrites(isAny);
    const many = namesOf(1, 60);
    await add(collector, 'a', ...many);
    await add(collector, 'a', ...many);
    bench.loseWrites(isNone);
    await add(collector, 'a');
    const held = await afterCrash(bench);
    assert.equal(Object.keys(held).length, 61);
    assert.equal(held['a'], 3);
  });

  it('has what the last head in the store tells of where a later one is lost', async () => {
    const bench = createWindowBench();
    const collector = await bench.live({ every: 0 });
    await add(collector, 'a');
    bench.clock.advance(MINUTE);
    bench.loseWrites((key) => !key.includes('changes'));
    await add(collector, 'b');
    assert.equal((await afterCrash(bench))['a'], 1);
  });

  it('tells again of what only the lost page of a slot told', async () => {
    const bench = createWindowBench();
    const collector = await bench.live({ every: 0 });
    await add(collector, 'a');
    bench.clock.advance(MINUTE);
    await add(collector, 'b');
    bench.loseWrites((key) => key.includes('slot'));
    bench.clock.advance(MINUTE);
    await add(collector, 'a');
    bench.loseWrites(isNone);
    bench.clock.advance(MINUTE);
    await add(collector, 'b');
    assert.deepEqual(await afterCrash(bench), { a: 2, b: 2 });
  });

  for (const lost of [1, 2, 3]) {
    it(`gives no count to another indicator where page ${lost} of its changes is lost`, async () => {
      const bench = createWindowBench();
      const collector = await bench.live({ every: 0 });
      await add(collector, 'old');
      const popular = namesOf(9, 5);
      for (const page of popular.keys()) {
        const first = popular.slice(0, page + 1).toReversed();
        await add(collector, ...first, ...namesOf(page, 12));
      }
      bench.crash();
      await bench.loseKept(`collect node changes ${lost}`);
      await add(await bench.live({ every: 0 }), 'new');
      const held = await afterCrash(bench);
      assert.equal(held['new'], 1);
    });
  }
});
