import { randomUUID } from 'node:crypto';
import { afterAwake } from '../../../awake-timer';
import type { Clock } from '../../../clock';
import { ask } from './ask';
import { createFailureTeller } from './failures';
import { openAtOne } from './hosts';
import { literal } from './literals';
import { lookAtSchema, type Looked, type SchemaPlan } from './opening';
import { nameOf, type PostgresServer } from './server';
import { openSession, type Pg, type Session } from './session';

/** A store on PostgreSQL that can be used. */
export interface PostgresCheck {
  /** The version of the server, as it says it. */
  readonly version: string;
  readonly schema: Looked['state'];
  /** Whether notifications come through; a pooler in transaction mode passes none on. */
  readonly hears: boolean;
  /** By how much the server's clock is ahead of this machine's, in ms; known to half of `roundTrip`. */
  readonly ahead: number;
  /** The time of a question and its answer, in ms. */
  readonly roundTrip: number;
}

/** What is checked, and with what. */
export interface ServerToCheck {
  /** The module `pg`. */
  readonly pg: Pg;
  readonly server: PostgresServer;
  /** The plain name of the schema. */
  readonly schema: string;
  readonly plan: SchemaPlan;
  readonly clock: Clock;
}

/** Until a connection is made and signed in, in milliseconds. */
const CONNECT = 5000;

/** What is told on one connection is heard on another so soon, in milliseconds, or not at all. */
const HEARD_WITHIN = 1000;

/**
 * Connects once, finds out whether a store could be opened, and changes nothing. Rejects with a
 * `StoreError` that says what is in the way: `LackingRightsError` has what to grant.
 */
export async function checkServer({
  pg,
  server,
  schema,
  plan,
  clock,
}: ServerToCheck): Promise<PostgresCheck> {
  const name = nameOf(server);
  const tell = createFailureTeller(name, [server.password]);
  const open = (host: number): Promise<Session> => openSession(pg, server, host, CONNECT);
  const { opened, host } = await openAtOne(server.hosts.length, 0, tell, async (at) => {
    const session = await open(at);
    try {
      return { session, looked: await lookAtSchema(session, name, schema, plan) };
    } catch (error) {
      await session.end();
      throw error;
    }
  });
  const { session, looked } = opened;
  try {
    const time = await compareClocks(session, clock);
    const hears = await isHeard(session, () => open(host), clock);
    return { version: looked.server, schema: looked.state, hears, ...time };
  } catch (error) {
    throw tell(error).error;
  } finally {
    await session.end();
  }
}

async function compareClocks(
  session: Session,
  clock: Clock,
): Promise<Pick<PostgresCheck, 'ahead' | 'roundTrip'>> {
  const sent = clock.now();
  const asked = clock.elapsed();
  const [row] = await ask<{ now: number }>(
    session,
    `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
  );
  const roundTrip = clock.elapsed() - asked;
  return { ahead: Math.round((row?.now ?? sent) - sent - roundTrip / 2), roundTrip };
}

/** Whether a second connection is heard on the first one: behind a pooler both may be one and the same. */
async function isHeard(
  session: Session,
  open: () => Promise<Session>,
  clock: Clock,
): Promise<boolean> {
  const channel = `virustotal_check_${randomUUID().replaceAll('-', '')}`;
  let cancel: (() => void) | undefined;
  const heard = new Promise<boolean>((resolve) => {
    session.onNotice((on) => {
      if (on === channel) resolve(true);
    });
    cancel = afterAwake(clock, HEARD_WITHIN, () => resolve(false));
  });
  await ask(session, `LISTEN ${channel}`);
  const second = await open();
  try {
    await ask(second, `SELECT pg_notify(${literal(channel)}, '')`);
    return await heard;
  } finally {
    cancel?.();
    await second.end();
  }
}
