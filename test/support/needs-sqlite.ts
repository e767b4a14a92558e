import { sqliteAvailable } from '../../src/store/sqlite/sqlite';
import { skipSuiteFor } from './skip-suite';

/** Skips the suite in which it is called where nothing outlasts a restart. */
export function needsSqlite(): void {
  skipSuiteFor(whyNoSqlite);
}

/** Why nothing outlasts a restart, or `undefined` where it does. */
function whyNoSqlite(): string | undefined {
  return sqliteAvailable() ? undefined : `this Node.js (${process.version}) has no node:sqlite`;
}
