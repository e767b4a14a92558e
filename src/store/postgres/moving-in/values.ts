import type { Stock } from '../../rules/stock';
import { literal } from '../connection/literals';
import { pack } from '../payloads';
import { keyOf } from '../texts';
import type { TimesInside } from './times-inside';
import type { Spot } from './spot';

/** Takes values over; of two the one that is kept longer is the newer one. */
export async function moveValues(
  { schema, shift, run }: Spot,
  stock: Stock,
  { takes }: Pick<TimesInside, 'takes'>,
): Promise<void> {
  for (const part of stock.values()) {
    const wanted = part.filter(({ key }) => takes(key));
    const rows = await Promise.all(
      wanted.map(async ({ key, ends, value }) => {
        const packed = await pack(value);
        return `(${literal(keyOf(key))}, ${literal(ends + shift)}, ${literal(packed)})`;
      }),
    );
    if (rows.length === 0) continue;
    await run(`INSERT INTO ${schema}.kept AS k (key, ends, value) VALUES ${rows.join()}
      ON CONFLICT (key) DO UPDATE SET ends = excluded.ends, value = excluded.value
      WHERE k.ends < excluded.ends`);
  }
}
