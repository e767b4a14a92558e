import { StoreError } from '../store/errors';
import { createCustody, happens, type Custody, type Keeper } from './custody';
import { createCondition } from './condition';
import { openEntries } from './entries';
import { isTooHeavyEntry, writeEntry, type Entry } from './entry';
import type { KeepingOptions, Sending } from './options';
import { createOwnership } from './ownership';
import { createScanning } from './scanning';
import { createSettling } from './settling';
import { writeAlone, type Write } from './taking';

/** The messages that one node keeps, from when it has taken them on until their end is known. */
export interface Keeping {
  /** Has what `work` puts into the queue told from what earlier lives have left there. */
  writing<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Writes a message down as it has come, by the `write` of who kept it before. What cannot be
   * written, such as one with an HTTP request, or would take too long to write, is held in memory
   * only: its custody has no id.
   */
  accept(entry: Entry, priority: number, write?: Write): Promise<Custody>;
  /**
   * Holds a message in memory for as long as it takes to pass it on; it is written down where flows
   * begin to stop in that time. With an `id` it is in the queue already, put there by somebody else,
   * without its heaviest properties where it is too heavy.
   */
  hold(entry: Entry, id?: string): Custody;
  /** Whether the next life finds it, whatever ends this one. */
  lasts(custody: Custody): boolean;
  /** Whether the next life finds it where this one is ended by a stop. */
  outlastsStop(custody: Custody): boolean;
  /** Whether so many are held that the next has to be written down. */
  isFull(): boolean;
  /** Whether it is ours for certain: to be asked right before it is sent on. */
  holds(custody: Custody): boolean;
  /** Where it is not: takes it again, or drops it without an end where another process has it. */
  regain(custody: Custody): Promise<boolean>;
  /** Flows are being stopped: what is sent on may come to nodes that are closed. */
  isStopping(): boolean;
  /**
   * Sends a message on and keeps it until its end is known: at once where it is ours for certain, else
   * once that is known, or not at all where another process has it.
   */
  send(custody: Custody, ...sending: Sending): void;
  /** It has failed and is not sent on; where flows are being stopped nobody can hear of that. */
  failed(custody: Custody): void;
  /** The node is stopped before it has ended: it goes on in the next life. */
  leave(custody: Custody): void;
  /**
   * Flows have started: hands all that an earlier life has left, or that came back, to `resend`, the
   * oldest first, until flows are stopped again. Rejects with `StoreError`.
   */
  resume(resend: (entry: Entry, custody: Custody) => void): Promise<void>;
  /**
   * Flows are being stopped, and no node is closed yet: what nobody has taken over by now, or is sent
   * meanwhile, may come to nodes that are.
   */
  interrupt(): void;
  /** The node has no next life: what was sent on counts as arrived, as nobody could send it again. */
  end(): void;
  /** Resolves when all that was sent on has ended or is kept, and that is written down. */
  settled(): Promise<void>;
}

/** Messages that are held in memory at the same time. */
const MOST_HELD = 20_000;

/** Milliseconds in which what a shared store has answered is read. */
const ANSWER_READ = 5000;

/** Makes the keeping of a node. */
export function createKeeping(options: KeepingOptions): Keeping {
  const { store, clock, registry, nextTurn, branches, followers, tell, node } = options;
  const entries = openEntries(store, options.queue, node);
  const condition = createCondition();
  /** What is in the queue and in the hands of this life, by id. */
  const current = new Map<string, Custody>();
  /** What was sent on and is not settled. */
  const unsettled = new Set<Custody>();
  let isStopping = true;
  /** The node is gone for good. */
  let isOver = false;
  /** Ends that are being written down. */
  let endings = 0;

  const settling = createSettling(clock, nextTurn, (custody) => happens(custody, 'waited'));

  const keeper: Keeper = {
    node,
    store,
    queue: options.queue,
    isStopping: () => isStopping,
    ended(custody) {
      const { id } = custody;
      withdraw(custody);
      if (id === undefined) drop(custody);
      else if (custody.isReplaced) dropSoon(custody);
      else noteEnd(entries.finish(id), () => dropSoon(custody));
    },
    kept(custody) {
      withdraw(custody);
      scanning.left();
      noteEnd(entries.putBack(custody), () => drop(custody));
    },
    sentOn(custody) {
      custody.isAtRisk = isStopping && !isOver && !followers.run(custody.output);
      settling.add(custody);
    },
    goesOn(custody) {
      if (!custody.branches || !settling.has(custody)) return false;
      // Whoever has it must not get it again after a crash: only a stop can know of the others.
      if (custody.id !== undefined && !custody.isReplaced) {
        noteEnd(entries.finish(custody.id), () => undefined);
      }
      custody.isReplaced = true;
      return true;
    },
    outlasts: settle,
  };

  function withdraw(custody: Custody): void {
    settling.remove(custody);
    registry.withdraw(custody);
  }

  /** What a failing or closed store keeps is sent again then: it may come twice, but is not lost. */
  function noteEnd(work: Promise<void>, then: () => void): void {
    endings += 1;
    work
      .catch((error: unknown) => {
        if (!(error instanceof StoreError)) tell(error);
      })
      .finally(() => {
        endings -= 1;
        then();
        condition.changed();
      });
  }

  function settle(custody: Custody): void {
    unsettled.delete(custody);
    condition.changed();
  }

  function drop(custody: Custody): void {
    if (custody.id !== undefined) current.delete(custody.id);
    settle(custody);
  }

  /**
   * A look may have taken it in the transaction that struck it out: it learns of that in this turn, or,
   * where the store is another process, when that has answered and the answer is read.
   */
  function dropSoon(custody: Custody): void {
    nextTurn(() => {
      if (!store.shared) return drop(custody);
      settle(custody);
      clock.after(ANSWER_READ, () => drop(custody));
    });
  }

  function custodyOf(entry: Entry, id?: string): Custody {
    const custody = createCustody(keeper, entry);
    if (id !== undefined) {
      custody.id = id;
      current.set(id, custody);
    }
    return custody;
  }

  const lasts = ({ id }: Custody): boolean => id !== undefined && entries.lasts(id);

  /** It was accepted while a store that others share was away, which is back by now. */
  const isBack = ({ id }: Custody): boolean =>
    id !== undefined && store.shared !== undefined && !store.shared.away();

  const scanning = createScanning({
    entries,
    isShared: store.shared !== undefined,
    isKnown: (id) => current.has(id),
    isOver: () => isStopping,
    custodyOf,
    changed: () => condition.changed(),
    tell,
  });

  const owning = createOwnership({ entries, store, clock, isStopping: () => isStopping });

  async function regain(custody: Custody): Promise<boolean> {
    if (await owning.regain(custody)) return true;
    leaveToOthers(custody);
    return false;
  }

  /** Whoever has it now ends it. */
  function leaveToOthers(custody: Custody): void {
    custody.state = 'ended';
    withdraw(custody);
    drop(custody);
  }

  function send(custody: Custody, ...[msg, emit, output = 0]: Sending): void {
    custody.output = output;
    custody.isAtRisk = isStopping && !isOver && !followers.run(output);
    custody.branches = branches();
    happens(custody, 'sent');
    unsettled.add(custody);
    registry.offer(msg, custody);
    settling.add(custody);
    emit();
    // Node-RED delivers in the next turn: this comes right behind it.
    if (followers.endIt(output)) nextTurn(() => (custody.hasArrived = true));
  }

  /** Once it is known whether it is ours. */
  async function sendLater(custody: Custody, ...sending: Sending): Promise<void> {
    try {
      if (await regain(custody)) send(custody, ...sending);
    } catch (error) {
      // Where the store is closed before, it is in there.
      leaveToOthers(custody);
      throw error;
    }
  }

  return {
    writing: (work) => scanning.writing(work),
    async accept(entry, priority, write = writeAlone) {
      const isHeavy = isTooHeavyEntry(entry);
      if (isHeavy) options.tooHeavy();
      const payload = isHeavy ? undefined : writeEntry(entry);
      if (!payload) {
        // Whoever kept it goes on keeping it, and need not wait for that.
        await write(store, () => Promise.resolve(false));
        return Object.assign(custodyOf(entry), { isHeavy });
      }
      return await scanning.writing(async () => {
        let custody: Custody | undefined;
        await write(store, async (replaced) => {
          const id = await entries.put(payload, priority, replaced);
          custody = custodyOf(entry, id);
          return id !== undefined && entries.lasts(id);
        });
        return custody ?? custodyOf(entry);
      });
    },
    hold(entry, id) {
      const custody = custodyOf(entry, id);
      if (id === undefined || !isTooHeavyEntry(entry)) return custody;
      options.tooHeavy();
      return Object.assign(custody, { isHeavy: true });
    },
    lasts,
    outlastsStop: (custody) =>
      lasts(custody) || (custody.isHeavy === true && store.durable) || isBack(custody),
    isFull: () => unsettled.size >= MOST_HELD,
    holds: (custody) => owning.holds(custody),
    regain,
    isStopping: () => isStopping,
    send(custody, ...sending) {
      if (owning.holds(custody)) send(custody, ...sending);
      else noteEnd(sendLater(custody, ...sending), () => undefined);
    },
    failed: (custody) => happens(custody, isStopping ? 'stopped' : 'failed'),
    leave: (custody) => happens(custody, 'stopped'),
    interrupt() {
      isStopping = true;
      scanning.stop();
      for (const custody of settling.onTheirWay()) custody.isAtRisk = !isOver;
    },
    async resume(resend) {
      isStopping = false;
      scanning.listen(resend);
      // Of these it shows in a moment whether somebody has them.
      const atRisk = [...unsettled].filter((each) => each.isAtRisk);
      await condition.until(() => {
        // Each is looked at once it is the last, so that many of them cost no more than one look each.
        for (let last = atRisk.at(-1); last && !unsettled.has(last); last = atRisk.at(-1)) {
          atRisk.pop();
        }
        return atRisk.length === 0;
      });
      await scanning.look(resend);
    },
    end() {
      isOver = true;
      for (const custody of unsettled) custody.isAtRisk = false;
    },
    async settled() {
      await scanning.written();
      await condition.until(() => unsettled.size === 0 && endings === 0 && !scanning.isWriting());
    },
  };
}
