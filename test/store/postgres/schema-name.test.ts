import assert from 'node:assert/strict';
import { isSchemaName } from '../../../src/store/postgres/schema-name';

describe('the name of a schema', () => {
  for (const name of ['virustotal', 'vt_2', '_own', 'a'.repeat(41)])
    it(`can be ${name}`, () => assert.ok(isSchemaName(name)));

  for (const name of ['', 'pg_vt', 'information_schema', 'Vt', '2vt', 'v-t', 'vt"', 'a'.repeat(42)])
    it(`cannot be ${JSON.stringify(name)}`, () => assert.ok(!isSchemaName(name)));
});
