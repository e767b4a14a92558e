import { before } from 'mocha';

/** Skips the suite in which it is called where there is a reason when that begins, and says it. */
export function skipSuiteFor(findReason: () => string | undefined): void {
  before(function () {
    const reason = findReason();
    if (reason === undefined) return;
    console.log(`    skipped: ${reason}`);
    this.skip();
  });
}
