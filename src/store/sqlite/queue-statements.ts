import { DEAD_LETTERS } from '../store';
import type { Connection } from './connection';

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

/** Of work that comes due at the same time, so much is looked through at once: no take takes long. */
const READY_AT_ONCE = 1000;

/** Dead letters forgotten with each that is new: two, so that it catches up. */
const FORGOTTEN_AT_ONCE = 2;

/** What the queues of a file ask its database; the name of a queue is that of its row. */
export function prepareQueueStatements(prepare: Connection['prepare']) {
  return {
    selectWaiting: prepare<{ waiting: number }>('SELECT waiting FROM queue WHERE name = ?'),
    insertPayload: prepare<{ id: number }>('INSERT INTO payload (body) VALUES (?) RETURNING id'),
    insertWork: prepare(
      `INSERT INTO work (id, queue, state, priority, due, taken) VALUES (?, ?, 'ready', ?, 0, 0)`,
    ),
    makeDueReady: prepare(
      `UPDATE work SET state = 'ready' WHERE id IN
     (SELECT id FROM work WHERE queue = ? AND state = 'delayed' AND due <= ?
      ORDER BY due LIMIT ${READY_AT_ONCE})`,
    ),
    takeNext: prepare<TakenRow>(
      `UPDATE work SET state = 'taken', holder = ?, taken = taken + 1
     WHERE id = (SELECT id FROM work WHERE queue = ? AND state = 'ready'
                 ORDER BY priority DESC, id LIMIT 1)
     RETURNING id, priority, taken`,
    ),
    selectPayload: prepare<{ body: Uint8Array }>('SELECT body FROM payload WHERE id = ?'),
    replacePayload: prepare('UPDATE payload SET body = ? WHERE id = ?'),
    removeWork: prepare('DELETE FROM work WHERE id = ? AND queue = ?'),
    removePayload: prepare('DELETE FROM payload WHERE id = ?'),
    delay: prepare(
      `UPDATE work SET state = 'delayed', holder = NULL, due = ?
     WHERE id = ? AND queue = ? AND state = 'taken'`,
    ),
    bury: prepare(
      `UPDATE work SET state = 'dead', holder = NULL, reason = ? WHERE id = ? AND queue = ?`,
    ),
    selectDead: prepare<DeadRow>(
      `SELECT work.id, body, reason FROM work JOIN payload ON payload.id = work.id
     WHERE queue = ? AND state = 'dead' ORDER BY work.id DESC LIMIT ?`,
    ),
    countDead: prepare<{ dead: number }>(
      `SELECT count(*) AS dead FROM work WHERE queue = ? AND state = 'dead'`,
    ),
    selectOldDead: prepare<{ id: number }>(
      `SELECT id FROM work WHERE queue = ? AND state = 'dead'
     ORDER BY id DESC LIMIT ${FORGOTTEN_AT_ONCE} OFFSET ${DEAD_LETTERS}`,
    ),
    selectIsDead: prepare(`SELECT 1 FROM work WHERE id = ? AND queue = ? AND state = 'dead'`),
    revive: prepare(
      `UPDATE work SET state = 'ready', reason = NULL
     WHERE id = ? AND queue = ? AND state = 'dead'`,
    ),
    selectWaitingWork: prepare<{ id: number; body: Uint8Array }>(
      `SELECT id, body FROM payload WHERE id IN
     (SELECT id FROM work WHERE queue = ? AND state = 'ready'
      UNION ALL SELECT id FROM work WHERE queue = ? AND state = 'delayed' ORDER BY id LIMIT ?)
     ORDER BY id`,
    ),
    selectReady: prepare(`SELECT 1 FROM work WHERE queue = ? AND state = 'ready' LIMIT 1`),
    selectNextDue: prepare<{ due: number }>(
      `SELECT due FROM work WHERE queue = ? AND state = 'delayed' ORDER BY due LIMIT 1`,
    ),
    takeFromGone: prepare(
      `UPDATE work SET state = 'ready', holder = NULL
     WHERE queue = ? AND state = 'taken' AND holder NOT IN (SELECT id FROM holder)`,
    ),
  };
}
