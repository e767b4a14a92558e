import { CodedError } from '../coded-error';

/** A template that cannot be read. */
export class TemplateError extends CodedError {
  readonly code = 'template';
}

/** A recipient that is no mail address. */
export class RecipientError extends CodedError {
  readonly code = 'recipient';
}

/** A message that is to undo a raise, and does not say of which alert. */
export class NoAlertError extends CodedError {
  readonly code = 'no-alert';
}
