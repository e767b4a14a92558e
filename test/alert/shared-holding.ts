import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { Alert } from '../../src/alert/alert';
import { keyOf } from '../../src/alert/kinds';
import { beginRaiseLife, URL, type RaiseLife, type RaiseLifeOptions } from '../support/raise-life';
import type { SharingProcess } from '../support/shared-stores/process';
import type { SetUpShared, SharedBench } from '../store/contract-shared-bench';

const MINUTE = 60_000;

/** Milliseconds until the quiet hours are over: all begin at noon. */
const UNTIL_OVER = MINUTE;
const HOURS = '06:00-12:01';
const NO_HOURS = { hours: '' };

interface Process {
  readonly process: SharingProcess;
  readonly life: RaiseLife;
}

interface Bench extends Pick<SharedBench, 'loseNotices'> {
  /** Starts a process with the node `a`, whose host's clock is `ahead`. */
  readonly begin: (options?: RaiseLifeOptions, ahead?: number) => Promise<Process>;
  readonly go: (milliseconds: number) => Promise<void>;
  /** Lets all that was asked be answered. */
  readonly settled: () => Promise<void>;
}

const inShort = ({ reason, severity, suppressed }: Alert): unknown[] => [
  reason,
  severity,
  suppressed,
];

/** All that was sent on, by whichever process. */
function sentBy(...processes: readonly Process[]): unknown[] {
  return processes.flatMap(({ life }) => life.sent).map(inShort);
}

/**
 * What holds for alerts that are kept where several processes share a store: `isWhole`, or the most of
 * it that takes little.
 */
export function describeSharedHolding(kind: string, open: SetUpShared, isWhole = true): void {
  describe(`alerts of several processes, on ${kind}`, () => {
    const benches: SharedBench[] = [];
    async function setUp(): Promise<Bench> {
      const bench = await open();
      benches.push(bench);
      return {
        async begin(options = {}, ahead = 0) {
          const process = await bench.open('node', bench.hostClock(ahead));
          const life = await beginRaiseLife(process.store, process.clock, 'a', {
            hours: HOURS,
            ...options,
          });
          return { process, life };
        },
        go: (milliseconds) => bench.pass(milliseconds),
        settled: () => bench.pass(0),
        loseNotices: () => bench.loseNotices(),
      };
    }

    afterEach(async () => {
      for (const bench of benches.splice(0)) await bench.close();
    });

    it('are raised once where all see something at once', async () => {
      const { begin } = await setUp();
      const all = [await begin(NO_HOURS), await begin(NO_HOURS), await begin(NO_HOURS)];
      const decided = await Promise.all([...all, ...all].map(({ life }) => life.event()));
      const reasons = decided.map(({ reason }) => reason).toSorted();
      assert.deepEqual(reasons, ['first', ...Array.from({ length: 5 }, () => 'suppressed')]);
    });

    describe('kept in quiet hours', () => {
      it('is one alert a subject, known to all, and sent on once', async () => {
        const { begin, go, settled } = await setUp();
        const all = [await begin(), await begin({}, -5 * MINUTE), await begin({}, 5 * MINUTE)];
        for (const { life } of [...all, ...all]) {
          assert.equal((await life.event()).reason, 'held');
          await settled();
          // One that is not told yet would take it for raised.
          while (all.some((each) => each.life.held.count() === 0)) await settled();
        }
        assert.deepEqual(
          all.map(({ life }) => life.held.count()),
          [1, 1, 1],
        );
        await go(UNTIL_OVER - 5000);
        assert.deepEqual(sentBy(...all), []);
        await go(2 * MINUTE);
        assert.deepEqual(sentBy(...all), [['quiet-over', 3, 5]]);
        assert.deepEqual(
          all.map(({ life }) => life.held.count()),
          [0, 0, 0],
        );
        // It is quiet for all from then on.
        for (const { life } of all) assert.equal((await life.event()).reason, 'suppressed');
      });

      it('is one alert where two decide at once, with all that each has counted', async () => {
        const { begin, go, settled } = await setUp();
        const [one, other] = [await begin({ quiet: 0 }), await begin({ quiet: 0 })];
        await Promise.all([one.life.event(3), other.life.event(7), one.life.event(3, 'x')]);
        await settled();
        await go(2 * MINUTE);
        const sent = sentBy(one, other).map(String);
        assert.deepEqual(sent.toSorted(), ['quiet-over,3,0', 'quiet-over,7,1']);
      });

      it('is sent on by another one where its process is gone, as the rest of what that sent', async () => {
        const { begin, go, settled } = await setUp();
        const [one, other] = [await begin(), await begin()];
        for (const subject of ['a', 'b', 'c', 'd']) await one.life.event(3, subject);
        await settled();
        await go(UNTIL_OVER + 1500);
        const [gone, left] = one.life.sent.length > 0 ? [one, other] : [other, one];
        const { length } = gone.life.sent;
        assert.ok(length > 0);
        await gone.process.kill();
        await go(2 * MINUTE);
        assert.equal(gone.life.sent.length, length);
        assert.equal(left.life.sent.length, 4 - length);
        const subjects = [...one.life.sent, ...other.life.sent].map(({ subject }) => subject);
        assert.deepEqual(subjects.toSorted(), ['a', 'b', 'c', 'd']);
      });

      it('is sent on once where one was paused in the middle of it', async () => {
        const { begin, go, settled } = await setUp();
        const [one, other] = [await begin(), await begin()];
        for (const subject of ['a', 'b', 'c', 'd', 'e']) await one.life.event(3, subject);
        await settled();
        await go(UNTIL_OVER + 1500);
        const pausing = [one, other].find(({ life }) => life.sent.length > 0);
        assert.ok(pausing);
        pausing.process.pause();
        await go(MINUTE);
        pausing.process.resume();
        await go(MINUTE);
        const subjects = [...one.life.sent, ...other.life.sent].map(({ subject }) => subject);
        assert.deepEqual(subjects.toSorted(), ['a', 'b', 'c', 'd', 'e']);
      });
      if (isWhole) {
        it('is told by the urgent one of another process, and by nothing else', async () => {
          const { begin, go, settled } = await setUp();
          const options = { urgentFrom: 8 };
          const [one, other] = [await begin(options), await begin(options)];
          await one.life.event(3);
          await settled();
          assert.deepEqual(inShort(await other.life.event(9)), ['escalated', 9, 1]);
          await go(2 * MINUTE);
          assert.deepEqual(sentBy(one, other), []);
          assert.equal(one.life.held.count(), 0);
        });

        it('is known and sent on once though nothing that is told is heard', async () => {
          const { begin, go, loseNotices } = await setUp();
          const [one, other] = [await begin({ quiet: 20_000 }), await begin({ quiet: 20_000 })];
          loseNotices();
          await one.life.event(5);
          await go(6000);
          assert.equal(other.life.held.count(), 1);
          await go(25_000);
          assert.equal((await other.life.event(3)).reason, 'held');
          await go(2 * MINUTE);
          assert.deepEqual(sentBy(one, other), [['quiet-over', 5, 1]]);
        });

        it('is not raised beside one that a process has raised that did not know of it', async () => {
          const { begin, go, loseNotices } = await setUp();
          const one = await begin({ quiet: 0 });
          // It has no quiet hours, so that it raises what the other one keeps.
          const other = await begin({ hours: '', quiet: 0 });
          loseNotices();
          await go(UNTIL_OVER - 2000);
          await one.life.event();
          assert.equal((await other.life.event()).reason, 'again');
          await go(MINUTE);
          assert.deepEqual(sentBy(one, other), []);
        });

        it('is not told where it is acknowledged in another process', async () => {
          const { begin, go, settled } = await setUp();
          const [one, other] = [await begin(), await begin()];
          await one.life.event();
          await settled();
          assert.equal(await other.life.acknowledge(), true);
          assert.equal((await one.life.event()).reason, 'acknowledged');
          await go(2 * MINUTE);
          assert.deepEqual(sentBy(one, other), []);
          assert.deepEqual([one.life.held.count(), other.life.held.count()], [0, 0]);
        });

        it('is sent on at once by whichever process somebody asks', async () => {
          const { begin, go, settled } = await setUp();
          const [one, other] = [await begin(), await begin()];
          await one.life.event();
          await settled();
          other.life.sendNow();
          await go(1000);
          assert.deepEqual(sentBy(other), [['quiet-over', 3, 0]]);
          await go(2 * MINUTE);
          assert.deepEqual(sentBy(one), []);
        });
      }
    });

    describe('silenced', () => {
      it('holds within a second for all, and is told once when it is over', async () => {
        const { begin, go, settled } = await setUp();
        const [one, other] = [await begin(NO_HOURS), await begin(NO_HOURS)];
        await one.life.silences.add({ key: keyOf(URL) }, MINUTE);
        await go(1000);
        for (const { life } of [other, one, other]) {
          assert.equal((await life.event()).reason, 'silenced');
          await settled();
        }
        await go(2 * MINUTE);
        assert.deepEqual(sentBy(one, other), [['silence-over', 3, 3]]);
      });

      if (isWhole) {
        it('is one alert where both decide at once in it', async () => {
          const { begin, go } = await setUp();
          const [one, other] = [await begin(NO_HOURS), await begin(NO_HOURS)];
          await one.life.silences.add({}, MINUTE);
          await go(1000);
          const decided = await Promise.all([
            one.life.event(3),
            other.life.event(5),
            one.life.event(4),
          ]);
          assert.deepEqual(
            decided.map(({ reason }) => reason),
            ['silenced', 'silenced', 'silenced'],
          );
          await go(2 * MINUTE);
          assert.deepEqual(sentBy(one, other), [['silence-over', 5, 3]]);
        });

        it('is told once where another process ends it', async () => {
          const { begin, go, settled } = await setUp();
          const [one, other] = [await begin(NO_HOURS), await begin(NO_HOURS)];
          await one.life.silences.add({}, 60 * MINUTE);
          await go(1000);
          await one.life.event();
          await settled();
          assert.equal(await other.life.silences.end({}), 1);
          await go(1000);
          assert.deepEqual(sentBy(one, other), [['silence-over', 3, 1]]);
          assert.equal((await one.life.event()).reason, 'suppressed');
        });
      }
    });
  });
}
