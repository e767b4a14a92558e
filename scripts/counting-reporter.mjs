import Mocha from 'mocha';
import { projectRoot } from './compile.mjs';
import { failureOf } from './failures.mjs';

// Ended from outside, the tests still remove at their exit what they made.
process.once('SIGTERM', () => process.exit(143));

/** What one run counted, as sent to the process that started it. */
/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Mocha's usual report. To the process that started the run goes each failure as it happens, so that it
 * is known even if the run never ends, and at the end the counts.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error) => {
      process.send?.(failureOf(test, error, projectRoot));
    });
  }

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
