import { CodedError } from '../coded-error';

/** A message that is to undo a raise, and does not say of which alert. */
export class NoAlertError extends CodedError {
  readonly code = 'no-alert';
}
