import type { Clock } from '../../../src/clock';
import { createStoreOn } from '../../../src/store/postgres/store';
import type { Store } from '../../../src/store/store';
import { needsPostgres } from '../../support/needs-postgres';
import { freshSchema, startPostgres, type PostgresServer } from '../../support/postgres';
import { describeStore } from '../contract';
import { describeQuotaProperty } from '../quota-property';
import { connectPlainly, makeSchema } from './plain-connection';

describe('the PostgreSQL store', () => {
  needsPostgres();
  const schema = freshSchema();
  let server: PostgresServer;

  before(async function start() {
    this.timeout(60_000);
    server = await startPostgres();
    await makeSchema(server.url, schema);
  });

  after(() => server.remove());

  function open(clock: Clock, isFresh: boolean): Store {
    const connection = connectPlainly(server.url, schema, clock, isFresh);
    return createStoreOn(connection, { schema, name: 'test', clock });
  }

  describeStore('PostgreSQL', (clock) => open(clock, true));

  describe('with three users of one key', () => {
    describeQuotaProperty((clock) => {
      const first = open(clock, true);
      return {
        stores: [first, first, first],
        restart: async (_, meanwhile) => meanwhile(),
        close: () => first.close(),
      };
    }, 3);
  });
});
