import { isDamage } from '../errors';
import { checkIntegrity } from '../integrity';
import { inFileAlone, inFileAndLog } from './salvage';
import { readUsedQuotas } from './used-quotas';

/**
 * Whether the log beside `file` is not its own: it was copied before the file, so that the time in it is
 * earlier, or it was left there when a backup took the place of a file, and with it the file is no
 * longer in order. Only reads: whoever opens such a file to write carries the log over into it, and
 * nothing of the file is left. A log that the file cannot be read without is its own.
 */
export function isLogStray(file: string): boolean {
  const alone = tryTo(() => inFileAlone(file, readUsedQuotas));
  if (!alone) return false;
  const together = tryTo(() => inFileAndLog(file, readUsedQuotas));
  if (together && together.mark.elapsed < alone.mark.elapsed) return true;
  return isDamaged(() => inFileAndLog(file, check)) && !isDamaged(() => inFileAlone(file, check));
}

function check(database: Parameters<typeof checkIntegrity>[0]): void {
  checkIntegrity(database, 'integrity_check');
}

/** What is only locked is not damaged: whoever has it open needs its log. */
function isDamaged(look: () => void): boolean {
  try {
    look();
    return false;
  } catch (error) {
    return isDamage(error);
  }
}

function tryTo<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
