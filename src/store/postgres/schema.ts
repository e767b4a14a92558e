import { createHash } from 'node:crypto';
import { claims } from './sql/claims';
import { instances } from './sql/instances';
import { quotas } from './sql/quotas';
import { movedTable } from './sql/moved';
import { firstTables } from './sql/tables';
import { timeAndValues } from './sql/time-and-values';
import { windowCounts } from './sql/window-counts';
import { windowTables } from './sql/window-tables';
import { windowTicks } from './sql/window-ticks';
import { work } from './sql/work';
import { workLooks } from './sql/work-looks';

/**
 * What makes each version out of the one before; the first out of an empty schema. Each takes the name
 * of the schema as it is written in SQL. A step that has been published is never changed: further
 * steps are added, an empty one where only functions have changed.
 */
export const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => firstTables(schema) + windowTables(schema) + movedTable(schema),
];

const FUNCTIONS = [
  timeAndValues,
  quotas,
  work,
  workLooks,
  instances,
  claims,
  windowCounts,
  windowTicks,
];

/** Puts all functions of this version in place of those that are there. */
export function functionsOf(schema: string): string {
  const created = FUNCTIONS.map((functions) => functions(schema)).join('');
  const names = [...created.matchAll(/CREATE FUNCTION (.+?)\(/g)].map(([, name]) => name);
  const dropped = names.map((name) => `DROP FUNCTION IF EXISTS ${name};\n`);
  return dropped.toReversed().join('') + created;
}

/**
 * The channel on which those who use a schema tell each other of something. Its name is hashed: that
 * of a channel is short (postgresql.org/docs/15/sql-notify.html).
 */
export function channelOf(schema: string): string {
  return `virustotal_${createHash('sha256').update(schema).digest('hex').slice(0, 32)}`;
}
