import type { DatabaseSync } from 'node:sqlite';
import { DamageError } from './errors';

/**
 * Has SQLite look a file through: with `integrity_check` also whether its indexes agree with its tables.
 * @throws DamageError when it is not in order.
 */
export function checkIntegrity(
  database: DatabaseSync,
  check: 'integrity_check' | 'quick_check',
): void {
  const row = database.prepare<Record<string, string>>(`PRAGMA ${check}(1)`).get();
  if (row?.[check] !== 'ok') throw new DamageError(row?.[check]);
}
