import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Node } from 'node-red';
import { asError } from '../../src/as-error';
import { DeliveryError, RefusedError, UndeliverableError } from '../../src/mail/errors';
import type { Mail } from '../../src/mail/mail';
import { createOutbox, type MailEnd, type Outbox } from '../../src/mail/outbox/outbox';
import { decodeEntry, encodeEntry, UNREADABLE } from '../../src/mail/outbox/entry';
import { describeRefusals, unreached } from '../../src/mail/outbox/retry-or-give-up';
import { systemClock } from '../../src/clock';
import { isTooHeavy } from '../../src/written-message';
import type { Replaced, Store, WorkQueue } from '../../src/store/store';
import { timeOfDay } from '../../src/store/time-of-day';
import { ClosedError } from '../../src/closed-error';
import { tellDeliveryTrouble } from './tell-delivery-trouble';
import { writeHeavyLetters } from './heavy-letters';
import type { Leaving } from './leaving';
import { readLetter, type Letter } from './letter';
import { closeInTime } from '../shared/closing/close-in-time';
import { tellWaiting } from '../shared/closing/tell-waiting';
import { endAll } from '../shared/end-queue-of-removed-node';
import { once } from '../shared/once';
import { KEPT, type Desk, type Message } from '../shared/run-node';
import type { ReadyMailer } from '../mailer/mailer';

const DELIVERED = 0;

const TOO_HEAVY =
  'A message of more than 8 MB waits in memory for its mail to be delivered: should Node-RED be killed before, the mail is sent all the same, but the message goes on without its largest properties';

export interface NotifyOutboxOptions {
  readonly node: Node;
  /** Finds the mailer as it is now: a deploy may have put another in its place. */
  readonly mailer: () => ReadyMailer;
  readonly store: Store;
  readonly leaving: Leaving;
  /** Milliseconds; `Infinity` means never. Holds until `mailer` finds another. */
  readonly giveUpAfter: number;
  /**
   * What a delivered message gets besides `notification`; without it, a delivered message ends here,
   * because whatever follows would mail it once more.
   */
  readonly dress?: (msg: Message, mail: Mail) => void;
  readonly clone: (msg: Message) => Message;
  readonly changed: () => void;
  /** Hears how each mail has ended. */
  readonly ended: (end: MailEnd, letter: Pick<Letter, 'facts' | 'msg'>) => void;
}

/** The mails of one notify node. */
export interface NotifyOutbox extends Pick<Outbox, 'load' | 'own' | 'sendAgain' | 'start'> {
  readonly serverWorks: Outbox['serverWorks'];
  readonly queue: WorkQueue;
  /** Turns a time of the store's clock into ms UTC. */
  readonly toUtc: (time: number) => number;
  /**
   * Sends a letter, however long it takes, and its message on. Rejects with `UndeliverableError` and
   * what `Outbox.add` rejects with. `KEPT`: another life goes on with it.
   */
  deliver(letter: Letter, desk: Desk): Promise<typeof KEPT | void>;
  /** In place of `start`: gives all up that earlier lives have left, due or not, until `hurry`. */
  giveUpAll(why: string): Promise<void>;
  /** The node is about to be closed, and so are those who follow. */
  hurry(isRemoved: boolean): void;
  /**
   * Writes a letter down in place of what it is made of; it leaves by the front door when it is
   * delivered.
   */
  drop(letter: Letter, replaced: Replaced): Promise<void>;
  close(isRemoved: boolean): Promise<void>;
}

/** How a letter leaves this life of the node. */
type Fate = MailEnd | typeof KEPT;

/** A message that waits for the end of its mail. */
interface Waiting {
  readonly settle: (fate: Fate) => void;
  readonly fail: (error: Error) => void;
  /** What is written down in part only, as its message is too heavy. */
  readonly heavy?: object;
}

/** Makes the outbox of a node, by the node's id: the same node finds it again after a restart. */
export function createNotifyOutbox(options: NotifyOutboxOptions): NotifyOutbox {
  const { node, store, leaving } = options;
  const queueName = `outbox ${node.id}`;
  const queue = store.queue(queueName);
  const tellTurn = tellDeliveryTrouble(node);
  const warn = once((sentence) => node.warn(sentence));
  /** The letters whose messages wait for their end, by the ids of their entries. */
  const live = new Map<string, Waiting>();
  let closed = false;
  let isHurried = false;
  let { giveUpAfter } = options;

  function findMailer(): ReadyMailer {
    try {
      const found = options.mailer();
      ({ giveUpAfter } = found);
      return found;
    } catch (error) {
      throw new DeliveryError(`There is no mail server: ${asError(error).message}`, 'stopped');
    }
  }

  const outbox = createOutbox({
    queue,
    clock: systemClock,
    elapsed: () => store.elapsed(),
    isShared: store.shared !== undefined,
    random: Math.random,
    giveUpAfter: () => giveUpAfter,
    deliver: async (mail, recipients, signal, fence) => {
      const { delivery, from } = findMailer();
      return await delivery.deliver({ ...mail, from }, recipients, signal, fence);
    },
    onEnd: leaveByDoor,
    changed() {
      tellTurn(outbox.load());
      options.changed();
    },
    trouble: (error) => node.error(error),
  });

  /** Sends a message on whose mail has ended; throws when it was given up. */
  function leave({ mail, facts, msg }: Omit<Letter, 'write'>, desk: Desk, end: MailEnd): void {
    const { accepted, refused } = end.entry;
    const rejected = unreached(end.entry);
    msg.notification = { ...facts, to: [...facts.to], accepted: [...accepted], rejected };
    options.ended(end, { facts, msg });
    const given = end.givenUp === undefined ? undefined : undeliverable(end.givenUp);
    if (accepted.length === 0) throw given ?? undeliverable('nobody was to get it');
    const other = given ?? (refused.length > 0 && new RefusedError(describeRefusals(refused)));
    // Cloned before it is sent: whoever follows may change what it gets.
    const copy = other && options.clone(msg);
    if (options.dress) {
      options.dress(msg, mail);
      leaving.emit(DELIVERED, msg, desk);
    }
    if (other && copy) desk.fail(other, copy);
  }

  async function leaveByDoor(end: MailEnd): Promise<void> {
    const letter = readLetter(end);
    await leaving.door.send(letter.msg, (desk) => leave(letter, desk, end));
  }

  async function giveUpOne(id: string, payload: Uint8Array, why: string): Promise<void> {
    const entry = decodeEntry(payload);
    if (!entry) {
      node.error(`The mail ${id} of the outbox cannot be read: it is set aside`);
      await queue.bury(id, UNREADABLE);
      return;
    }
    const ended = { ...entry, lastError: why, givenUp: true };
    await leaveByDoor({ id, entry: ended, givenUp: why });
    await queue.bury(id, why, encodeEntry(ended));
  }

  async function giveUpAll(why: string): Promise<void> {
    await queue.recover();
    let others = 0;
    while (!isHurried) {
      const next = (await queue.list(others + 1))[others];
      if (!next) return;
      // Another process that lives looks after its own.
      if (queue.holds(next.id) || (await queue.regain(next.id))) {
        await giveUpOne(next.id, next.payload, why);
      } else others += 1;
    }
  }

  /** Writes a letter down and resolves with how it has ended; it then waits for `released`. */
  function post({ mail, facts, msg, write }: Letter, released: Promise<void>): Promise<Fate> {
    let hasEnded = false;
    const isHeavy = isTooHeavy(msg);
    if (isHeavy) warn(TOO_HEAVY);
    return new Promise((settle, fail) => {
      const onEnd = (end: MailEnd): Promise<void> => {
        hasEnded = true;
        live.delete(end.id);
        settle(end);
        return released;
      };
      const onLost = (id: string): void => {
        hasEnded = true;
        live.delete(id);
        settle(KEPT);
      };
      write(store, async (replaced) => {
        const id = await outbox.add(mail, { facts, msg }, onEnd, replaced, onLost);
        if (!hasEnded) live.set(id, { settle, fail, ...(isHeavy && { heavy: { facts, msg } }) });
        return queue.lasts(id);
      }).catch(fail);
    });
  }

  async function deliver(letter: Letter, desk: Desk): Promise<typeof KEPT | void> {
    if (closed) throw new ClosedError('The node was stopped before the mail was written down');
    const emitted = new AbortController();
    const released = new Promise<void>((resolve) => {
      emitted.signal.addEventListener('abort', () => resolve());
    });
    const fate = await post(letter, released);
    if (fate === KEPT) return KEPT;
    try {
      leave(letter, desk, fate);
    } finally {
      // The next node has the message in this turn: a crash before that takes the mail up again.
      setImmediate(() => emitted.abort());
    }
    return undefined;
  }

  /** What another process has meanwhile does not end here. */
  async function isOurs(id: string): Promise<boolean> {
    return queue.holds(id) || (await queue.regain(id).catch(() => false));
  }

  async function endThose(isRemoved: boolean): Promise<void> {
    for (const [id, { settle, fail }] of live) {
      if (!isRemoved && queue.lasts(id)) settle(KEPT);
      else if (!(await isOurs(id))) settle(KEPT);
      else {
        await queue.finish(id).catch((error: unknown) => node.error(asError(error)));
        fail(new ClosedError('The node was stopped before the mail was delivered'));
      }
    }
    live.clear();
  }

  return {
    queue,
    toUtc: (time) => time + timeOfDay(store, systemClock) - store.elapsed(),
    load: () => outbox.load(),
    own: () => outbox.own(),
    serverWorks: () => outbox.serverWorks(),
    sendAgain: (id) => outbox.sendAgain(id),
    start: () => outbox.start(),
    giveUpAll,
    hurry(isRemoved) {
      isHurried = true;
      if (!isRemoved) outbox.keepEnds();
    },
    deliver,
    async drop({ mail, facts, msg }, replaced) {
      await outbox.add(mail, { facts, msg }, leaveByDoor, replaced);
    },
    async close(isRemoved) {
      closed = true;
      await closeInTime(store, outbox.close(!isRemoved), systemClock);
      // Whoever was just written down learns its id before it is ended.
      await nextTurn();
      const { size } = live;
      const heavy = new Map(
        [...live].flatMap(([id, each]) => (each.heavy ? [[id, each.heavy]] : [])),
      );
      await endThose(isRemoved);
      if (isRemoved) await endAll(store, queueName, node);
      else
        await writeHeavyLetters(queue, queueName, heavy).catch((error) =>
          node.error(asError(error)),
        );
      if (!isRemoved) tellWaiting(node, 'Mails', size, store);
    },
  };
}

function undeliverable(why: string): UndeliverableError {
  return new UndeliverableError(`The mail was given up: ${why}`);
}
