import { CodedError } from '../coded-error';

/** What came in is no hash, URL, domain or address. */
export class NotAnIndicatorError extends CodedError {
  readonly code = 'not-an-indicator';
}

/** Looking it up would tell the world something that only the inside should know. */
export class PrivateIndicatorError extends CodedError {
  readonly code = 'private';
}

/** The account's own list says that it must not leave. */
export class NeverSendError extends CodedError {
  readonly code = 'never-send';
}
