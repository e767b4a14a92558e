import { findPostgres } from './postgres-programs';
import { currentPair } from './pair';
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

/** The same for what is slow and asks nothing of Node.js that depends on its version. */
export function needsPostgresInOnePair(): void {
  skipSuiteFor(() =>
    currentPair.name === 'node-red-5' ? undefined : 'it runs with the newer Node.js alone',
  );
  needsPostgres();
}
