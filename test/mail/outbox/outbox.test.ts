import assert from 'node:assert/strict';
import { serialize } from 'node:v8';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { DeliveryError } from '../../../src/mail/errors';
import { createMailDelivery, type MailDelivery } from '../../../src/mail/delivery/delivery';
import { createOutbox, type MailEnd, type Outbox } from '../../../src/mail/outbox/outbox';
import type { Deliver } from '../../../src/mail/outbox/attempts';
import { listOutbox, type OutboxList } from '../../../src/mail/outbox/list';
import { unreached } from '../../../src/mail/outbox/retry-or-give-up';
import { StoreError } from '../../../src/store/errors';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Store, WorkQueue } from '../../../src/store/store';
import { createDeferred } from '../../support/deferred';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { startFaultySmtp, type FaultySmtp } from '../../support/faulty-smtp';
import { mailNumber } from '../../support/mails';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';

const failing = (): Promise<never> => Promise.reject(new StoreError('The disk is full'));

/** What may differ from one outbox to another. */
interface Opening {
  readonly giveUpAfter?: number;
  readonly queue?: WorkQueue;
  readonly deliver?: Deliver;
}

describe('an outbox', () => {
  let server: FaultySmtp;
  let clock: FakeClock;
  let store: Store;
  let delivery: MailDelivery;
  let outbox: Outbox;
  let ends: MailEnd[];
  let orphans: MailEnd[];
  let troubles: Error[];
  const watching = new Set<() => void>();

  beforeEach(async () => {
    server = await startFaultySmtp();
    clock = createFakeClock();
    store = createMemoryStore(clock);
    ends = [];
    orphans = [];
    troubles = [];
    open();
  });

  afterEach(async () => {
    await outbox.close(true);
    await delivery.close();
    await server.close();
  });

  /** Opens an outbox, as the process after the last one does. */
  function open({ giveUpAfter = 24 * HOUR, queue = queueOf(), deliver }: Opening = {}): void {
    const { port } = server;
    const way = { host: '127.0.0.1', port, security: 'none', user: '', password: '' } as const;
    delivery = createMailDelivery(way, clock);
    const own = delivery;
    outbox = createOutbox({
      queue,
      clock,
      elapsed: () => store.elapsed(),
      random: () => 0,
      giveUpAfter: () => giveUpAfter,
      deliver: deliver ?? ((...given) => own.deliver(...given)),
      onEnd: async (end) => {
        orphans.push(end);
        changed();
      },
      changed,
      trouble: (error) => void troubles.push(error),
    });
  }

  const queueOf = (): WorkQueue => store.queue('outbox');
  const changed = (): void => watching.forEach((look) => look());

  /** Resolves when `isSo`, looking whenever the outbox says that something has changed. */
  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        watching.delete(look);
        resolve();
      };
      watching.add(look);
      look();
    });
  }

  /** Waits until all that is due was tried, or the server is left in peace. */
  const rest = (): Promise<void> => until(() => outbox.load().nextTry !== undefined);

  /** How many mails the server was asked to take. */
  const offered = (): number => server.said.filter((line) => line.startsWith('MAIL')).length;

  /** Waits for a next try to be planned, and goes to it. */
  async function nextTry(): Promise<number> {
    await rest();
    const wait = (outbox.load().nextTry ?? 0) - clock.now();
    clock.advance(wait);
    return wait;
  }

  function add(number: number, senderData?: unknown): Promise<string> {
    return outbox.add(mailNumber(number), senderData, async (end) => {
      ends.push(end);
      changed();
    });
  }

  /** Puts a mail in and resolves with its end. */
  async function send(number = 1): Promise<MailEnd> {
    const before = ends.length;
    await add(number);
    await until(() => ends.length > before);
    return ends[before] ?? assert.fail('it has ended');
  }

  const list = (): Promise<OutboxList> =>
    listOutbox(queueOf(), 9, (time) => time + clock.now() - store.elapsed());

  async function isEmpty(): Promise<void> {
    await until(() => outbox.load().waiting === 0);
    assert.deepEqual(await list(), { waiting: [], dead: [] });
  }

  describe('with a server that works', () => {
    it('delivers a mail and forgets it', async () => {
      await outbox.start();
      const { entry, givenUp } = await send();
      assert.equal(givenUp, undefined);
      assert.deepEqual(entry.accepted, [ANN, BOB]);
      assert.equal(entry.attempts, 1);
      await isEmpty();
      assert.equal(server.taken.length, 1);
    });

    it('delivers each of many once, over one connection', async () => {
      await outbox.start();
      await Promise.all(Array.from({ length: 60 }, (_, number) => add(number)));
      await until(() => ends.length === 60);
      await isEmpty();
      const ids = server.taken.map(({ messageId }) => messageId);
      assert.equal(ids.length, 60);
      assert.equal(new Set(ids).size, 60);
      assert.equal(server.connections, 1);
    });

    it('sends nothing before it is started, and then the oldest first', async () => {
      await add(1);
      await add(2);
      await add(3);
      assert.equal(server.connections, 0);
      await outbox.start();
      await until(() => ends.length === 3);
      assert.deepEqual(
        ends.map(({ entry }) => entry.mail.subject),
        ['Alert 1', 'Alert 2', 'Alert 3'],
      );
    });

    it('lets others pass a mail with which the server takes long', async () => {
      await outbox.start();
      const reply = createDeferred<void>();
      server.next({ slow: reply.promise });
      await add(1);
      await server.waitForRead(1);
      await add(2);
      assert.equal(server.connections, 1);
      clock.advance(10 * SECOND);
      await until(() => ends.length === 1);
      assert.equal(ends[0]?.entry.mail.subject, 'Alert 2');
      reply.resolve();
      await until(() => ends.length === 2);
      await isEmpty();
    });

    it('has one mail on its way at a time again when the server is slow no more', async () => {
      const replies = Array.from({ length: 9 }, () => createDeferred<void>());
      let offeredSoFar = 0;
      let onTheirWay = 0;
      await outbox.close(true);
      open({
        async deliver() {
          onTheirWay += 1;
          await replies[offeredSoFar++]?.promise;
          onTheirWay -= 1;
          return { accepted: [ANN, BOB], refused: [], deferred: [] };
        },
      });
      for (let number = 1; number <= replies.length; number += 1) await add(number);
      await outbox.start();
      for (const slow of [1, 2, 3, 3]) {
        await new Promise(setImmediate);
        assert.equal(onTheirWay, slow);
        clock.advance(10 * SECOND);
      }
      for (const reply of replies.slice(0, 3)) reply.resolve();
      await until(() => ends.length === 3);
      await new Promise(setImmediate);
      assert.equal(onTheirWay, 1);
      for (const reply of replies) reply.resolve();
      await until(() => ends.length === replies.length);
    });

    it('keeps a mail until whoever heard of its end is done', async () => {
      await outbox.start();
      const finished = createDeferred<void>();
      const told = new Promise<MailEnd>((resolve) => {
        void outbox.add(mailNumber(1), undefined, (end) => {
          resolve(end);
          return finished.promise;
        });
      });
      await told;
      assert.equal(outbox.load().waiting, 1);
      finished.resolve();
      await isEmpty();
    });
  });

  describe('with a server that fails', () => {
    it('tries again after 451, until 250', async () => {
      await outbox.start();
      server.next({ data: '451 4.3.0 Try later' }, { mail: '451 4.3.0 Try later' });
      const sending = send();
      await until(() => outbox.load().nextTry !== undefined);
      const [waiting] = (await list()).waiting;
      assert.match(waiting?.lastError ?? '', /451 4\.3\.0 Try later/);
      assert.equal(await nextTry(), 30 * SECOND);
      assert.equal(await nextTry(), MINUTE);
      assert.equal((await sending).entry.attempts, 3);
      assert.equal(server.taken.length, 1);
      await isEmpty();
    });

    it('repeats a mail whose connection was cut before the reply, as the same mail', async () => {
      await outbox.start();
      server.next({ cutAt: 'end of data' });
      const sending = send();
      await nextTry();
      await sending;
      assert.deepEqual(
        server.read.map(({ messageId }) => messageId),
        ['<1@example.com>', '<1@example.com>'],
      );
      assert.equal(server.read[0]?.text, server.read[1]?.text);
    });

    it('does not repeat one whose connection was cut after the reply', async () => {
      await outbox.start();
      server.next({ cutAt: 'taken' });
      await send();
      await isEmpty();
      assert.equal(server.read.length, 1);
    });

    it('does not repeat one after which QUIT was cut', async () => {
      await outbox.start();
      server.behave({ cutAt: 'quit' });
      await send();
      await outbox.close(true);
      await delivery.close();
      assert.equal(server.read.length, 1);
      assert.equal((await list()).waiting.length, 0);
    });

    it('delivers everything after an hour in which the server was down, and none twice', async () => {
      await outbox.start();
      await send(0);
      await server.goAway();
      const start = clock.now();
      let number = 0;
      while (clock.now() - start < HOUR) {
        await add((number += 1));
        await nextTry();
        await until(() => outbox.load().nextTry !== undefined);
      }
      assert.equal(outbox.load().failure?.reason, 'unreachable');
      await server.comeBack();
      await nextTry();
      await until(() => ends.length === number + 1);
      await until(() => outbox.load().waiting === 0 || outbox.load().nextTry !== undefined);
      assert.equal(outbox.load().failure, undefined);
      const ids = server.taken.map(({ messageId }) => messageId);
      assert.equal(ids.length, number + 1);
      assert.equal(new Set(ids).size, ids.length);
    });

    it('has one mail find out whether it still fails, however many wait', async () => {
      await outbox.start();
      server.behave({ greeting: '421 4.3.2 Too busy' });
      for (let number = 1; number <= 20; number += 1) await add(number);
      await until(() => outbox.load().nextTry !== undefined);
      const before = server.connections;
      await nextTry();
      await until(() => outbox.load().nextTry !== undefined);
      assert.equal(server.connections - before, 1);
    });

    it('says that user and password have to be mended, and goes on when they are', async () => {
      await outbox.start();
      server.behave({ mail: '530 5.7.0 Authenticate first' });
      const sending = send();
      await until(() => outbox.load().nextTry !== undefined);
      assert.equal(outbox.load().failure?.reason, 'credentials');
      server.behave({});
      await nextTry();
      await sending;
    });

    it('lets others pass a mail that the server cannot bear', async () => {
      await outbox.start();
      server.next({ cutAt: 'end of data' });
      await add(1);
      await until(() => outbox.load().nextTry !== undefined);
      assert.equal((await send(2)).entry.mail.subject, 'Alert 2');
      assert.equal((await list()).waiting.length, 1);
    });

    it('takes a server for failing that has lost three mails in a row', async () => {
      await outbox.start();
      server.behave({ cutAt: 'mail' });
      for (let number = 1; number <= 9; number += 1) await add(number);
      await until(() => outbox.load().failure !== undefined && outbox.load().nextTry !== undefined);
      assert.ok(server.connections <= 6, `${server.connections} connections`);
    });
  });

  describe('with a server that answers, but takes nothing', () => {
    for (const [reply, mails] of [
      ['421 4.3.2 Shutting down', 1],
      ['451 4.7.1 Rate limit exceeded', 3],
    ] as const) {
      it(`is not asked again by each of many mails after "${reply}"`, async () => {
        server.behave({ mail: reply });
        for (let number = 1; number <= 9; number += 1) await add(number);
        await outbox.start();
        await rest();
        assert.equal(offered(), mails);
        assert.equal(await nextTry(), 30 * SECOND);
        await rest();
        assert.equal(await nextTry(), MINUTE);
        await rest();
        assert.equal(offered(), mails + 2);
        server.behave({});
        await nextTry();
        await until(() => server.taken.length >= 7);
        assert.equal(outbox.load().failure, undefined);
      });
    }

    it('goes on with others where only recipients are put off', async () => {
      server.behave({ otherwise: '450 4.2.1 Later' });
      for (let number = 1; number <= 9; number += 1) await add(number);
      await outbox.start();
      await rest();
      assert.equal(offered(), 9);
      assert.equal(outbox.load().failure, undefined);
    });
  });

  describe('with recipients that are refused', () => {
    it('delivers to the others, and tells of those who are refused for good', async () => {
      await outbox.start();
      server.behave({ recipients: { [BOB]: '550 5.1.1 No such user' } });
      const { entry, givenUp } = await send();
      assert.equal(givenUp, undefined);
      assert.deepEqual(entry.accepted, [ANN]);
      assert.deepEqual(entry.refused, [{ recipient: BOB, reply: '550 5.1.1 No such user' }]);
      await isEmpty();
      assert.equal(server.taken.length, 1);
    });

    it('tries again for those alone who are put off', async () => {
      await outbox.start();
      server.next({ recipients: { [BOB]: '450 4.2.1 Later' } });
      const sending = send();
      await nextTry();
      assert.deepEqual((await sending).entry.accepted, [ANN, BOB]);
      assert.deepEqual(
        server.taken.map(({ to }) => to),
        [[ANN], [BOB]],
      );
    });

    it('remembers over a restart who has it already', async () => {
      await outbox.start();
      server.next({ recipients: { [BOB]: '450 4.2.1 Later' } });
      await add(1);
      await until(() => outbox.load().nextTry !== undefined);
      await outbox.close(true);
      open();
      await outbox.start();
      await nextTry();
      await until(() => orphans.length === 1);
      assert.deepEqual(orphans[0]?.entry.accepted, [ANN, BOB]);
      assert.deepEqual(
        server.taken.map(({ to }) => to),
        [[ANN], [BOB]],
      );
    });

    it('gives up a mail that is refused for all, and others go on', async () => {
      await outbox.start();
      server.next({ recipients: { [ANN]: '550 No', [BOB]: '550 No' } });
      const { givenUp } = await send(1);
      assert.match(givenUp ?? '', /ann@example\.com: 550 No; bob@example\.com: 550 No/);
      await send(2);
      assert.equal((await list()).dead.length, 1);
    });
  });

  describe('with a mail that is given up', () => {
    it('gives up at once what is refused for good, and lists it', async () => {
      await outbox.start();
      server.next({ data: '554 5.6.0 Looks like spam' });
      const { id, givenUp } = await send();
      assert.match(givenUp ?? '', /554 5\.6\.0 Looks like spam/);
      await until(() => outbox.load().waiting === 0);
      const { waiting, dead } = await list();
      assert.deepEqual(waiting, []);
      assert.deepEqual(dead, [
        {
          id,
          subject: 'Alert 1',
          to: [ANN, BOB],
          since: clock.now(),
          attempts: 1,
          lastError: givenUp,
        },
      ]);
    });

    for (const [how, year] of [
      ['on', 2040],
      ['back', 2020],
    ] as const) {
      it(`gives up when the time is over, though the clock is set ${how}`, async () => {
        await outbox.start();
        await server.goAway();
        await add(1);
        const start = store.elapsed();
        await nextTry();
        clock.set(Date.UTC(year, 0));
        while (ends.length === 0) {
          await nextTry();
          await until(() => ends.length > 0 || outbox.load().nextTry !== undefined);
        }
        const tried = store.elapsed() - start;
        // The server's own pause, an hour at most, may hold the last try up.
        assert.ok(tried >= 24 * HOUR && tried <= 25 * HOUR, `${tried / HOUR} hours`);
      });
    }

    it('gives up when the time is over, counted from when it came, over restarts', async () => {
      await outbox.start();
      await server.goAway();
      const start = clock.now();
      await add(1);
      while (orphans.length === 0) {
        await nextTry();
        await until(() => outbox.load().nextTry !== undefined || orphans.length > 0);
        if (orphans.length > 0) break;
        await outbox.close(true);
        await delivery.close();
        open();
        await outbox.start();
      }
      assert.equal(clock.now() - start, 24 * HOUR);
      assert.match(orphans[0]?.givenUp ?? '', /cannot be reached/);
      await until(() => outbox.load().waiting === 0);
      assert.equal((await list()).dead.length, 1);
    });

    it('gives up all that are overdue without trying each at a dead server', async () => {
      await outbox.start();
      await server.goAway();
      for (let number = 1; number <= 20; number += 1) await add(number);
      await until(() => outbox.load().nextTry !== undefined);
      clock.advance(24 * HOUR);
      await until(() => ends.length === 20);
      assert.ok(ends.every(({ givenUp }) => givenUp !== undefined));
    });

    it('gives up no backlog for one failure at the start', async () => {
      for (let number = 1; number <= 5; number += 1) await add(number);
      clock.advance(25 * HOUR);
      server.behave({ greeting: '421 4.3.2 Starting' });
      await outbox.start();
      await until(() => outbox.load().nextTry !== undefined && ends.length === 1);
      server.behave({});
      await nextTry();
      await until(() => ends.length === 5);
      assert.equal(ends.filter(({ givenUp }) => givenUp === undefined).length, 4);
    });

    it('never gives up where that is off', async () => {
      await outbox.close(true);
      open({ giveUpAfter: Infinity });
      await outbox.start();
      await server.goAway();
      await add(1);
      for (let tries = 0; tries < 40; tries += 1) await nextTry();
      assert.equal(ends.length, 0);
    });

    it('sends one again by hand, with all its time and for those who have not got it', async () => {
      await outbox.start();
      const later = { [BOB]: '450 4.2.1 Later' };
      server.behave({ recipients: later });
      await add(1, { kept: 1 });
      while (ends.length === 0) {
        await until(() => ends.length > 0 || outbox.load().nextTry !== undefined);
        if (ends.length === 0) await nextTry();
      }
      const [first] = ends;
      assert.ok(first?.givenUp !== undefined);
      assert.deepEqual(unreached(first.entry), [BOB]);
      await until(() => outbox.load().waiting === 0);

      server.behave({});
      server.next({ recipients: later });
      assert.ok(await outbox.sendAgain(first.id));
      await nextTry();
      await until(() => orphans.length === 1);
      assert.equal(orphans[0]?.givenUp, undefined);
      assert.deepEqual(orphans[0]?.entry.senderData, { kept: 1 });
      assert.deepEqual(server.taken.at(-1)?.to, [BOB]);
      await isEmpty();
    });

    it('tries one that is sent again by hand at once, also while the server rests', async () => {
      await outbox.start();
      server.next({ data: '554 5.6.0 Looks like spam' });
      const { id } = await send(1);
      await until(() => outbox.load().waiting === 0);
      server.behave({ mail: '421 4.3.2 Shutting down' });
      await add(2);
      await until(() => outbox.load().failure !== undefined);
      await rest();
      server.behave({});
      assert.ok(await outbox.sendAgain(id));
      await until(() => orphans.length === 1);
      assert.equal(orphans[0]?.givenUp, undefined);
    });

    it('sends again neither what waits nor what there is not', async () => {
      await outbox.start();
      server.behave({ mail: '451 Later' });
      const id = await add(1);
      for (const each of [id, '99', '', '__proto__']) assert.ok(!(await outbox.sendAgain(each)));
    });
  });

  describe('that is closed', () => {
    it('leaves to the next life what it has not delivered, with what came along', async () => {
      await outbox.start();
      await server.goAway();
      await add(1, { date: new Date(0), bytes: Buffer.from('a') });
      await until(() => outbox.load().nextTry !== undefined);
      await outbox.close(true);
      await server.comeBack();
      open();
      await outbox.start();
      await nextTry();
      await until(() => orphans.length === 1);
      assert.equal(ends.length, 0);
      assert.deepEqual(Object(orphans[0]?.entry.senderData).date, new Date(0));
    });

    it('delivers a mail also when what came along cannot be written down', async () => {
      const msg = { alert: { id: 'alert-1' }, res: { end: () => {} } };
      await add(1, { facts: { id: 'alert-1' }, msg, done: () => {} });
      await outbox.close(true);
      open();
      await outbox.start();
      await until(() => orphans.length === 1);
      assert.deepEqual(orphans[0]?.entry.senderData, {
        facts: { id: 'alert-1' },
        msg: { alert: { id: 'alert-1' } },
      });
    });

    it('waits for the mail on its way, and the next life tells of its end without sending it', async () => {
      await outbox.start();
      const reply = createDeferred<void>();
      server.next({ slow: reply.promise });
      await add(1);
      await server.waitForRead(1);
      const closing = outbox.close(true);
      reply.resolve();
      await closing;
      assert.equal(ends.length, 0);
      open();
      await outbox.start();
      await until(() => orphans.length === 1);
      assert.deepEqual(orphans[0]?.entry.accepted, [ANN, BOB]);
      assert.equal(server.read.length, 1);
    });

    it('keeps a mail that takes too long', async () => {
      await outbox.start();
      server.next({ slow: new Promise(() => {}) });
      await add(1);
      await server.waitForRead(1);
      const closing = outbox.close(true);
      clock.advance(15 * SECOND);
      await closing;
      assert.equal((await list()).waiting.length, 1);
      assert.equal((await list()).waiting[0]?.attempts, 0);
    });
  });

  describe('whose store fails', () => {
    it('goes on when that works again', async () => {
      let full = true;
      const real = queueOf();
      const queue: WorkQueue = {
        ...real,
        take: () => (full ? Promise.reject(new StoreError('The disk is full')) : real.take()),
      };
      await outbox.close(true);
      open({ queue });
      await outbox.start();
      await add(1);
      await until(() => outbox.load().nextTry !== undefined);
      assert.match(String(troubles[0]), /disk is full/);
      full = false;
      await nextTry();
      await until(() => ends.length === 1);
    });

    it('repeats what it could not write down, and loses nothing that was taken meanwhile', async () => {
      let full = false;
      const real = queueOf();
      const queue: WorkQueue = {
        ...real,
        giveBack: (...given) => (full ? failing() : real.giveBack(...given)),
        finish: (id) => (full ? failing() : real.finish(id)),
      };
      await outbox.close(true);
      open({ queue });
      await outbox.start();
      full = true;
      server.next({ data: '451 Later' });
      await Promise.all([add(1), add(2)]);
      await until(() => ends.length === 1 && outbox.load().waiting === 1);
      full = false;
      clock.advance(30 * SECOND);
      await until(() => ends.length === 2);
      await isEmpty();
      assert.equal(server.taken.length, 2);
    });

    it('writes down at the end what it could not before', async () => {
      let full = true;
      const real = queueOf();
      const queue: WorkQueue = {
        ...real,
        finish: (id) => (full ? Promise.reject(new StoreError('Locked')) : real.finish(id)),
      };
      await outbox.close(true);
      open({ queue });
      await outbox.start();
      await send();
      full = false;
      await outbox.close(true);
      open();
      await outbox.start();
      await isEmpty();
      assert.equal(server.taken.length, 1);
    });

    it('does not keep asking for work that it cannot take', async () => {
      const real = queueOf();
      let asked = 0;
      const queue: WorkQueue = {
        ...real,
        take: async () => {
          asked += 1;
          return undefined;
        },
      };
      await outbox.close(true);
      open({ queue });
      await outbox.start();
      await add(1);
      await until(() => outbox.load().nextTry !== undefined);
      assert.ok(asked < 50, `asked ${asked} times`);
    });

    for (const [what, payload] of [
      ['cannot read', Buffer.from('nonsense')],
      ['can read, but not send', serialize({ mail: { subject: 'Alert 0' } })],
    ] as const) {
      it(`sets aside what it ${what}, tells of it and lists it`, async () => {
        const id = await queueOf().put({ payload, priority: 0 }, 1);
        const unreadable = { id, unreadable: true, subject: '', to: [], attempts: 0 };
        const item = { ...unreadable, lastError: 'The entry cannot be read' };
        assert.deepEqual(await list(), { waiting: [item], dead: [] });
        await outbox.start();
        await send();
        assert.equal((await queueOf().dead(9))[0]?.reason, 'The entry cannot be read');
        await until(() => outbox.load().waiting === 0);
        assert.deepEqual(await list(), { waiting: [], dead: [item] });
        assert.match(String(troubles[0]), /cannot be read: it is set aside/);
      });
    }
  });

  it('waits where the mailer was stopped and it was not', async () => {
    await outbox.start();
    await delivery.close();
    await add(1);
    await until(() => outbox.load().nextTry !== undefined);
    assert.equal(outbox.load().failure?.reason, 'stopped');
    assert.equal((await list()).waiting[0]?.attempts, 0);
  });

  it('tells whoever put a mail in of its end, though that comes before the id', async () => {
    const real = queueOf();
    const known = createDeferred<void>();
    const delivered = createDeferred<void>();
    const queue: WorkQueue = {
      ...real,
      async put(...given) {
        const id = await real.put(...given);
        await known.promise;
        return id;
      },
    };
    await outbox.close(true);
    open({
      queue,
      async deliver() {
        delivered.resolve();
        return { accepted: [ANN, BOB], refused: [], deferred: [] };
      },
    });
    const adding = add(1);
    await outbox.start();
    await delivered.promise;
    // All that could be done without the id is done by the next turn.
    await new Promise(setImmediate);
    known.resolve();
    await adding;
    await until(() => ends.length + orphans.length === 1);
    assert.equal(orphans.length, 0);
  });

  it('takes an unforeseen failure for one that may pass', async () => {
    await outbox.close(true);
    open({ deliver: () => Promise.reject(new TypeError('boom')) });
    await outbox.start();
    await add(1);
    await until(() => outbox.load().nextTry !== undefined);
    assert.equal((await list()).waiting[0]?.lastError, 'boom');
    assert.ok(!(outbox.load().failure instanceof DeliveryError));
  });
});
