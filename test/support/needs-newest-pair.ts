import { currentPair, pairs } from './pair';
import { skipSuiteFor } from './skip-suite';
import { isLong } from './test-length';

/** Skips the suite in which it is called on the older pair: what it tries does not depend on Node.js. */
export function needsNewestPair(): void {
  skipSuiteFor(() => {
    const newest = pairs.at(-1) ?? currentPair;
    if (isLong || currentPair === newest) return undefined;
    return `what this tries is in the database, and is tried with ${newest.name}`;
  });
}
