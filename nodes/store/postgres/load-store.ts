import { createRequire } from 'node:module';

const load = createRequire(__filename);

/** The store on PostgreSQL, which is loaded when it is needed: for all others it would only take time. */
export function loadPostgresStore(): typeof import('../../../src/store/postgres/postgres-store') {
  return load('../../../src/store/postgres/postgres-store.js');
}
