import assert from 'node:assert/strict';
import type { Journal, NewVerdict } from '../../../src/journal/journal';
import { createSharedJournal } from '../../../src/journal/shared/shared-journal';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { createSharedStores, pass, settled, type SharedStores } from '../../support/shared-stores';
import type { SharingProcess } from '../../support/shared-stores/process';

const SECOND = 1000;

/** Longer than a process that gives no sign is taken for alive. */
const PAST_LEASES = 20 * SECOND;

const of = (value: string): NewVerdict => ({
  account: 'account',
  node: 'verdict',
  level: 'malicious',
  count: '52 / 70',
  indicator: { type: 'domain', value },
  simulated: false,
});

interface Process extends SharingProcess {
  readonly journal: Journal;
}

describe('the journal of processes that share a store', () => {
  let clock: FakeClock;
  let stores: SharedStores;

  beforeEach(() => {
    clock = createFakeClock();
    stores = createSharedStores(clock);
  });
  afterEach(() => stores.closeAll());

  async function start(own: FakeClock = clock): Promise<Process> {
    const opened = stores.open('test', own);
    const spare = createMemoryStore(opened.clock, { isPassing: true });
    const store = createResilientStore(opened.store, spare, () => undefined);
    await store.ready();
    return { ...opened, journal: createSharedJournal(store, opened.clock) };
  }

  async function seenBy({ journal }: Process): Promise<unknown[]> {
    await go(3 * SECOND);
    await journal.loaded();
    return journal
      .verdicts()
      .map(({ indicator, times }) => `${indicator?.value} ${times}`)
      .toSorted();
  }

  /** Reading takes more turns than an answer. */
  async function go(milliseconds: number): Promise<void> {
    await pass(milliseconds, clock);
    for (let round = 0; round < 10; round += 1) await settled();
  }

  it('goes on after the store was away for long, with what each has noted meanwhile', async () => {
    const [one, two] = [await start(), await start()];
    one.journal.verdict(of('one.example'));
    two.journal.verdict(of('two.example'));
    await go(2 * SECOND);
    stores.beAway(true);
    one.journal.verdict(of('one-away.example'));
    two.journal.verdict(of('two-away.example'));
    await go(2 * PAST_LEASES);
    stores.beAway(false);
    await go(10 * SECOND);
    const all = ['one-away.example 1', 'one.example 1', 'two-away.example 1', 'two.example 1'];
    for (const each of [one, two, await start()]) assert.deepEqual(await seenBy(each), all);
  });

  it('is of both where one stood still past its lease, and another one has its place', async () => {
    const one = await start();
    // It is heard all the while: where nobody is, no lease runs out.
    await start();
    one.journal.verdict(of('one.example'));
    await go(2 * SECOND);
    one.pause();
    await go(PAST_LEASES);
    const two = await start();
    two.journal.verdict(of('two.example'));
    await go(2 * SECOND);
    one.resume();
    await go(5 * SECOND);
    one.journal.verdict(of('lost.example'));
    await go(2 * SECOND);
    one.journal.verdict(of('after.example'));
    await go(2 * SECOND);
    const all = ['after.example 1', 'one.example 1', 'two.example 1'];
    for (const each of [one, two, await start()]) assert.deepEqual(await seenBy(each), all);
  });

  it('is written when a process ends, and goes on with the next one', async () => {
    const one = await start();
    one.journal.verdict(of('one.example'));
    await one.journal.close();
    await one.close();
    const two = await start();
    two.journal.verdict(of('one.example'));
    await go(2 * 60 * SECOND);
    assert.deepEqual(await seenBy(two), ['one.example 2']);
  });

  it('has the last of what happened first, whatever the clocks of the hosts say', async () => {
    const ahead = createFakeClock(clock.now() + 300 * SECOND);
    const [one, two] = [await start(ahead), await start()];
    one.journal.verdict(of('first.example'));
    await go(SECOND);
    ahead.advance(SECOND);
    two.journal.verdict(of('second.example'));
    await pass(2 * SECOND, clock, ahead);
    await seenBy(two);
    assert.deepEqual(
      two.journal.verdicts().map(({ indicator }) => indicator?.value),
      ['second.example', 'first.example'],
    );
  });
});
