import type { Stock, StockWork } from '../../rules/stock';
import { literal } from '../connection/literals';
import { pack } from '../payloads';
import { newId } from '../queue';
import { channelOf } from '../schema';
import { NOBODY } from '../sql/work';
import { keyOf, writeText } from '../texts';
import type { TimesInside } from './times-inside';
import type { Spot } from './spot';

/** Takes work over, in its order: nobody holds it, and whoever has its queue is told. */
export async function moveWork(
  spot: Spot,
  stock: Stock,
  { payload }: Pick<TimesInside, 'payload'>,
): Promise<void> {
  const { schema, shift, run } = spot;
  const waiting = new Map<string, number>();
  for (const part of stock.work()) {
    const rows = await Promise.all(
      part.map(async (work) => {
        const body = await pack(payload(work.queue, work.payload, shift));
        if (work.reason === undefined)
          waiting.set(keyOf(work.queue), (waiting.get(keyOf(work.queue)) ?? 0) + 1);
        return rowOf(work, shift, body);
      }),
    );
    await run(
      `INSERT INTO ${schema}.work (id, queue, state, holder, priority, due, taken, reason, payload)
       VALUES ${rows.join()}`,
    );
  }
  for (const [queue, amount] of waiting) {
    const told = literal(`left\n${NOBODY} ${queue}`);
    await run(
      `SELECT ${schema}.count_waiting(${literal(queue)}, '${NOBODY}', ${literal(amount)});
       SELECT pg_notify(${literal(channelOf(schema))}, ${told})`,
    );
  }
}

function rowOf(work: StockWork, shift: number, body: Uint8Array): string {
  const { queue, priority, taken, due, reason } = work;
  const columns = [
    `${literal(newId())}::uuid`,
    literal(keyOf(queue)),
    literal(stateOf(work)),
    `'${NOBODY}'::uuid`,
    literal(priority),
    literal(due === 0 ? 0 : due + shift),
    literal(taken),
    literal(reason === undefined ? null : writeText(reason)),
    literal(body),
  ];
  return `(${columns.join()})`;
}

function stateOf({ due, reason }: StockWork): string {
  if (reason !== undefined) return 'dead';
  return due === 0 ? 'ready' : 'delayed';
}
