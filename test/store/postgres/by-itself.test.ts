import assert from 'node:assert/strict';
import * as pg from 'pg';
import { systemClock, type Clock } from '../../../src/clock';
import { createPostgresStore } from '../../../src/store/postgres/postgres';
import { createStoreOn } from '../../../src/store/postgres/store';
import type { Store } from '../../../src/store/store';
import { needsPostgres } from '../../support/needs-postgres';
import { startPgbouncer, type Pgbouncer } from '../../support/pgbouncer';
import { freshSchema, startPostgres, type PostgresServer } from '../../support/postgres';
import { asText } from '../contract-bench';
import { describeStore } from '../contract';
import { serverOf } from './connection/bench';
import { connectAtTime, connectByItself, timeOfTests } from './real-connection';

describe('the PostgreSQL store that opens by itself', () => {
  needsPostgres();
  const schema = freshSchema();
  let server: PostgresServer;
  let pooler: Pgbouncer;

  before(async function start() {
    this.timeout(60_000);
    server = await startPostgres();
    pooler = await startPgbouncer(server.url);
    const first = connectByItself(server.url, schema, systemClock);
    await first.ready();
    await first.close();
    await server.query(timeOfTests(schema));
  });

  after(async () => {
    await pooler?.stop();
    await server?.remove();
  });

  const through = (url: () => string) => (clock: Clock) => {
    const connection = connectAtTime(url(), server.url, schema, clock, true);
    return createStoreOn(connection, { schema, name: 'test', clock });
  };

  describeStore(
    'PostgreSQL, in batches',
    through(() => server.url),
  );
  describeStore(
    'PostgreSQL behind pgbouncer',
    through(() => pooler.url),
  );

  describe('used by two', () => {
    const shared = freshSchema();
    const stores: Store[] = [];
    function open(name: string): Store {
      const store = createPostgresStore({
        pg,
        server: serverOf(server.url),
        schema: shared,
        name,
        clock: systemClock,
        notes: () => undefined,
      });
      stores.push(store);
      return store;
    }
    after(() => Promise.all(stores.map((store) => store.close())));

    it('gives work of one that has ended to the other, once', async () => {
      const [first, second] = [open('first'), open('second')];
      await first.queue('q').put({ payload: Buffer.from('work'), priority: 0 }, 9);
      await second.ready();
      assert.equal(await second.queue('q').take(), undefined);
      await first.close();
      assert.equal(asText((await second.queue('q').take())?.payload), 'work');
      assert.equal(await second.queue('q').take(), undefined);
    });

    it('lets one of them claim', async () => {
      const wish = { quiet: 60_000, ranks: [1], escalates: false };
      const claims = await Promise.all(
        [open('third'), open('fourth')].map((store, index) =>
          store.claims('c').claim('key', { ...wish, id: String(index) }),
        ),
      );
      assert.deepEqual(claims.map(({ outcome }) => outcome).toSorted(), ['first', 'held']);
    });
  });
});
