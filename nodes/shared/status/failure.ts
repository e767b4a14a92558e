import type { NodeStatus } from 'node-red';
import { CodedError } from '../../../src/coded-error';
import { ConfigurationError, NoDriverError } from '../configuration-error';
import { fieldLabel } from '../field-labels';
import type { Texts } from './texts';

/** The codes of failures that have a text of their own; the help explains them at length. */
const TOLD: ReadonlySet<string> = new Set([
  'not-an-indicator',
  'private',
  'never-send',
  'credentials',
  'forbidden',
  'bad-request',
  'quota',
  'queue-full',
  'timeout',
  'network',
  'service',
  'bad-response',
  'closed',
  'no-verdict',
  'recipient',
  'no-alert',
  'undeliverable',
  'refused',
]);

/** A failure in a few words; for a property that cannot be used, what its field is called. */
export function failureStatus(texts: Texts, error: Error): NodeStatus {
  return { fill: 'red', shape: 'ring', text: failureText(texts, error) };
}

function failureText({ say, language }: Texts, error: Error): string {
  if (error instanceof ConfigurationError) {
    const { property } = error;
    if (property === 'mailer') return say('status.noMailer');
    return say('status.check', { field: fieldLabel(property, language()) });
  }
  if (error instanceof NoDriverError) return say(`driver.${error.trouble}`);
  if (!(error instanceof CodedError)) return say('failure.unexpected');
  return TOLD.has(error.code) ? say(`failure.${error.code}`) : error.code;
}
