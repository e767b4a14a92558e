import Mocha from 'mocha';

// Ended from outside, the tests still remove at their exit what they made.
process.once('SIGTERM', () => process.exit(143));

/** What one run counted, as sent to the process that started it. */
/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** Mocha's usual report; at its end the counts go to the process that started the run. */
export default class CountingReporter extends Mocha.reporters.Spec {
  /**
   * @override
   * @param {number} failures
   * @param {(failures: number) => void} finished
   */
  done(failures, finished) {
    const { passes, failures: failed, pending } = this.stats;
    /** @type {Counts} */
    const counts = { passed: passes, failed, skipped: pending };
    if (process.send) process.send(counts, () => finished(failures));
    else finished(failures);
  }
}
