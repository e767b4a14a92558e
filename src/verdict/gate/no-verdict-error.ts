import { CodedError } from '../../coded-error';

/** The rules ask for a verdict and the message has none, nor the failure of whoever should have made it. */
export class NoVerdictError extends CodedError {
  readonly code = 'no-verdict';
}
