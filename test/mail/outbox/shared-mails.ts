import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock';
import { createMailDelivery } from '../../../src/mail/delivery/delivery';
import { createDigestBox, type DigestBox } from '../../../src/mail/outbox/digest-box';
import { createOutbox, type Outbox } from '../../../src/mail/outbox/outbox';
import type { WorkQueue } from '../../../src/store/store';
import { GONE, type SetUpShared, type SharedBench } from '../../store/contract-shared-bench';
import { createDeferred, type Deferred } from '../../support/deferred';
import { startFaultySmtp, type FaultySmtp } from '../../support/faulty-smtp';
import { mailNumber } from '../../support/mails';
import type { SharingProcess } from '../../support/shared-stores/process';

const MINUTE = 60_000;

interface MailProcess {
  readonly process: SharingProcess;
  readonly outbox: Outbox;
  readonly queue: WorkQueue;
  /** The subjects of the mails that have ended here. */
  readonly ended: string[];
  /** Puts a mail in; `lost` is resolved when another process has it. */
  readonly add: (number: number, lost?: Deferred<void>) => Promise<string>;
}

function neverEmpty(): Promise<boolean> {
  return new Promise(() => undefined);
}

interface Item {
  readonly name: string;
}

/** A process that collects for a digest; `mails` hears what is in each. */
async function beginDigest(
  bench: SharedBench,
  mails: string[],
  empty?: () => Promise<boolean>,
): Promise<{ readonly process: SharingProcess; readonly box: DigestBox<Item> }> {
  const process = await bench.open();
  const { store } = process;
  const box = createDigestBox<Item>({
    queue: store.queue('digest'),
    clock: process.clock,
    now: () => store.now(),
    alone: () => store.shared.leases.take('digest'),
    window: MINUTE,
    empty: async (items) => {
      mails.push(items.map(({ name }) => name).join());
      return empty ? await empty() : false;
    },
    changed: () => undefined,
    trouble: (error) => assert.fail(error),
  });
  await box.start();
  return { process, box };
}

/** What holds for mails where several processes share a store, with a real mail server. */
export function describeSharedMails(kind: string, open: SetUpShared): void {
  describe(`mails of several processes, on ${kind}`, () => {
    const endings: (() => unknown)[] = [];

    afterEach(async () => {
      for (const end of endings.splice(0).toReversed()) await end();
    });

    async function setUp(): Promise<{ readonly bench: SharedBench; readonly smtp: FaultySmtp }> {
      const smtp = await startFaultySmtp();
      endings.push(() => smtp.close());
      const bench = await open();
      endings.push(() => bench.close());
      return { bench, smtp };
    }

    async function begin(bench: SharedBench, { port }: FaultySmtp): Promise<MailProcess> {
      const process = await bench.open();
      const queue = process.store.queue('outbox');
      const way = { host: '127.0.0.1', port, user: '', password: '' };
      const delivery = createMailDelivery({ ...way, security: 'none' }, systemClock);
      const ended: string[] = [];
      const outbox = createOutbox({
        queue,
        clock: process.clock,
        elapsed: () => process.store.elapsed(),
        isShared: true,
        random: () => 0,
        giveUpAfter: () => Number.POSITIVE_INFINITY,
        deliver: (...given) => delivery.deliver(...given),
        onEnd: async ({ entry }) => void ended.push(entry.mail.subject),
        changed: () => undefined,
        trouble: (error) => assert.fail(error),
      });
      await outbox.start();
      endings.push(() => delivery.close());
      return {
        process,
        outbox,
        queue,
        ended,
        add: (number, lost) =>
          outbox.add(
            mailNumber(number),
            {},
            async ({ entry }) => void ended.push(entry.mail.subject),
            undefined,
            () => lost?.resolve(),
          ),
      };
    }

    it('are sent on by another one where theirs is gone, each once and as the same', async () => {
      const { bench, smtp } = await setUp();
      const [one, other] = [await begin(bench, smtp), await begin(bench, smtp)];
      smtp.behave({ mail: '451 4.3.0 Later' });
      for (const number of [1, 2, 3]) await one.add(number);
      while (!one.outbox.load().failure) await bench.pass(1000);
      // Its holder lives: it is nobody else's to try.
      await bench.pass(20_000);
      assert.deepEqual(other.ended, []);
      assert.equal(other.outbox.load().waiting, 3);
      assert.equal(other.outbox.own(), 0);
      smtp.behave({});
      await one.process.kill();
      const taken = smtp.waitForTaken(3);
      await bench.pass(GONE + 2 * MINUTE);
      const ids = (await taken).map(({ messageId }) => messageId);
      assert.deepEqual(
        ids.toSorted(),
        [1, 2, 3].map((number) => mailNumber(number).messageId),
      );
      await bench.pass(MINUTE);
      assert.equal(smtp.read.length, 3);
      assert.deepEqual(new Set(other.ended), new Set(['Alert 1', 'Alert 2', 'Alert 3']));
    });

    it('are not sent by one that was stopped before DATA for longer than its lease', async () => {
      const { bench, smtp } = await setUp();
      const one = await begin(bench, smtp);
      const [asked, answered] = [createDeferred<void>(), createDeferred<void>()];
      smtp.next({
        get slowRecipients() {
          asked.resolve();
          return answered.promise;
        },
      });
      const lost = createDeferred<void>();
      await one.add(1, lost);
      await asked.promise;
      one.process.pause();
      const other = await begin(bench, smtp);
      const taken = smtp.waitForTaken(1);
      await bench.pass(GONE + 10_000);
      await taken;
      one.process.resume();
      answered.resolve();
      await lost.promise;
      await bench.pass(10_000);
      assert.equal(smtp.said.filter((line) => line.startsWith('DATA')).length, 1);
      assert.deepEqual([smtp.read.length, one.ended, other.ended], [1, [], ['Alert 1']]);
    });

    it('that were given up are sent again from whichever process, once', async () => {
      const { bench, smtp } = await setUp();
      const [one, other] = [await begin(bench, smtp), await begin(bench, smtp)];
      smtp.behave({ mail: '550 5.1.0 No' });
      const id = await one.add(1);
      while (one.ended.length === 0) await bench.pass(1000);
      await bench.pass(1000);
      assert.equal((await other.queue.dead(9)).length, 1);
      smtp.behave({});
      const taken = smtp.waitForTaken(1);
      assert.equal(await other.outbox.sendAgain(id), true);
      assert.equal(await one.outbox.sendAgain(id), false);
      await taken;
      await bench.pass(10_000);
      assert.equal(smtp.read.length, 1);
      assert.equal(one.ended.length + other.ended.length, 2);
      assert.deepEqual([one.outbox.load().waiting, other.outbox.load().waiting], [0, 0]);
    });

    it('are one where all collect for it', async () => {
      const { bench } = await setUp();
      const mails: string[] = [];
      const [one, other] = [await beginDigest(bench, mails), await beginDigest(bench, mails)];
      for (const [name, { box }] of [one, other, one, other].entries()) {
        await box.add({ name: String(name) });
      }
      await bench.pass(2 * MINUTE);
      assert.deepEqual(mails, ['0,1,2,3']);
      assert.deepEqual([one.box.load().collected, other.box.load().collected], [0, 0]);
    });

    it('are counted once while one is made of them', async () => {
      const { bench } = await setUp();
      const made = createDeferred<boolean>();
      const { box } = await beginDigest(bench, [], () => made.promise);
      for (const name of ['a', 'b']) await box.add({ name });
      await bench.pass(MINUTE + 10_000);
      assert.equal(box.load().collected, 2);
      made.resolve(false);
      while (box.load().collected > 0) await bench.pass(1);
      assert.equal(box.load().collected, 0);
    });

    it('are one, and the same, where who made it was gone before it was written down', async () => {
      const { bench } = await setUp();
      const mails: string[] = [];
      const one = await beginDigest(bench, mails, neverEmpty);
      for (const name of ['a', 'b']) await one.box.add({ name });
      await bench.pass(MINUTE);
      assert.deepEqual(mails, ['a,b']);
      await one.process.kill();
      const other = await beginDigest(bench, mails);
      await other.box.add({ name: 'c' });
      await bench.pass(GONE + 2 * MINUTE);
      assert.deepEqual(mails, ['a,b', 'a,b', 'c']);
    });
  });
}
