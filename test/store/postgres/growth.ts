import assert from 'node:assert/strict';
import { Client } from 'pg';
import { createStoreOn } from '../../../src/store/postgres/store';
import type { Store, WorkQueue } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { createSeededRandom } from '../../support/seeded-random';
import { serverTime, type SchemaOfTests } from './real-connection';

/** Operations of one round, all of them at once. */
const AT_ONCE = 60;

/** What each table may take, whatever was done before, in bytes with its indexes. */
const MOST_BYTES = 2_000_000;

/** Rows that may be there, whatever was done before; of the other tables `FEW`. */
const MOST_ROWS: Readonly<Record<string, number>> = {
  kept: 250,
  claim: 350,
  attempt: 300,
  work: 1200,
  collect_indicator: 1200,
  collect_count: 1200,
};
const FEW = 100;

/** So much of what is updated in these tables keeps its place: no index has to be changed. */
const HOT: Readonly<Record<string, number>> = {
  quota: 0.95,
  attempt: 0.8,
  waiting: 0.95,
  instance: 0.95,
  claim: 0.8,
  collect: 0.95,
};

interface TableRow {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly updated: number;
  readonly hot: number;
}

/** No table grows with what was done, only with what is there. */
export function describeGrowth(
  find: () => { readonly tests: SchemaOfTests; readonly url: string },
  operations: number,
): void {
  describe(`after ${operations.toLocaleString('en')} operations`, () => {
    it('no table takes more than what is in it, and few dead rows are left in indexes', async function grow() {
      this.timeout(600_000);
      const { tests, url } = find();
      const clock = createFakeClock();
      const connection = tests.connect(url, serverTime(clock), tests.empty(), clock);
      const store = createStoreOn(connection, { schema: tests.schema, name: 'test', clock });
      await store.ready();
      const before = await tablesOf(url, tests.schema);
      await use(store, clock, operations);
      await store.close();
      const after = await tablesOf(url, tests.schema);
      for (const { name, rows, bytes } of after) {
        assert.ok(rows <= (MOST_ROWS[name] ?? FEW), `${name} has ${rows} rows`);
        assert.ok(bytes <= MOST_BYTES, `${name} takes ${bytes} bytes`);
      }
      for (const [table, share] of Object.entries(HOT)) {
        const [then, now] = [before, after].map((rows) => rows.find(({ name }) => name === table));
        const updated = (now?.updated ?? 0) - (then?.updated ?? 0);
        const hot = (now?.hot ?? 0) - (then?.hot ?? 0);
        assert.ok(updated > 0, `nothing was updated in ${table}`);
        assert.ok(
          hot >= share * updated,
          `${table}: ${hot} of ${updated} updates kept their place`,
        );
      }
    });
  });
}

/** What a busy day brings, again and again: what is over goes, so that about as much is there. */
async function use(store: Store, clock: FakeClock, operations: number): Promise<void> {
  const random = createSeededRandom(1);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const payload = (): Buffer => Buffer.from(Array.from({ length: 300 }, () => upTo(256)));
  const queue = store.queue('work');
  const windows = store.shared?.windows;
  const hour = 3_600_000;
  await windows?.open('window', hour, 0);
  let counted = 0;
  let subjects = 0;

  const actions: readonly (() => Promise<unknown>)[] = [
    () => store.values.set(`value ${upTo(1e9)}`, payload(), hour),
    () => store.values.set(`often ${upTo(20)}`, payload(), hour),
    async () => {
      const key = `key ${upTo(3)}`;
      const reserved = await store.quotas.reserve(key, UNLIMITED, 1000);
      if (reserved.granted) await store.quotas.settle(key, reserved.attempt);
    },
    () => claim(store, `subject ${(subjects += 1)}`),
    () => claim(store, 'the same subject'),
    () => claim(store, `one of ${upTo(10)}`),
    () => queue.put({ payload: payload(), priority: upTo(3) }, 100),
    () => queue.put({ payload: payload(), priority: 0, forAll: true }, 100),
    () => workOn(queue, upTo(20)),
    () => workOn(queue, upTo(20)),
    () => workOn(queue, upTo(20)),
    async () => await (await store.shared?.leases.take(`lease ${upTo(5)}`))?.end(),
    async () => {
      counted += 1;
      const indicators = Array.from({ length: 5 }, () => {
        const key = `indicator ${upTo(1e9)}`;
        return { key, value: key, sample: '{}', count: 1 };
      });
      const count = { seen: store.elapsed(), events: 5, indicators, most: 1000 };
      await windows?.count('window', 'writer', counted, count);
    },
  ];

  for (let done = 0; done < operations; done += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => actions[upTo(actions.length)]?.() ?? assert.fail()),
    );
    clock.advance(300_000);
    // A claim is known for a week.
    if (done % 1500 === 0) clock.advance(8 * 24 * hour);
  }
}

const UNLIMITED = { perMinute: 1e6, perDay: 1e6, perMonth: 1e6 };

function claim(store: Store, key: string): Promise<unknown> {
  const wish = { id: key, quiet: 3_600_000, ranks: [1, 1], escalates: true };
  return store.claims('claims').claim(key, wish);
}

async function workOn(queue: WorkQueue, die: number): Promise<void> {
  const work = await queue.take();
  if (!work) return;
  if (die === 0) await queue.bury(work.id, 'why');
  else if (die < 5) await queue.giveBack(work.id, 1000);
  else await queue.finish(work.id);
}

async function tablesOf(url: string, schema: string): Promise<readonly TableRow[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query(
      `SELECT relname AS name, (xpath('/row/n/text()', query_to_xml(
          format('SELECT count(*) AS n FROM %I.%I', schemaname, relname), false, true, ''
        )))[1]::text::float8 AS rows, pg_total_relation_size(relid)::float8 AS bytes,
        n_tup_upd::float8 AS updated, n_tup_hot_upd::float8 AS hot
      FROM pg_stat_user_tables WHERE schemaname = '${schema}'`,
    );
    return found.rows;
  } finally {
    await client.end();
  }
}
