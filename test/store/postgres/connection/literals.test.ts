import assert from 'node:assert/strict';
import { Client } from 'pg';
import { StoreError } from '../../../../src/store/errors';
import type { Argument } from '../../../../src/store/postgres/caller';
import { identifier, literal } from '../../../../src/store/postgres/connection/literals';
import { needsPostgres } from '../../../support/needs-postgres';
import { startPostgres, type PostgresServer } from '../../../support/postgres';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

const VALUES: readonly (readonly [type: string, value: Argument])[] = [
  ['text', ''],
  ['text', "it's"],
  ['text', String.raw`a\'b\\n'; DROP TABLE t; --`],
  ['text', '$1 $$ ? % \u{1F600} \u0001\r\n\t'],
  ['text', null],
  ['boolean', true],
  ['boolean', false],
  ['float8', 0.1],
  ['float8', -1e-300],
  ['float8', Number.MAX_SAFE_INTEGER],
  ['float8', Number.POSITIVE_INFINITY],
  ['float8', Number.NEGATIVE_INFINITY],
  ['float8', Number.NaN],
  ['int4', -2_147_483_648],
  ['bytea', ALL_BYTES],
  ['bytea', Buffer.alloc(0)],
  ['text[]', []],
  ['text[]', ['', 'NULL', '{}', 'a,b', '"', String.raw`\ '`]],
  ['bytea[]', []],
  ['bytea[]', [Buffer.alloc(0), ALL_BYTES]],
  ['float8[]', [1, -0.5, Number.POSITIVE_INFINITY, Number.NaN]],
  ['int4[]', [1, -2]],
];

describe('a literal', function () {
  this.timeout(60_000);
  needsPostgres();
  let server: PostgresServer;
  let client: Client;
  before(async () => {
    server = await startPostgres();
    client = new Client({ connectionString: server.url });
    await client.connect();
  });
  after(async () => {
    await client?.end();
    await server?.remove();
  });

  for (const strings of ['on', 'off']) {
    it(`comes back as it was with standard_conforming_strings = ${strings}`, async () => {
      await client.query(`SET standard_conforming_strings = ${strings}`);
      for (const [index, [type, value]] of VALUES.entries()) {
        const name = `pg_temp.echo_${index}_${strings}`;
        await client.query(
          `CREATE FUNCTION ${name}(a ${type}) RETURNS ${type} LANGUAGE sql AS 'SELECT $1'`,
        );
        const { rows } = await client.query(`SELECT ${name}(${literal(value)}) AS value`);
        assert.deepEqual(rows, [{ value }], `${type} ${String(value)}`);
      }
    });
  }

  it('is a part of bytes, where those are a part of others', async () => {
    const { rows } = await client.query(`SELECT ${literal(ALL_BYTES.subarray(3, 5))} AS value`);
    assert.deepEqual(rows, [{ value: Buffer.from([3, 4]) }]);
  });

  for (const text of ['a\0b', '\uD800', 'a\uDC00b']) {
    it(`is refused for ${JSON.stringify(text)}`, () => {
      assert.throws(() => literal(text), StoreError);
      assert.throws(() => literal([text]), StoreError);
    });
  }

  it('is a name whatever is in it', async () => {
    const name = `a"b'c \\`;
    const { rows } = await client.query(`SELECT 1 AS ${identifier(name)}`);
    assert.deepEqual(rows, [{ [name]: 1 }]);
  });
});
