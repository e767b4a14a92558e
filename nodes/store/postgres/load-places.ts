import { createRequire } from 'node:module';

const load = createRequire(__filename);

/** The places on PostgreSQL, which are loaded for whoever has one: for all others they would only take memory. */
export function loadPostgresPlaces(): typeof import('./read-place') {
  return load('./read-place.js');
}
