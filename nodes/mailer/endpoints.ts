import type { NodeAPI } from 'node-red';
import { CodedError } from '../../src/coded-error';
import { ConfigurationError } from '../shared/configuration-error';
import { door } from '../shared/door';
import { refusalOf, respond, type Answer } from '../shared/endpoint';
import { DeployFirstError, TypeAgainError } from '../shared/typed-secret';
import { sendTest } from './send-test';

/**
 * Answers the button of the mail server's dialog, for who may `virustotal.write`:
 * `POST virustotal/mailer/test` with `{ recipient, id, credentials, …properties }` sends one mail as it is
 * typed. Why it was not sent is an answer too: `{ sent: false, code, message, server?, advice?, property? }`.
 * No answer holds a secret.
 */
export function registerTestEndpoint(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/virustotal/mailer/test',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      void respond(response, () => sendTest(RED, request.body), fail);
    },
  );
}

/** What is known to go wrong here is wrong in the dialog, and was asked for. */
function fail(error: unknown): Answer {
  if (!(error instanceof CodedError)) return refusalOf(500, error);
  const { body } = refusalOf(200, error);
  return { status: 200, body: { sent: false, ...body, ...propertyOf(error) } };
}

function propertyOf(error: CodedError): { property?: string } {
  if (error instanceof ConfigurationError || error instanceof DeployFirstError) {
    return { property: error.property };
  }
  return error instanceof TypeAgainError ? { property: error.secret } : {};
}
