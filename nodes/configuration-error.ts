import { CodedError } from '../src/coded-error';

/** A property of a node cannot be used as it is; the message names it. */
export class ConfigurationError extends CodedError {
  readonly code = 'configuration';

  constructor(
    readonly property: string,
    problem: string,
  ) {
    super(`${property}: ${problem}`);
  }
}
