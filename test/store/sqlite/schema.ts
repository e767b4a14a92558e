import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { loadSqlite } from '../../../src/store/sqlite/load';
import { migrate, MIGRATIONS } from '../../../src/store/sqlite/schema';

const FIRST = 'CREATE TABLE a (x TEXT) STRICT';
const SECOND = `ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'new'`;
const THIRD = 'CREATE TABLE b (z TEXT) STRICT';

/** How a file of an older version becomes one of this version. */
export function describeMigration(): void {
  describe('migration', () => {
    let database: DatabaseSync;
    beforeEach(() => {
      database = new (loadSqlite().DatabaseSync)(':memory:');
    });
    afterEach(() => database.close());

    const version = (): unknown => Object.values(one('PRAGMA user_version'))[0];
    const one = (sql: string): object => ({ ...database.prepare<object>(sql).get() });

    it('takes every step from an empty file', () => {
      migrate(database, [FIRST, SECOND, THIRD]);
      assert.equal(version(), 3);
      assert.deepEqual(one('SELECT count(*) AS n FROM b'), { n: 0 });
    });

    for (const from of [1, 2]) {
      it(`takes only the steps that are missing from version ${from}, and keeps what is there`, () => {
        migrate(database, [FIRST, SECOND].slice(0, from));
        database.exec(`INSERT INTO a (x) VALUES ('kept')`);
        migrate(database, [FIRST, SECOND, THIRD]);
        assert.equal(version(), 3);
        assert.deepEqual(one('SELECT x, y FROM a'), { x: 'kept', y: 'new' });
      });
    }

    it('keeps the claims of version 2, whose state was JSON', () => {
      migrate(database, MIGRATIONS.slice(0, 2));
      const state = {
        id: 'id',
        since: 5,
        ranks: [3, 7],
        count: 2,
        countedSince: 6,
        carried: 0,
        carriedSince: null,
        earlier: false,
        released: true,
      };
      database.prepare(`INSERT INTO claim VALUES ('book', 'key', 9, ?)`).run(JSON.stringify(state));
      migrate(database);
      assert.deepEqual(one('SELECT * FROM claim'), {
        name: 'book',
        key: 'key',
        ends: 9,
        id: 'id',
        since: 5,
        ranks: '[3,7]',
        count: 2,
        counted_since: 6,
        carried: 0,
        carried_since: null,
        earlier: 0,
        released: 1,
        acknowledged: 0,
      });
    });

    it('lets go what version 3 counted, which nobody asked for, and nothing else', () => {
      migrate(database, MIGRATIONS.slice(0, 3));
      database.exec(`INSERT INTO counter VALUES ('name', 1)`);
      database.exec(`INSERT INTO kept VALUES (1, 'key', 9, x'00')`);
      database.exec(`INSERT INTO payload VALUES (7, x'01')`);
      database.exec(`INSERT INTO work VALUES (7, 'q', 'ready', 0, 0, 0, NULL, NULL)`);
      migrate(database);
      assert.deepEqual(one(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'counter'`), {
        n: 0,
      });
      assert.deepEqual(one('SELECT key, ends FROM kept'), { key: 'key', ends: 9 });
      assert.deepEqual(one('SELECT name, waiting FROM queue'), { name: 'q', waiting: 1 });
    });

    it('leaves everything as it was when one step fails', () => {
      migrate(database, [FIRST]);
      assert.throws(() => migrate(database, [FIRST, SECOND, 'CREATE TABLE a (again)']));
      assert.equal(version(), 1);
      assert.deepEqual(one(`SELECT count(*) AS n FROM pragma_table_info('a')`), { n: 1 });
      migrate(database, [FIRST, SECOND, THIRD]);
      assert.equal(version(), 3);
    });
  });
}
