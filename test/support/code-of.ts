import { CodedError } from '../../src/coded-error';

/** The code that a flow sees of what was thrown; `unexpected` where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof CodedError ? error.code : 'unexpected';
}
