import { keyOf, type Connection } from './connection';
import type { Holder } from './holder';
import { DEAD_LETTERS, type NewWork, type WorkQueue } from '../store';

interface TakenRow {
  readonly id: number;
  readonly priority: number;
  readonly taken: number;
}

interface DeadRow {
  readonly id: number;
  readonly body: Uint8Array;
  readonly reason: string;
}

/** How many rows a statement has changed. */
interface Changes {
  readonly changes: number | bigint;
}

/** Of work that comes due at the same time, so much is looked through at once: no take takes long. */
const READY_AT_ONCE = 1000;

/** Dead letters forgotten with each that is new: two, so that it catches up. */
const FORGOTTEN_AT_ONCE = 2;

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
  const selectWaiting = prepare<{ waiting: number }>('SELECT waiting FROM queue WHERE name = ?');
  const insertPayload = prepare<{ id: number }>(
    'INSERT INTO payload (body) VALUES (?) RETURNING id',
  );
  const insertWork = prepare(
    `INSERT INTO work (id, queue, state, priority, due, taken) VALUES (?, ?, 'ready', ?, 0, 0)`,
  );
  const makeDueReady = prepare(
    `UPDATE work SET state = 'ready' WHERE id IN
     (SELECT id FROM work WHERE queue = ? AND state = 'delayed' AND due <= ?
      ORDER BY due LIMIT ${READY_AT_ONCE})`,
  );
  const takeNext = prepare<TakenRow>(
    `UPDATE work SET state = 'taken', holder = ?, taken = taken + 1
     WHERE id = (SELECT id FROM work WHERE queue = ? AND state = 'ready'
                 ORDER BY priority DESC, id LIMIT 1)
     RETURNING id, priority, taken`,
  );
  const selectPayload = prepare<{ body: Uint8Array }>('SELECT body FROM payload WHERE id = ?');
  const replacePayload = prepare('UPDATE payload SET body = ? WHERE id = ?');
  const removeWork = prepare('DELETE FROM work WHERE id = ? AND queue = ?');
  const removePayload = prepare('DELETE FROM payload WHERE id = ?');
  const delay = prepare(
    `UPDATE work SET state = 'delayed', holder = NULL, due = ?
     WHERE id = ? AND queue = ? AND state = 'taken'`,
  );
  const bury = prepare(
    `UPDATE work SET state = 'dead', holder = NULL, reason = ? WHERE id = ? AND queue = ?`,
  );
  const selectDead = prepare<DeadRow>(
    `SELECT work.id, body, reason FROM work JOIN payload ON payload.id = work.id
     WHERE queue = ? AND state = 'dead' ORDER BY work.id DESC LIMIT ?`,
  );
  const selectOldDead = prepare<{ id: number }>(
    `SELECT id FROM work WHERE queue = ? AND state = 'dead'
     ORDER BY id DESC LIMIT ${FORGOTTEN_AT_ONCE} OFFSET ${DEAD_LETTERS}`,
  );
  const selectIsDead = prepare(`SELECT 1 FROM work WHERE id = ? AND queue = ? AND state = 'dead'`);
  const revive = prepare(
    `UPDATE work SET state = 'ready', reason = NULL
     WHERE id = ? AND queue = ? AND state = 'dead'`,
  );
  const selectWaitingWork = prepare<{ id: number; body: Uint8Array }>(
    `SELECT id, body FROM payload WHERE id IN
     (SELECT id FROM work WHERE queue = ? AND state = 'ready'
      UNION ALL SELECT id FROM work WHERE queue = ? AND state = 'delayed' ORDER BY id LIMIT ?)
     ORDER BY id`,
  );
  const selectReady = prepare(`SELECT 1 FROM work WHERE queue = ? AND state = 'ready' LIMIT 1`);
  const selectNextDue = prepare<{ due: number }>(
    `SELECT due FROM work WHERE queue = ? AND state = 'delayed' ORDER BY due LIMIT 1`,
  );
  const takeFromGone = prepare(
    `UPDATE work SET state = 'ready', holder = NULL
     WHERE queue = ? AND state = 'taken' AND holder NOT IN (SELECT id FROM holder)`,
  );

  /** Puts `payload`, if there is one, in place of what work held that has just been changed. */
  function replace(id: string, payload: Uint8Array | undefined, { changes }: Changes): void {
    if (payload && Number(changes) > 0) replacePayload.run(payload, numberOf(id));
  }

  function put(name: string, { payload, priority }: NewWork): string {
    const { id = 0 } = insertPayload.get(payload) ?? {};
    insertWork.run(id, keyOf(name), priority);
    return String(id);
  }

  function remove(name: string, id: number): void {
    const { changes } = removeWork.run(id, keyOf(name));
    if (Number(changes) > 0) removePayload.run(id);
  }

  function open(name: string): WorkQueue {
    const queue = keyOf(name);
    const countWaiting = (): number => selectWaiting.get(queue)?.waiting ?? 0;
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
          makeDueReady.run(queue, time.elapsed());
          const work = takeNext.get(holder.id, queue);
          if (work === undefined) return undefined;
          const { body = new Uint8Array() } = selectPayload.get(work.id) ?? {};
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
          replace(id, payload, delay.run(due, numberOf(id), queue));
        }),
      bury: (id, reason, payload) =>
        write(() => {
          const done = bury.run(JSON.stringify(reason), numberOf(id), queue);
          replace(id, payload, done);
          for (const old of selectOldDead.all(queue)) remove(name, old.id);
        }),
      discard: (id) =>
        write(() => {
          const isDead = selectIsDead.get(numberOf(id), queue) !== undefined;
          if (isDead) remove(name, numberOf(id));
          return isDead;
        }),
      dead: (limit) =>
        read(() =>
          selectDead.all(queue, limit).map(({ id, body, reason }) => ({
            id: String(id),
            payload: body,
            reason: String(JSON.parse(reason)),
          })),
        ),
      revive: (id) => write(() => Number(revive.run(numberOf(id), queue).changes) > 0),
      list: (limit) =>
        read(() =>
          selectWaitingWork
            .all(queue, queue, limit)
            .map(({ id, body }) => ({ id: String(id), payload: body })),
        ),
      waiting: () => read(countWaiting),
      nextDue: () =>
        read(() => {
          if (selectReady.get(queue) !== undefined) return 0;
          const next = selectNextDue.get(queue);
          return next && Math.max(0, next.due - time.elapsed());
        }),
      recover: () =>
        write(() => {
          holder.forgetGone();
          takeFromGone.run(queue);
        }),
    };
  }

  return { open, put, remove: (name, id) => remove(name, numberOf(id)) };
}

/** The number of an id; -1, which nothing has, for what is no id of a store. */
function numberOf(id: string): number {
  return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}
