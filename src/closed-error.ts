import { CodedError } from './coded-error';

/** The node was stopped or deployed again before its work was done. */
export class ClosedError extends CodedError {
  readonly code = 'closed';
}
