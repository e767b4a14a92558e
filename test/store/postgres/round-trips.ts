import assert from 'node:assert/strict';
import { createPostgresStore } from '../../../src/store/postgres/postgres-store';
import type { Store } from '../../../src/store/store';
import { countQueries } from '../../support/counted-pg';
import { createFakeClock } from '../../support/fake-clock';
import { freshSchema } from '../../support/postgres';
import { serverOf } from './connection/bench';

const FREE = { perMinute: 0, perDay: 0, perMonth: 0 };
const WISH = { quiet: 60_000, ranks: [1], escalates: true };

/** How often the server is asked for one operation. */
export function describeRoundTrips(url: () => string): void {
  describe('goes to the server and back', () => {
    const { pg, count } = countQueries();
    let store: Store;

    before(async () => {
      const schema = freshSchema();
      // Its clock stands still, so that it gives no signs of life meanwhile.
      const clock = createFakeClock();
      const server = serverOf(url());
      store = createPostgresStore({ pg, server, schema, name: 'test', clock, notes: () => {} });
      await Promise.all([store.ready(), listens(store)]);
    });

    after(() => store.close());

    for (const [what, trips, work] of [
      ['a reservation', 1, (of) => of.quotas.reserve('key', FREE)],
      ['a claim that is got', 2, (of) => claim(of, 'fresh')],
      ['a claim that is held', 1, (of) => claim(of, 'fresh')],
      ['work that is put', 1, (of) => of.queue('q').put(WORK, 9)],
      ['work that is taken', 1, (of) => of.queue('q').take()],
      [
        'all that is asked in one turn of the event loop',
        1,
        (of) =>
          Promise.all([
            of.shared?.leases.take('lease'),
            of.values.get('key'),
            of.queue('q').put(WORK, 9),
            of.quotas.reserve('key', FREE),
            of.quotas.reserve('key', FREE),
          ]),
      ],
    ] as readonly (readonly [string, number, (store: Store) => Promise<unknown>])[]) {
      it(`${trips === 1 ? 'once' : 'twice'} for ${what}`, async () => {
        count();
        await work(store);
        assert.equal(count(), trips);
      });
    }
  });
}

/** Something may have been missed once when it is open, and once more when it hears what is told. */
function listens({ shared }: Store): Promise<void> {
  let times = 0;
  return new Promise((resolve) => {
    shared?.hear('topic', () => {
      times += 1;
      if (times === 2) resolve();
    });
  });
}

const WORK = { payload: Buffer.from('work'), priority: 0 };

function claim(store: Store, key: string): Promise<unknown> {
  return store.claims('c').claim(key, { ...WISH, id: key });
}
