import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { StoreError } from '../../../src/store/errors';
import type { Collector } from '../../../src/window/collector';
import { codeOf } from '../../support/code-of';
import { allowNoUnhandledRejection } from '../../support/unhandled-rejections';
import { add, HOUR, MINUTE } from '../window-bench';
import { createSharedBench } from './shared-bench';

const AWAY = new StoreError('PostgreSQL at db:5432/vt cannot be reached.', {
  trouble: 'unreachable',
});

const sampleOfEvent = (): string => 'an event';

describe('collectors that share a window', () => {
  allowNoUnhandledRejection();

  it('count into one, of which one tells each tick', async () => {
    const { clock, sent, last, settled, live } = createSharedBench();
    const all = [await live(), await live(), await live()];
    for (const [index, collector] of all.entries()) await add(collector, 'all', `only ${index}`);
    clock.advance(HOUR);
    await settled();
    assert.deepEqual(sent, [{ all: 3, 'only 0': 1, 'only 1': 1, 'only 2': 1 }]);
    assert.equal(last()[0]?.sample, 'about all,only 0');
    clock.advance(HOUR);
    await settled();
    assert.equal(sent.length, 1);
  });

  it('lose nothing that was counted when one is gone, and tell it at the tick', async () => {
    const { clock, sent, crash, settled, live } = createSharedBench();
    await add(await live(), 'a');
    crash();
    const other = await live();
    await add(other, 'a');
    clock.advance(HOUR);
    await settled();
    assert.deepEqual(sent, [{ a: 2 }]);
  });

  it('write what comes in one turn, and while that is written, in one statement each', async () => {
    const { statements, settled, live } = createSharedBench();
    const collector = await live({ every: 0 });
    const before = statements();
    const written = Array.from({ length: 200 }, (_, each) => add(collector, 'a', `n${each % 10}`));
    await nextTurn();
    await nextTurn();
    written.push(...Array.from({ length: 200 }, () => add(collector, 'a')));
    await Promise.all(written);
    assert.equal(statements() - before, 2);
    await settled();
    assert.equal(collector.state().events, 400);
  });

  it('count an event once that is found little by little', async () => {
    const { sent, live } = createSharedBench();
    const collector = await live({ every: 0 });
    await Promise.all([
      collector.add([{ key: 'domain:a', value: 'a' }], sampleOfEvent),
      collector.addMore([{ key: 'domain:b', value: 'b' }], sampleOfEvent),
    ]);
    assert.equal(collector.state().events, 1);
    await collector.flush();
    assert.deepEqual(sent, [{ a: 1, b: 1 }]);
  });

  it('know what has a place here, until it has left the window or that is emptied', async () => {
    const { clock, live } = createSharedBench();
    const collector = await live({ every: 0 });
    await add(collector, 'a');
    assert.equal(collector.has('domain:a'), true);
    assert.equal(collector.has('domain:b'), false);
    clock.advance(HOUR);
    assert.equal(collector.has('domain:a'), false);
    await add(collector, 'a');
    await collector.reset();
    assert.equal(collector.has('domain:a'), false);
  });

  it('send at a tick that is sooner by now than it was when they began to wait for it', async () => {
    const { clock, sent, settled, live } = createSharedBench();
    await add(await live(), 'a');
    const other = await live({ every: 10 * MINUTE });
    await other.close();
    for (const wait of [MINUTE, 9 * MINUTE]) {
      clock.advance(wait);
      await settled();
    }
    assert.deepEqual(sent, [{ a: 1 }]);
  });

  it('leave out what is not wanted any more, and say how much', async () => {
    const { sent, live } = createSharedBench();
    const before = await live({ every: 0 });
    await add(before, 'a', 'b', 'c');
    const collector = await live({ every: 0, isWanted: ({ value }) => value === 'b' });
    assert.equal(collector.state().skipped, 2);
    await collector.flush();
    assert.deepEqual(sent, [{ b: 1 }]);
  });

  describe('while the store is away', () => {
    it('hold events, count them when it is back, and have them done then', async () => {
      const { setAway, settled, live } = createSharedBench();
      const collector = await live({ every: 0 });
      setAway(AWAY);
      let done = 0;
      for (let event = 0; event < 50; event += 1) {
        void add(collector, 'a').then(() => (done += 1));
      }
      await settled();
      assert.equal(done, 0);
      setAway(undefined);
      await settled();
      assert.equal(done, 50);
      assert.equal(collector.state().events, 50);
    });

    it('hold no more events than fit, and say so', async () => {
      const { setAway, settled, live } = createSharedBench();
      const collector = await live({ every: 0 });
      setAway(AWAY);
      const held = Array.from({ length: 10_000 }, () => add(collector, 'a'));
      await settled();
      const more = Array.from({ length: 5000 }, () => add(collector, 'a'));
      const outcomes = Promise.allSettled([...held, ...more]);
      setAway(undefined);
      const failed = (await outcomes).filter((each) => each.status === 'rejected');
      assert.equal(failed.length, 5000);
      assert.equal(codeOf(failed[0]?.reason), 'store');
      assert.equal(collector.state().events, 10_000);
    });

    it('count what comes while it is away when it came', async () => {
      const { clock, setAway, settled, live } = createSharedBench();
      const collector = await live({ length: MINUTE, every: 0 });
      setAway(AWAY);
      const written = [add(collector, 'a')];
      await settled();
      clock.advance(2 * MINUTE);
      written.push(add(collector, 'a'));
      setAway(undefined);
      await Promise.all(written);
      const [found] = await collector.look(1);
      assert.deepEqual([found?.count, found?.first], [1, clock.now()]);
    });

    it('fail a message of which one event does not fit, whichever does', async () => {
      const { setAway, settled, live } = createSharedBench();
      const collector = await live({ every: 0 });
      const found = [{ key: 'domain:a', value: 'a' }];
      setAway(AWAY);
      const held = Array.from({ length: 10_000 }, () => add(collector, 'a'));
      const refused = collector.add(found, sampleOfEvent);
      setAway(undefined);
      await settled();
      await Promise.all(held);
      await assert.rejects(collector.add(found, sampleOfEvent, refused), /wait for the store/);
    });

    it('hold no more text than fits', async () => {
      const { setAway, settled, live } = createSharedBench();
      const collector = await live({ every: 0 });
      setAway(AWAY);
      const long = 'x'.repeat(1_000_000);
      const added = Array.from({ length: 20 }, (_, each) => add(collector, `${long}${each}`));
      const outcomes = Promise.allSettled(added);
      setAway(undefined);
      await settled();
      const failed = (await outcomes).filter(({ status }) => status === 'rejected');
      assert.ok(failed.length > 5 && failed.length < 20, `${failed.length}`);
    });

    it('neither look, nor send, nor empty the window', async () => {
      const { setAway, live } = createSharedBench();
      const collector = await live({ every: 0 });
      setAway(AWAY);
      for (const act of [
        (each: Collector) => each.look(1),
        (each: Collector) => each.flush(),
        (each: Collector) => each.reset(),
      ]) {
        await assert.rejects(async () => await act(collector), AWAY);
      }
    });

    it('tell what was due when it is back', async () => {
      const { clock, sent, setAway, settled, live } = createSharedBench();
      const collector = await live();
      await add(collector, 'a');
      setAway(AWAY);
      clock.advance(HOUR + MINUTE);
      await settled();
      assert.deepEqual(sent, []);
      setAway(undefined);
      clock.advance(2000);
      await settled();
      assert.deepEqual(sent, [{ a: 1 }]);
    });

    it('end all the same, and fail what was not counted', async () => {
      const { clock, setAway, settled, live } = createSharedBench();
      const collector = await live();
      setAway(AWAY);
      const outcomes = Promise.allSettled([add(collector, 'a'), add(collector, 'b')]);
      await settled();
      const closed = collector.close();
      clock.advance(5000);
      await closed;
      const codes = (await outcomes).map((each) =>
        each.status === 'rejected' ? codeOf(each.reason) : each.status,
      );
      assert.deepEqual(codes, ['closed', 'closed']);
    });

    it('end with a message of several events, of which the node waits for the last', async () => {
      const { clock, setAway, settled, live } = createSharedBench();
      const collector = await live();
      setAway(AWAY);
      let written: Promise<void> | undefined;
      for (const value of ['a', 'b', 'c']) {
        written = collector.add([{ key: `domain:${value}`, value }], sampleOfEvent, written);
      }
      const end = assert.rejects(written ?? Promise.resolve(), { code: 'closed' });
      await settled();
      const closed = collector.close();
      clock.advance(5000);
      await closed;
      await end;
    });
  });
});
