import { CodedError } from '../coded-error';
import { parseDuration } from '../duration';
import { atOnce } from '../in-pieces';
import { own } from '../plain-object';
import { keyOf } from './kinds';
import { LONGEST_SILENCE, type SilenceScope } from './silences';
import { readSubject } from './subject';

/** What is to be silenced, or to be so no more, is not said as it has to be. */
export class SilenceRequestError extends CodedError {
  readonly code = 'no-silence';
}

/**
 * Reads what is to be silenced out of a message or a request, and for how many milliseconds.
 * @throws SilenceRequestError where there is no end, or a subject or module that says nothing: it
 *   must not become a silence of all.
 */
export function readSilence(value: unknown): {
  readonly scope: SilenceScope;
  readonly duration: number;
} {
  const scope = readSilenceScope(value);
  const given = own(value, 'for');
  const duration = typeof given === 'string' ? parseDuration(given) : undefined;
  if (duration === undefined || duration === 0 || duration > LONGEST_SILENCE) {
    throw new SilenceRequestError(
      'A silence needs an end: for is a duration such as 30m, 8h or 7d, at most 365d',
    );
  }
  return { scope, duration };
}

/**
 * Reads which silences are meant: all where neither a subject, or the `key` that it is known by, nor a
 * module is named.
 * @throws SilenceRequestError as `readSilence`
 */
export function readSilenceScope(value: unknown): SilenceScope {
  const subject = named(value, 'subject');
  const key = subject === undefined ? named(value, 'key') : keyOf(subject);
  const module = named(value, 'module');
  const simulated = own(value, 'simulated');
  if (simulated !== undefined && typeof simulated !== 'boolean') {
    throw new SilenceRequestError('simulated is true or false');
  }
  return {
    ...(key !== undefined && { key }),
    ...(module !== undefined && { module }),
    ...(simulated !== undefined && { simulated }),
  };
}

/** The text of a property, as alerts have it; `undefined` where there is no such property. */
function named(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const text = atOnce(readSubject(own(value, name)));
  if (text !== undefined) return text;
  throw new SilenceRequestError(`The ${name} that is to be silenced is empty`);
}
