import { CodedError } from '../../src/coded-error';
import { fieldLabel } from './field-labels';

/**
 * A property of a node cannot be used as it is. The message names it, and its field in the dialog
 * where that is called otherwise.
 */
export class ConfigurationError extends CodedError {
  readonly code = 'configuration';

  constructor(
    readonly property: string,
    readonly problem: string,
  ) {
    super(`${property}: ${problem}${inDialog(property)}`);
  }
}

/** The package by which a store comes to its server cannot be used. The message says what to do. */
export class NoDriverError extends CodedError {
  readonly code = 'configuration';

  constructor(
    readonly trouble: 'missing' | 'unusable',
    readonly problem: string,
    /** What the store is called, where that is not plain. */
    store = '',
  ) {
    super(store === '' ? problem : `store ${store}: ${problem}`);
  }
}

function inDialog(property: string): string {
  const label = fieldLabel(property);
  return label.toLowerCase() === property.toLowerCase() ? '' : ` (in the dialog: ${label})`;
}
