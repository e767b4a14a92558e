import { findPostgres } from './postgres-programs';
import { skipSuiteFor } from './skip-suite';

/** Skips the suite in which it is called where PostgreSQL cannot be had; under `CI` it fails. */
export function needsPostgres(): void {
  skipSuiteFor(() => {
    const found = findPostgres();
    if (!('why' in found)) return undefined;
    if (process.env['CI']) throw new Error(found.why);
    return found.why;
  });
}
