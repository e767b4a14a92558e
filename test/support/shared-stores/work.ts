import { DEAD_LETTERS } from '../../../src/store/store';
import { isGone } from './instances';
import { NOBODY, type DatabaseFunction, type Tables, type WorkRow } from './tables';

/** New work, as it is put. */
interface Added {
  readonly id: string;
  readonly queue: string;
  readonly holder: string;
  readonly priority?: number;
  readonly payload: Uint8Array;
}

/** Puts work; the same a second time changes nothing. */
export function addWork(tables: Tables, added: Added): void {
  const { id, queue, holder, priority = 0, payload } = added;
  if (tables.work.has(id)) return;
  const fresh = { state: 'ready', due: 0, taken: 0, token: undefined, reason: '' } as const;
  const seq = tables.nextNumber();
  tables.work.set(id, { ...fresh, id, seq, queue, holder, priority, payload });
}

/** Finishes what is not another one's. */
export function finishWork(
  tables: Tables,
  queue: string,
  ids: readonly string[],
  me: string,
): void {
  for (const id of ids) {
    const row = tables.work.get(id);
    if (row?.queue === queue && isMine(row, me)) tables.work.delete(id);
  }
}

/** Whether another one has some of it, or has done what was mine. */
export function isLost(
  tables: Tables,
  queue: string | null,
  ids: readonly string[],
  required: readonly string[],
  me: string,
): boolean {
  const find = (id: string): WorkRow | undefined => {
    const row = tables.work.get(id);
    return row?.queue === queue ? row : undefined;
  };
  const isOthers = (row: WorkRow | undefined): boolean => row !== undefined && !isMine(row, me);
  return ids.map(find).some(isOthers) || required.map(find).includes(undefined);
}

function isMine({ holder }: WorkRow, me: string): boolean {
  return holder === me || holder === NOBODY;
}

function takenRow({ id, priority, taken, payload }: WorkRow): object {
  return { id, priority, attempts: taken - 1, payload };
}

/** Functions for work that waits. */
export function workFunctions(tables: Tables): Readonly<Record<string, DatabaseFunction>> {
  const rowsOf = (queue: string, ...states: readonly WorkRow['state'][]): WorkRow[] =>
    [...tables.work.values()].filter((row) => row.queue === queue && states.includes(row.state));
  const find = (queue: string, id: string): WorkRow | undefined => {
    const row = tables.work.get(id);
    return row?.queue === queue ? row : undefined;
  };
  const waitingIn = (queue: string): number => rowsOf(queue, 'ready', 'delayed').length;
  const tellLeft = (who: string, queue: string): void => tables.notify(`left\n${who} ${queue}`);

  function makeDueReady(queue: string, me: string): void {
    for (const row of rowsOf(queue, 'delayed')) {
      if (isMine(row, me) && row.due <= tables.time.elapsed()) row.state = 'ready';
    }
  }

  function bury(row: WorkRow, reason: string, payload: Uint8Array | null): void {
    const changed = { state: 'dead', holder: NOBODY, token: undefined, reason } as const;
    Object.assign(row, changed, payload && { payload });
    const dead = rowsOf(row.queue, 'dead').toSorted((one, other) => other.seq - one.seq);
    for (const { id } of dead.slice(DEAD_LETTERS)) tables.work.delete(id);
  }

  return {
    put(
      queue: string,
      id: string,
      priority: number,
      payload: Uint8Array,
      forAll: boolean,
      most: number,
      replacedQueue: string | null,
      replaced: readonly string[],
      required: readonly string[],
      me: string,
    ) {
      if (tables.work.has(id)) return [{ outcome: 'put' }];
      if (waitingIn(queue) >= most) return [{ outcome: 'full' }];
      if (isLost(tables, replacedQueue, replaced, required, me)) return [{ outcome: 'lost' }];
      finishWork(tables, replacedQueue ?? '', replaced, me);
      addWork(tables, { id, queue, priority, payload, holder: forAll ? NOBODY : me });
      if (forAll) tellLeft(me, queue);
      return [{ outcome: 'put' }];
    },
    take(queue: string, me: string, token: number) {
      const again = rowsOf(queue, 'taken').find((row) => row.holder === me && row.token === token);
      if (again) return [takenRow(again)];
      makeDueReady(queue, me);
      const [row] = rowsOf(queue, 'ready')
        .filter((each) => isMine(each, me))
        .toSorted((one, other) => other.priority - one.priority || one.seq - other.seq);
      if (!row) return [];
      Object.assign(row, { state: 'taken', holder: me, taken: row.taken + 1, token });
      return [takenRow(row)];
    },
    untake(queue: string, me: string, token: number) {
      const row = rowsOf(queue, 'taken').find((each) => each.holder === me && each.token === token);
      if (row) Object.assign(row, { state: 'ready', taken: row.taken - 1, token: undefined });
    },
    finish: (queue: string, id: string, me: string) => finishWork(tables, queue, [id], me),
    give_back(queue: string, id: string, me: string, wait: number, payload: Uint8Array | null) {
      const row = find(queue, id);
      if (row?.state !== 'taken' || row.holder !== me) return;
      const due = tables.time.elapsed() + wait;
      Object.assign(row, { state: 'delayed', due, token: undefined }, payload && { payload });
    },
    bury(queue: string, id: string, me: string, reason: string, payload: Uint8Array | null) {
      const row = find(queue, id);
      if (row && isMine(row, me)) bury(row, reason, payload);
    },
    dead: (queue: string, most: number | null) =>
      rowsOf(queue, 'dead')
        .toSorted((one, other) => other.seq - one.seq)
        .slice(0, most ?? undefined),
    count_dead: (queue: string) => [{ amount: rowsOf(queue, 'dead').length }],
    discard(queue: string, id: string) {
      const isDead = find(queue, id)?.state === 'dead';
      return [{ done: isDead && tables.work.delete(id) }];
    },
    revive(queue: string, id: string, me: string) {
      const row = find(queue, id);
      if (row?.state !== 'dead') return [{ done: false }];
      row.state = 'ready';
      tellLeft(me, queue);
      return [{ done: true }];
    },
    list: (queue: string, most: number | null) =>
      rowsOf(queue, 'ready', 'delayed')
        .toSorted((one, other) => one.seq - other.seq)
        .slice(0, most ?? undefined),
    waiting_in: (queue: string) => [{ amount: waitingIn(queue) }],
    next_due(queue: string, me: string) {
      makeDueReady(queue, me);
      const own = rowsOf(queue, 'ready', 'delayed').filter((row) => isMine(row, me));
      if (own.length === 0) return [{ wait: null }];
      if (own.some(({ state }) => state === 'ready')) return [{ wait: 0 }];
      return [{ wait: Math.min(...own.map(({ due }) => due)) - tables.time.elapsed() }];
    },
    regain(queue: string, id: string, me: string, isTaken: boolean) {
      const row = find(queue, id);
      if (!row || row.state === 'dead') return [{ done: false }];
      if (!isMine(row, me) && !isGone(tables, row.holder)) return [{ done: false }];
      if (isTaken) row.state = 'taken';
      else if (row.holder !== me && row.state === 'taken') row.state = 'ready';
      row.holder = me;
      return [{ done: true }];
    },
  };
}
