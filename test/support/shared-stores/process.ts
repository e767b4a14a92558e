import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../src/clock';
import type { Connection } from '../../../src/store/postgres/caller';
import { createStoreOn } from '../../../src/store/postgres/store';
import type { SharedStore } from '../../../src/store/kinds';

/** A process that uses a shared store. */
export interface SharingProcess {
  readonly store: SharedStore;
  /** Its own clock, whose timers stand still with it. */
  readonly clock: Clock;
  /** It stands still, as by SIGSTOP: nothing it asks is done, none of its timers comes. */
  pause(): void;
  resume(): void;
  /** It is gone, as by SIGKILL: what it held is free when its lease is over. */
  kill(): Promise<void>;
  /** It ends as it should: what it held is free at once. */
  close(): Promise<void>;
  /** What is told is not heard, until it is told otherwise. */
  loseNotices(areLost: boolean): void;
  /** Lets all that it has asked be answered. */
  settled(): Promise<void>;
}

export interface ProcessOptions {
  readonly connection: Connection;
  /** The name of the schema. */
  readonly schema: string;
  readonly name: string;
  /** Its host's clock. */
  readonly clock: Clock;
}

/** Turns of the event loop in which what was answered is worked on. */
const TURNS = 8;

/** Starts a process that a test can stop at any moment. */
export function startProcess(options: ProcessOptions): SharingProcess {
  const gate = createGate(options.connection);
  const clock = createStoppingClock(options.clock, gate.isRunning);
  const { schema, name } = options;
  const store = createStoreOn(gate.connection, { schema, name, clock });
  let isGone = false;

  function resume(): void {
    gate.resume();
    clock.goOn();
  }

  return {
    store,
    clock,
    pause: () => gate.pause(),
    resume,
    async kill() {
      isGone = true;
      gate.pause();
      await options.connection.close();
    },
    async close() {
      if (isGone) return;
      isGone = true;
      resume();
      await store.close();
    },
    loseNotices: (areLost) => gate.loseNotices(areLost),
    async settled() {
      for (let turn = 0; turn < TURNS; turn += 1) {
        await nextTurn();
        if (gate.isWaiting()) turn = 0;
      }
    },
  };
}

/** What stands between a process and the database. */
function createGate(inner: Connection) {
  const listeners = new Set<(payload: string | undefined) => void>();
  const held: (() => void)[] = [];
  let isRunning = true;
  let isDeaf = false;
  let asked = 0;

  inner.onNotice((payload) => {
    const hear = (): void => {
      for (const listener of listeners) listener(payload);
    };
    if (isDeaf && payload !== undefined) return;
    if (isRunning) hear();
    else held.push(hear);
  });

  async function ask<Rows>(work: () => Promise<Rows>): Promise<Rows> {
    if (!isRunning) await new Promise<void>((resolve) => held.push(resolve));
    asked += 1;
    const answer = await Promise.allSettled([work()]).finally(() => (asked -= 1));
    // The answer comes to a process that stands still once that goes on.
    if (!isRunning) await new Promise<void>((resolve) => held.push(resolve));
    if (answer[0].status === 'rejected') throw answer[0].reason;
    return answer[0].value;
  }

  const connection: Connection = {
    ...inner,
    call: (name, args, how) => ask(() => inner.call(name, args, how)),
    onNotice: (listener) => void listeners.add(listener),
  };
  return {
    connection,
    isRunning: () => isRunning,
    isWaiting: () => isRunning && asked > 0 && inner.away() === undefined,
    pause() {
      isRunning = false;
    },
    resume() {
      isRunning = true;
      for (const goOn of held.splice(0)) goOn();
    },
    loseNotices(areLost: boolean) {
      isDeaf = areLost;
    },
  };
}

/** What comes due while it is stopped comes when it goes on. */
function createStoppingClock(clock: Clock, isRunning: () => boolean): Clock & { goOn(): void } {
  let due: (() => void)[] = [];
  return {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    after(milliseconds, callback) {
      let isCancelled = false;
      const call = (): void => {
        if (!isCancelled) callback();
      };
      const cancel = clock.after(milliseconds, () => {
        if (isRunning()) call();
        else due.push(call);
      });
      return () => {
        isCancelled = true;
        cancel();
      };
    },
    goOn() {
      const late = due;
      due = [];
      for (const callback of late) callback();
    },
  };
}
