import type { Clock } from '../../clock';
import { LEARNED_FROM } from '../../steady-clock';
import type { SharedStore } from '../kinds';
import type { Connection } from './caller';
import { createPostgresClaims } from './claims';
import { createHoldings } from './holdings';
import { createLife, LEASE_TIMES, type LeaseTimes } from './life';
import { createPostgresQueue } from './queue';
import { createPostgresQuotas } from './quotas';
import { channelOf } from './schema';
import { createPostgresShared } from './shared';
import { writeText } from './texts';
import { createPostgresValues } from './values';

/** How a process uses a schema. */
export interface StoreOptions {
  /** The name of the schema as it is written in SQL. */
  readonly schema: string;
  /** What others call this process by. */
  readonly name: string;
  /** This machine's clock, by which the process knows how long ago it was heard. */
  readonly clock: Clock;
  readonly times?: LeaseTimes;
}

/** The store on a connection; made at once, its operations wait until that is open. */
export function createStoreOn(
  connection: Connection,
  { schema, name, clock, times = LEASE_TIMES }: StoreOptions,
): SharedStore {
  const life = createLife(connection, clock, {
    channel: channelOf(schema),
    name: writeText(name),
    times,
  });
  const holdings = createHoldings(life, connection);

  async function learn(told: number): Promise<void> {
    if (!(Math.abs(told - connection.now()) >= LEARNED_FROM)) return;
    await life.call('learn_time', [told - connection.elapsed(), LEARNED_FROM]);
  }

  return {
    durable: true,
    shared: createPostgresShared(connection, life, holdings),
    values: createPostgresValues(life),
    quotas: createPostgresQuotas(life),
    claims: (book) => createPostgresClaims(life, holdings, book),
    queue: (queue) => createPostgresQueue(life, holdings, queue),
    elapsed: () => connection.elapsed(),
    now: () => connection.now(),
    learnTime(told) {
      const ahead = told - clock.elapsed();
      // What cannot be written now is told again with the next answer of the service.
      life
        .ready()
        .then(() => learn(ahead + clock.elapsed()))
        .catch(() => undefined);
    },
    ready: () => life.ready(),
    async close() {
      await life.end();
      await connection.close();
    },
  };
}
