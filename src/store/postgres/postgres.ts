import type { Clock } from '../../clock';
import type { Store } from '../store';
import { createConnection } from './connection/connection';
import { identifier } from './connection/literals';
import type { PostgresServer } from './connection/server';
import type { Pg } from './connection/session';
import type { LeaseTimes } from './life';
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
}: PostgresStoreOptions): Store {
  const inSql = identifier(schema);
  const connection = createConnection({
    pg,
    server,
    schema,
    plan: { migrations: MIGRATIONS, functionsOf },
    channel: channelOf(inSql),
    clock,
    notes,
  });
  return createStoreOn(connection, { schema: inSql, name, clock, ...(times && { times }) });
}
