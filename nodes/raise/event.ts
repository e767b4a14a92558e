import { NoAlertError } from '../../src/alert/no-alert-error';
import { isShortSubject, readSubject } from '../../src/alert/subject';
import { atOnce, inPieces } from '../../src/in-pieces';
import { own } from '../../src/plain-object';
import type { Message } from '../shared/run-node';
import type { NamedAlert } from './kinds';
import { DEFAULT_SEVERITY, HIGHEST, LOWEST } from './settings';

/** Most subjects are short, and take no turn of the event loop. */
export async function subjectOf(value: unknown): Promise<string | undefined> {
  const reading = readSubject(value);
  return isShortSubject(value) ? atOnce(reading) : await inPieces(reading);
}

/** The nearest of 1 to 10: an alert with an odd severity is an alert all the same. */
export function severityOf(value: unknown, warn: (sentence: string) => void): number {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const severity = isNumber ? Number(value) : Number.NaN;
  if (severity >= LOWEST && severity <= HIGHEST) return severity;
  warn(`A severity is a number from ${LOWEST} to ${HIGHEST}`);
  if (Number.isNaN(severity)) return DEFAULT_SEVERITY;
  return severity < LOWEST ? LOWEST : HIGHEST;
}

/**
 * The alert of a message that is to do `what`.
 * @throws NoAlertError where the message holds no alert, or none that can be found again.
 */
export function alertIn(msg: Message, what: string): NamedAlert {
  const [id, module, detection, subject] = ['id', 'module', 'detection', 'subject'].map((name) =>
    own(msg.alert, name),
  );
  const severity = own(msg.alert, 'severity');
  const isAlert =
    typeof id === 'string' &&
    typeof module === 'string' &&
    typeof detection === 'string' &&
    typeof subject === 'string';
  if (!isAlert) throw new NoAlertError(`To ${what}, the message has to hold its msg.alert`);
  return { id, module, detection, subject, ...(typeof severity === 'number' && { severity }) };
}
