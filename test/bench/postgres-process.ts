import { Pool } from 'pg';
import { systemClock } from '../../src/clock';
import { createPostgresStore } from '../../src/store/postgres/postgres-store';
import type { Store } from '../../src/store/store';
import { countQueries } from '../support/counted-pg';
import { PASSWORD, startPostgres } from '../support/postgres';
import type { PostgresCosts, PostgresWork } from './postgres';

const SCHEMA = 'bench';
const FREE = { perMinute: 1e6, perDay: 0, perMonth: 0 };

/** Takes both in turn, on one server. */
async function measure({ rounds, seconds, atOnce }: PostgresWork): Promise<PostgresCosts> {
  const server = await startPostgres();
  const { pg, count } = countQueries();
  const store = createPostgresStore({
    pg,
    server: {
      hosts: [{ host: '127.0.0.1', port: server.port }],
      database: 'postgres',
      user: 'postgres',
      password: PASSWORD,
      ssl: false,
    },
    schema: SCHEMA,
    name: 'bench',
    clock: systemClock,
    notes: () => undefined,
  });
  const pool = new Pool({ connectionString: server.url, max: atOnce });
  try {
    await store.ready();
    const bare = (): Promise<unknown> =>
      pool.query(`SELECT * FROM ${SCHEMA}.reserve('bare', 1000000, 0, 0, 0)`);
    const ours = (): Promise<unknown> => store.quotas.reserve('ours', FREE);
    await perSecond(bare, 1, atOnce);
    await perSecond(ours, 1, atOnce);
    const measured: { store: number; bare: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      measured.push({
        bare: await perSecond(bare, seconds, atOnce),
        store: await perSecond(ours, seconds, atOnce),
      });
    }
    return { rounds: measured, trips: await countTrips(store, count) };
  } finally {
    await Promise.all([store.close(), pool.end()]);
    await server.remove();
  }
}

async function perSecond(
  work: () => Promise<unknown>,
  seconds: number,
  atOnce: number,
): Promise<number> {
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let done = 0;
  const goOn = async (): Promise<void> => {
    while (performance.now() < end) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, goOn));
  return done / ((performance.now() - begin) / 1000);
}

/** The least of some, as signs of life come between. */
async function countTrips(store: Store, count: () => number): Promise<PostgresCosts['trips']> {
  const wish = { quiet: 3_600_000, ranks: [1], escalates: true };
  const least = async (work: (round: number) => Promise<unknown>): Promise<number> => {
    const counts: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      count();
      await work(round);
      counts.push(count());
    }
    return Math.min(...counts);
  };
  const claim = (key: string): Promise<unknown> =>
    store.claims('claims').claim(key, { ...wish, id: key });
  return {
    reserve: await least(() => store.quotas.reserve('ours', FREE)),
    got: await least((round) => claim(`fresh ${round}`)),
    suppressed: await least(() => claim('fresh 0')),
  };
}

const work: PostgresWork = JSON.parse(process.argv[2] ?? '{}');

async function run(): Promise<void> {
  process.stdout.write(JSON.stringify(await measure(work)));
  process.disconnect();
}

void run();
