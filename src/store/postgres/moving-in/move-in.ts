import type { Stock } from '../../rules/stock';
import { createFailureTeller } from '../connection/failures';
import { openAtOne } from '../connection/hosts';
import { identifier, literal } from '../connection/literals';
import { openSchema, type SchemaPlan } from '../connection/opening';
import { nameOf, type PostgresServer } from '../connection/server';
import { openSession, type Pg, type Session } from '../connection/session';
import { moveClaims } from './claims';
import { moveQuotas } from './quotas';
import { createSpot } from './spot';
import type { TimesInside } from './times-inside';
import { moveValues } from './values';
import { moveWindows } from './windows';
import { moveWork } from './work';

/** Where something is taken in. */
export interface Destination {
  readonly pg: Pg;
  readonly server: PostgresServer;
  /** The plain name of the schema. */
  readonly schema: string;
  readonly plan: SchemaPlan;
}

/** Until a connection is made and signed in, in milliseconds. */
const CONNECT = 5000;

/** How long one statement may take, and wait for others, in milliseconds. */
const STATEMENT = 60_000;

/**
 * Takes all of a stock into a schema, once: resolves with whether that was done before. Values come
 * first, which may come twice; all else in one transaction, with the note that it is done.
 * @throws StoreError where it cannot; then nothing but values was taken.
 */
export async function moveIn(
  { pg, server, schema, plan }: Destination,
  stock: Stock,
  inside: TimesInside,
): Promise<{ readonly wasDone: boolean }> {
  const name = nameOf(server);
  const tell = createFailureTeller(name, [server.password]);
  const { opened: session } = await openAtOne(server.hosts.length, 0, tell, async (host) => {
    const made = await openSession(pg, server, host, CONNECT);
    try {
      await openSchema(made, name, schema, plan);
      return made;
    } catch (error) {
      await made.end();
      throw error;
    }
  });
  try {
    return { wasDone: await move(session, identifier(schema), stock, inside) };
  } catch (error) {
    throw tell(error).error;
  } finally {
    // What was begun and not committed is undone.
    await session.end();
  }
}

async function move(
  session: Session,
  schema: string,
  stock: Stock,
  inside: TimesInside,
): Promise<boolean> {
  const spot = await createSpot(session, schema, stock.elapsed(), STATEMENT);
  if (
    (await spot.ask(`SELECT 1 FROM ${schema}.moved WHERE id = ${literal(stock.identity)}`)).length
  )
    return true;
  await moveValues(spot, stock, inside);
  await spot.run(`BEGIN; SET LOCAL statement_timeout = ${STATEMENT}`);
  // Another one who does the same is waited for.
  const noted = await spot.ask(
    `INSERT INTO ${schema}.moved VALUES (${literal(stock.identity)}, ${schema}.now_ms())
     ON CONFLICT DO NOTHING RETURNING id`,
  );
  if (noted.length === 0) {
    await spot.run('ROLLBACK');
    return true;
  }
  // In the order in which everybody locks.
  await moveClaims(spot, stock, inside);
  await moveQuotas(spot, stock);
  await moveWork(spot, stock, inside);
  await moveWindows(spot, stock, inside);
  await spot.run('COMMIT');
  return false;
}
