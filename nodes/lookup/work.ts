import { systemClock } from '../../src/clock';
import { ClosedError } from '../../src/closed-error';
import type { Kind } from '../../src/indicator/identify';
import type { Custody } from '../../src/keeping/custody';
import type { Entry } from '../../src/keeping/entry';
import { createOrigins, type Origin } from '../../src/keeping/identity';
import type { Registry } from '../../src/keeping/registry';
import type { Wish } from '../../src/lookup/renewal';
import type { ReadyAccount } from '../account/account';
import { TAKEN_ALONE, type NodeKeeping, type Taken } from '../shared/keeping';
import { KEPT, type Desk, type Handler, type KeepFailure, type Message } from '../shared/run-node';
import { createAllowedAnswer, type LookupAnswer } from './allowed';
import type { AnswerWriter, Question } from './answer-fields';
import type { Life } from './life';
import type { LookupNotes } from './lookup-notes';
import type { Progress } from './progress';
import type { LookupsUnderWay } from './under-way';
import { readWanted } from './wanted';

const LOOKED_UP = 0;

/** By which output a message leaves that has failed. */
export const FAILED = 1;

const NOBODY: readonly string[] = [];

/** One value to be looked up for one message. */
export interface Task {
  readonly value: unknown;
  readonly msg: Message;
  readonly desk: Desk;
}

/** What the work of a node is done with. */
export interface WorkSetting {
  readonly nodeId: string;
  readonly account: Pick<ReadyAccount, 'api' | 'lookups' | 'permit' | 'unfinished'>;
  readonly keeping: NodeKeeping;
  /** Who keeps which message on its way here. */
  readonly registry: Registry;
  readonly life: Life;
  readonly progress: Progress;
  readonly underWay: LookupsUnderWay;
  readonly writer: AnswerWriter;
  readonly notes: LookupNotes;
  readonly kind: Kind;
  readonly wish: Wish;
}

/** Looks up what is in messages, one at a time. */
export interface LookupWork {
  /** At once where memory knows the answer, else by `wait`. */
  lookUp(task: Task, wait: () => ReturnType<Handler>): ReturnType<Handler>;
  /** Writes a message down, unless `custody` says that it is, and looks it up, however long it takes. */
  waitFor(task: Task, taken?: Taken, custody?: Custody): Promise<typeof KEPT | void>;
  /** How many messages were left for the next life. */
  left(): number;
  /** How many could not be, as the store had not taken them: their failure comes to nodes that are closed. */
  lost(): number;
  /** What fails is kept as well until those who follow have it. */
  readonly keepFailure: KeepFailure;
}

/** Makes the work of a lookup node. */
export function createLookupWork(setting: WorkSetting): LookupWork {
  const { nodeId, account, keeping, registry, life, progress, writer, notes, kind, wish } = setting;
  const { underWay } = setting;
  const { api, lookups, permit, unfinished } = account;
  /** The custodies of messages that have failed and leave in this turn. */
  const failing = new WeakMap<Message, Custody>();
  const cameHere = createOrigins(nodeId, () => systemClock.now());
  let left = 0;
  let lost = 0;

  /** As it has come: those who follow may change what they get. */
  function entryOf({ msg, value }: Task, origin?: Origin): Entry {
    return {
      msg: { ...msg },
      value,
      origin: origin ?? cameHere(),
      has: NOBODY,
    };
  }

  /** In memory only. */
  function hold(task: Task): Custody {
    return keeping.hold(entryOf(task));
  }

  /** The store stays open until it is done. */
  function inAccount<Result>(promise: Promise<Result>): Promise<Result> {
    const over = (): void => void unfinished.delete(promise);
    unfinished.add(promise);
    promise.then(over, over);
    return promise;
  }

  function fail(error: unknown, msg: Message, custody: Custody | undefined): void {
    progress.failed(error);
    notes.failed(error);
    if (custody) failing.set(msg, custody);
  }

  /** Throws for what is no indicator, or must not leave. */
  function questionOf({ value, msg }: Pick<Task, 'value' | 'msg'>): Question {
    const wanted = readWanted(value, kind);
    return { wanted, permission: permit(wanted, msg.tlp) };
  }

  /** What the user's own list answers. */
  function allowed({ permission: { ask, isAllowed } }: Question): LookupAnswer | undefined {
    if (!isAllowed) return undefined;
    return createAllowedAnswer(ask, api === 'v2' ? 2 : 3, systemClock.now());
  }

  /** What is known without waiting. */
  function peek(question: Question): LookupAnswer | undefined {
    if (keeping.isFull()) return undefined;
    return allowed(question) ?? lookups.peek(question.permission.ask, wish);
  }

  /** `since` is when the message came to us (ms UTC). */
  async function answerTo(question: Question, msg: Message, since: number): Promise<LookupAnswer> {
    const known = allowed(question);
    if (known) return known;
    life.check();
    const { ask } = question.permission;
    const looking = lookups.lookup(ask, isUrgent(msg), wish);
    const answer = underWay.during(ask, since, life.untilEnd(looking));
    return await progress.asking(ask.key, answer);
  }

  /** What does not wait is written down only where flows are stopped right after. */
  function lookUp(task: Task, wait: () => ReturnType<Handler>): ReturnType<Handler> {
    const { msg, desk } = task;
    const others = registry.find(msg, nodeId);
    let custody: Custody | undefined;
    try {
      const question = questionOf(task);
      const known = peek(question);
      if (!known) return wait();
      if (others.length === 0) custody = hold(task);
      const verdict = writer.write(msg, question, known);
      progress.answered(known);
      notes.answered(known, verdict);
      progress.show();
    } catch (error) {
      fail(error, msg, others.length === 0 ? (custody ?? hold(task)) : undefined);
      throw error;
    }
    if (custody) {
      keeping.send(custody, msg, () => desk.emit(LOOKED_UP, msg));
      return undefined;
    }
    // Whoever keeps it is found by what it holds now.
    for (const other of others) registry.offer(msg, other);
    desk.emit(LOOKED_UP, msg);
    return undefined;
  }

  async function isOurs(custody: Custody): Promise<boolean> {
    return keeping.holds(custody) || (await keeping.regain(custody));
  }

  async function finish(task: Task, custody: Custody): Promise<typeof KEPT | void> {
    const { msg, desk } = task;
    const question = questionOf(task);
    const answer = await answerTo(question, msg, custody.entry.origin.at);
    const opened = await writer.open(answer);
    if (!(await isOurs(custody))) return KEPT;
    const verdict = writer.write(msg, question, answer, opened);
    progress.answered(answer);
    notes.answered(answer, verdict);
    if (!keeping.lasts(custody)) Object.assign(Object(msg.virustotal), { durable: false });
    keeping.send(custody, msg, () => desk.emit(LOOKED_UP, msg));
    return undefined;
  }

  async function work(task: Task, taken: Taken, known?: Custody): Promise<typeof KEPT | void> {
    const { msg } = task;
    const priority = isUrgent(msg) ? 1 : 0;
    const custody =
      known ?? (await keeping.accept(entryOf(task, taken.origin), priority, taken.write));
    try {
      return await finish(task, custody);
    } catch (error) {
      const isLeft =
        error instanceof ClosedError && keeping.outlastsStop(custody) && !life.isRemoved();
      if (!isLeft) {
        // Another process that has taken it over ends it.
        if (!(error instanceof ClosedError) && !(await isOurs(custody))) return KEPT;
        if (error instanceof ClosedError && !life.isRemoved()) lost += 1;
        fail(error, msg, custody);
        throw error;
      }
      keeping.leave(custody);
      left += 1;
      return KEPT;
    }
  }

  return {
    lookUp,
    waitFor: (task, taken = TAKEN_ALONE, custody?: Custody) =>
      progress.during(() => inAccount(work(task, taken, custody))),
    left: () => left,
    lost: () => lost,
    keepFailure(msg, send) {
      const custody = failing.get(msg);
      failing.delete(msg);
      if (custody && send) keeping.send(custody, msg, send, FAILED);
      else if (custody) keeping.failed(custody);
      else send?.();
    },
  };
}

function isUrgent(msg: Message): boolean {
  return msg.priority === 'high';
}
