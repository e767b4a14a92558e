import { CodedError } from '../coded-error';

/** The store cannot be read or written. The message says which file or server, and why. */
export class StoreError extends CodedError {
  readonly code = 'store';
}
