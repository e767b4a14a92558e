import type { Connection } from './connection';
import { keyOf } from './keys';
import type { Holder } from './holder';
import { prepareQueueStatements } from './queue-statements';
import type { NewWork, WorkQueue } from '../store';

/** How many rows a statement has changed. */
interface Changes {
  readonly changes: number | bigint;
}

/** The queues of a file. */
export interface SqliteQueues {
  readonly open: (name: string) => WorkQueue;
  /** Puts work into a queue, as a part of the transaction that is open; returns its id. */
  readonly put: (name: string, work: NewWork) => string;
  /** The same for taking work out, whatever its state. */
  readonly remove: (name: string, id: string) => void;
}

/** Work that is taken belongs to `holder` until that is gone. */
export function createSqliteQueues(
  { time, prepare, read, write }: Connection,
  holder: Holder,
): SqliteQueues {
  const sql = prepareQueueStatements(prepare);

  /** Puts `payload`, if there is one, in place of what work held that has just been changed. */
  function replace(id: string, payload: Uint8Array | undefined, { changes }: Changes): void {
    if (payload && Number(changes) > 0) sql.replacePayload.run(payload, numberOf(id));
  }

  function put(name: string, { payload, priority }: NewWork): string {
    const { id = 0 } = sql.insertPayload.get(payload) ?? {};
    sql.insertWork.run(id, keyOf(name), priority);
    return String(id);
  }

  function remove(name: string, id: number): void {
    const { changes } = sql.removeWork.run(id, keyOf(name));
    if (Number(changes) > 0) sql.removePayload.run(id);
  }

  function open(name: string): WorkQueue {
    const queue = keyOf(name);
    const countWaiting = (): number => sql.selectWaiting.get(queue)?.waiting ?? 0;
    return {
      put: (work, limit, replaced) =>
        write(() => {
          if (countWaiting() >= limit) return undefined;
          for (const id of replaced?.ids ?? []) remove(replaced?.queue ?? '', numberOf(id));
          return put(name, work);
        }),
      lasts: () => true,
      take: () =>
        write(() => {
          sql.makeDueReady.run(queue, time.elapsed());
          const work = sql.takeNext.get(holder.id, queue);
          if (work === undefined) return undefined;
          const { body = new Uint8Array() } = sql.selectPayload.get(work.id) ?? {};
          return {
            id: String(work.id),
            payload: body,
            priority: work.priority,
            attempts: work.taken - 1,
          };
        }),
      finish: (id) => write(() => remove(name, numberOf(id))),
      giveBack: (id, milliseconds, payload) =>
        write(() => {
          const due = time.elapsed() + milliseconds;
          replace(id, payload, sql.delay.run(due, numberOf(id), queue));
        }),
      bury: (id, reason, payload) =>
        write(() => {
          const done = sql.bury.run(JSON.stringify(reason), numberOf(id), queue);
          replace(id, payload, done);
          for (const old of sql.selectOldDead.all(queue)) remove(name, old.id);
        }),
      discard: (id) =>
        write(() => {
          const isDead = sql.selectIsDead.get(numberOf(id), queue) !== undefined;
          if (isDead) remove(name, numberOf(id));
          return isDead;
        }),
      dead: (limit) =>
        read(() =>
          sql.selectDead.all(queue, limit).map(({ id, body, reason }) => ({
            id: String(id),
            payload: body,
            reason: String(JSON.parse(reason)),
          })),
        ),
      countDead: () => read(() => sql.countDead.get(queue)?.dead ?? 0),
      revive: (id) => write(() => Number(sql.revive.run(numberOf(id), queue).changes) > 0),
      list: (limit) =>
        read(() =>
          sql.selectWaitingWork
            .all(queue, queue, limit)
            .map(({ id, body }) => ({ id: String(id), payload: body })),
        ),
      waiting: () => read(countWaiting),
      nextDue: () =>
        read(() => {
          if (sql.selectReady.get(queue) !== undefined) return 0;
          const next = sql.selectNextDue.get(queue);
          return next && Math.max(0, next.due - time.elapsed());
        }),
      recover: () =>
        write(() => {
          holder.forgetGone();
          sql.takeFromGone.run(queue);
        }),
      // Whoever shares the file is on this machine, and gone for good when it is gone.
      holds: () => true,
      regain: () => Promise.resolve(true),
      onLeft: () => () => undefined,
    };
  }

  return { open, put, remove: (name, id) => remove(name, numberOf(id)) };
}

/** The number of an id; -1, which nothing has, for what is no id of a store. */
function numberOf(id: string): number {
  return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}
