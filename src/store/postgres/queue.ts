import { randomUUID } from 'node:crypto';
import type { NewWork, Replaced, WorkQueue } from '../store';
import type { CallOptions } from './caller';
import type { Holdings } from './holdings';
import type { Life } from './life';
import { pack, unpack } from './payloads';
import { keyOf, readText, writeText } from './texts';

interface WorkRow {
  readonly id: string;
  readonly payload: Uint8Array;
}

interface TakenRow extends WorkRow {
  readonly priority: number;
  readonly attempts: number;
}

interface DeadRow extends WorkRow {
  readonly reason: string;
}

/** An id that no work has. */
const NONE = '00000000-0000-0000-0000-000000000000';

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The ids of work, which are made here. */
export function newId(): string {
  return randomUUID();
}

/** An id as the database takes it. */
function idOf(id: string): string {
  return ID.test(id) ? id : NONE;
}

/** What is finished in the same step, as three arguments: what this process has had must be there yet. */
export function replacedBy(
  replaced: Replaced | undefined,
  holdings: Holdings,
): readonly [string | null, string[], string[]] {
  if (!replaced) return [null, [], []];
  const ids = [...new Set(replaced.ids)].map(idOf);
  return [keyOf(replaced.queue), ids, ids.filter((id) => holdings.knows(id))];
}

/** The queue of a name, in the tables of a schema. What it has put and taken is among the `holdings`. */
export function createPostgresQueue(life: Life, holdings: Holdings, name: string): WorkQueue {
  const { call, instance: me, channel } = life;
  const queue = keyOf(name);
  const ordered: CallOptions = { order: `f work ${queue}` };
  const waiting: CallOptions = { ...ordered, waits: true };

  /** Undoes what may have been done though nobody was told. */
  function undo(undoing: string, ...args: readonly (string | number)[]): void {
    call(undoing, [queue, ...args], waiting).catch(() => undefined);
  }

  async function put(
    { payload, priority, forAll = false }: NewWork,
    limit: number,
    replaced: Replaced | undefined,
  ): Promise<string | undefined> {
    const id = newId();
    const packed = pack(payload);
    const ready = packed instanceof Promise ? await packed : packed;
    const [from, ids, required] = replacedBy(replaced, holdings);
    const args = [queue, id, priority, ready, forAll, limit, from, ids, required, me, channel];
    const held = life.number();
    const isSent = holdings.mayBeSent();
    try {
      const [row] = await call<{ outcome: string }>('put', args, ordered);
      if (row?.outcome === 'full') return undefined;
      if (row?.outcome !== 'put') return id;
      for (const each of ids) holdings.leave(each);
      if (!forAll) holdings.hold(id, false, held);
      return id;
    } catch (error) {
      if (isSent) undo('finish', id, me);
      throw error;
    }
  }

  return {
    put,
    lasts: () => true,
    async take() {
      const token = holdings.nextToken();
      const held = life.number();
      const isSent = holdings.mayBeSent();
      try {
        const [row] = await call<TakenRow>('take', [queue, me, token], ordered);
        if (!row) return undefined;
        holdings.hold(row.id, true, held);
        return { ...row, payload: await unpack(row.payload) };
      } catch (error) {
        if (isSent) undo('untake', me, token);
        throw error;
      }
    },
    async finish(id) {
      holdings.leave(id);
      await call('finish', [queue, idOf(id), me], waiting);
    },
    async giveBack(id, milliseconds, payload) {
      const packed = payload ? await pack(payload) : null;
      await call('give_back', [queue, idOf(id), me, milliseconds, packed], waiting);
      holdings.giveBack(id);
    },
    async bury(id, reason, payload) {
      const packed = payload ? await pack(payload) : null;
      holdings.leave(id);
      await call('bury', [queue, idOf(id), me, writeText(reason), packed], waiting);
    },
    async dead(limit) {
      const rows = await call<DeadRow>('dead', [queue, atMost(limit)]);
      return Promise.all(
        rows.map(async ({ id, payload, reason }) => ({
          id,
          payload: await unpack(payload),
          reason: readText(reason),
        })),
      );
    },
    async countDead() {
      const [row] = await call<{ amount: number }>('count_dead', [queue]);
      return row?.amount ?? 0;
    },
    async discard(id) {
      const [row] = await call<{ done: boolean }>('discard', [queue, idOf(id)], ordered);
      return row?.done === true;
    },
    async revive(id) {
      const args = [queue, idOf(id), me, channel];
      const [row] = await call<{ done: boolean }>('revive', args, ordered);
      return row?.done === true;
    },
    async list(limit) {
      const rows = await call<WorkRow>('list', [queue, atMost(limit)]);
      return Promise.all(
        rows.map(async ({ id, payload }) => ({ id, payload: await unpack(payload) })),
      );
    },
    async waiting() {
      const [row] = await call<{ amount: number }>('waiting_in', [queue]);
      return row?.amount ?? 0;
    },
    async nextDue() {
      const [row] = await call<{ wait: number | null }>('next_due', [queue, me]);
      return row?.wait ?? undefined;
    },
    async recover() {
      await call('recover', [channel]);
    },
    holds: (id) => holdings.holds(id),
    async regain(id) {
      if (holdings.holds(id)) return true;
      await life.renew();
      const held = life.number();
      const args = [queue, idOf(id), me, holdings.isTaken(id)];
      const [row] = await call<{ done: boolean }>('regain', args, waiting);
      if (row?.done) holdings.renew(id, held);
      else holdings.leave(id);
      return row?.done === true;
    },
    onLeft: (listener) => holdings.onLeft(queue, listener),
  };
}

function atMost(limit: number): number | null {
  return Number.isFinite(limit) ? Math.floor(limit) : null;
}
