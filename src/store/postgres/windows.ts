import { randomUUID } from 'node:crypto';
import { inPieces, type Pieces } from '../../in-pieces';
import { StoreError } from '../errors';
import type { SharedState, SharedTop, SharedWindows } from '../shared';
import type { Argument, Caller } from './caller';
import { pack } from './payloads';
import { keyOf, readText, writeText } from './texts';

/** What the windows of a process need to know of it. */
export interface WindowsOptions {
  readonly caller: Caller;
  /** The instance that holds the work which ticks put. */
  readonly instance: string;
  /** Notes that work is ours since the call before which it was asked; resolves what `put` would. */
  readonly holding: () => (id: string) => void;
}

/** Indicators that are told of with one call: about a megabyte of samples. */
const AT_ONCE = 1000;

/** Indicators that are looked at without a turn for others: a few milliseconds. */
const SIFTED_AT_ONCE = 200;

/** What an indicator says. */
interface Texts {
  readonly id: number;
  readonly key: string;
  readonly whole_key: string | null;
  readonly value: string;
  readonly sample: string;
}

/** Where it stands. */
interface Order {
  readonly id: number;
  readonly count: number;
  readonly error: number;
  readonly first: number;
  readonly last: number;
}

interface TopRow extends Texts, Order {
  readonly total: number;
}

interface TickRow {
  readonly due: number;
  readonly told: number;
  readonly told_to: readonly number[] | null;
}

/** The windows in the tables of a schema. */
export function createPostgresWindows(options: WindowsOptions): SharedWindows {
  const { caller, instance, holding } = options;
  /** How each window was opened: nobody has counted in it for so long that it may be gone. */
  const opened = new Map<string, readonly [length: number, every: number]>();

  async function ask(
    name: string,
    window: string,
    args: readonly Argument[],
    waits: boolean,
  ): Promise<SharedState | undefined> {
    const how = { order: orderOf(window), waits };
    const [state] = await caller.call<SharedState>(name, [keyOf(window), ...args], how);
    return state;
  }

  async function stateBy(
    name: string,
    window: string,
    args: readonly Argument[],
    waits: boolean,
  ): Promise<SharedState> {
    const state = await ask(name, window, args, waits);
    if (state) return state;
    const settings = opened.get(window);
    if (settings) await ask('open_window', window, settings, waits);
    const again = await ask(name, window, args, waits);
    if (!again) throw new StoreError('The window is not in the database any more.');
    return again;
  }

  async function topRows(
    name: string,
    window: string,
    args: readonly Argument[],
  ): Promise<readonly TopRow[]> {
    return await caller.call<TopRow>(name, [keyOf(window), ...args], { isLong: true });
  }

  /** What is gone by now is left out. */
  async function withTexts(order: readonly Order[]): Promise<SharedTop[]> {
    const told: SharedTop[] = [];
    for (let from = 0; from < order.length; from += AT_ONCE) {
      const part = order.slice(from, from + AT_ONCE);
      const ids = part.map(({ id }) => id);
      const rows = await caller.call<Texts>('texts_in_window', [ids], { isLong: true });
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const each of part) {
        const texts = byId.get(each.id);
        if (texts) told.push(readTop({ ...texts, ...each }));
      }
    }
    return told;
  }

  return {
    open(window, length, every) {
      opened.set(window, [length, every]);
      return stateBy('open_window', window, [length, every], true);
    },
    look: (window) => stateBy('look_at_window', window, [], false),
    count: (window, writer, number, { seen, events, indicators, most }) =>
      stateBy(
        'count_in_window',
        window,
        [
          writer,
          number,
          most,
          seen,
          events,
          indicators.map(({ key }) => keyOf(key)),
          indicators.map(({ key }) => (keyOf(key) === key ? '' : writeText(key))),
          indicators.map(({ value }) => writeText(value)),
          indicators.map(({ sample }) => writeText(sample)),
          indicators.map(({ count }) => count),
        ],
        true,
      ),
    async top(window, limit) {
      if (limit > 0 && limit <= AT_ONCE) {
        const rows = await topRows('top_of_window', window, [false, null, limit]);
        return rows.map(readTop);
      }
      const how = { isLong: true };
      return await withTexts(
        await caller.call<Order>('order_of_window', [keyOf(window), limit], how),
      );
    },
    async due(window, limit) {
      const how = { order: orderOf(window) };
      const [begun] = await caller.call<TickRow>('begin_tick', [keyOf(window)], how);
      if (!begun) return undefined;
      const { due, told } = begun;
      const wanted = limit === 0 ? AT_ONCE : Math.min(AT_ONCE, limit - told);
      const rows = await topRows('top_of_window', window, [true, begun.told_to, wanted]);
      const all = rows[0]?.total ?? told;
      const total = limit === 0 ? all : Math.min(all, limit);
      return { due, told, total, top: rows.map(readTop) };
    },
    async tell(window, { due, told, total, top }, queue, payloads) {
      const ids = payloads.map(() => randomUUID());
      const packed = await packAll(payloads);
      const last = top.at(-1);
      const now = told + top.length;
      const isLast = now >= total || !last;
      const hold = holding();
      const [row] = await caller.call<{ done: boolean }>(
        'write_tick',
        [
          keyOf(window),
          due,
          told,
          now,
          last ? placeOf(last) : null,
          isLast,
          keyOf(queue),
          ids,
          packed,
          instance,
        ],
        { order: orderOf(window), waits: true },
      );
      if (row?.done !== true) return undefined;
      for (const id of ids) hold(id);
      return ids;
    },
    async sift(window, isWanted) {
      for (let after = 0; ;) {
        const rows = await caller.call<Omit<Texts, 'sample'>>(
          'keys_of_window',
          [keyOf(window), after, SIFTED_AT_ONCE],
          { waits: true, isLong: true },
        );
        const unwanted = rows.filter((row) => !isWanted(keyIn(row), readText(row.value)));
        if (unwanted.length > 0) {
          const ids = unwanted.map(({ id }) => id);
          const how = { order: orderOf(window), waits: true };
          await caller.call('remove_from_window', [keyOf(window), ids], how);
        }
        const last = rows.at(-1);
        if (!last || rows.length < SIFTED_AT_ONCE) return;
        after = last.id;
      }
    },
    async clear(window) {
      await caller.call('clear_window', [keyOf(window)], { order: orderOf(window) });
    },
  };
}

/** A thousand take longer than others should have to wait. */
async function packAll(payloads: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const packed: Promise<Uint8Array>[] = [];
  function* packEach(): Pieces<void> {
    for (const payload of payloads) {
      packed.push(Promise.resolve(pack(payload)));
      yield;
    }
  }
  await inPieces(packEach());
  return await Promise.all(packed);
}

/** Who changes a window has its lock: all changes of it come in their order. */
function orderOf(window: string): string {
  return `w ${keyOf(window)}`;
}

/** Where an indicator stands in the order in which they are told. */
function placeOf({ count, first, id }: SharedTop): readonly number[] {
  return [count, first, id];
}

function keyIn({ key, whole_key }: Pick<TopRow, 'key' | 'whole_key'>): string {
  return readText(whole_key ?? key);
}

function readTop(row: Texts & Order): SharedTop {
  const { id, count, error, first, last } = row;
  const value = readText(row.value);
  return { id, key: keyIn(row), value, sample: readText(row.sample), count, error, first, last };
}
