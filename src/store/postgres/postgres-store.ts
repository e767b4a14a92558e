import type { Clock } from '../../clock';
import type { Stock } from '../rules/stock';
import type { SharedStore } from '../kinds';
import { checkServer, type PostgresCheck, type ServerToCheck } from './connection/check';
import { createConnection } from './connection/connection';
import { identifier } from './connection/literals';
import type { PostgresServer } from './connection/server';
import type { Pg } from './connection/session';
import type { LeaseTimes } from './life';
import { moveIn, type Destination } from './moving-in/move-in';
import type { TimesInside } from './moving-in/times-inside';
import { channelOf, functionsOf, MIGRATIONS } from './schema';
import { createStoreOn } from './store';

/** Where a store lies on PostgreSQL, and who uses it. */
export interface PostgresStoreOptions {
  /** The module `pg`. */
  readonly pg: Pg;
  readonly server: PostgresServer;
  /** The plain name of the schema. */
  readonly schema: string;
  /** What other processes call this one by. */
  readonly name: string;
  readonly clock: Clock;
  /** Is told what an administrator should know, once each. */
  readonly notes: (sentence: string) => void;
  readonly times?: LeaseTimes;
}

const PLAN = { migrations: MIGRATIONS, functionsOf };

/**
 * A store in a schema of PostgreSQL, which it makes where that is missing. It is made at once, and opens
 * as soon as the server can be reached: see `Store.ready`.
 */
export function createPostgresStore({
  pg,
  server,
  schema,
  name,
  clock,
  notes,
  times,
}: PostgresStoreOptions): SharedStore {
  const inSql = identifier(schema);
  const connection = createConnection({
    pg,
    server,
    schema,
    plan: PLAN,
    channel: channelOf(inSql),
    clock,
    notes,
  });
  return createStoreOn(connection, { schema: inSql, name, clock, ...(times && { times }) });
}

/**
 * Connects once, finds out whether a store could be opened, and changes nothing. Rejects with a
 * `StoreError` that says what is in the way: `LackingRightsError` has what to grant.
 */
export function checkPostgres(checked: Omit<ServerToCheck, 'plan'>): Promise<PostgresCheck> {
  return checkServer({ ...checked, plan: PLAN });
}

/**
 * Takes all that another store keeps into a schema, once; resolves with whether that was done before.
 * Rejects with `StoreError`.
 */
export function moveIntoPostgres(
  destination: Omit<Destination, 'plan'>,
  stock: Stock,
  inside: TimesInside,
): Promise<{ readonly wasDone: boolean }> {
  return moveIn({ ...destination, plan: PLAN }, stock, inside);
}
