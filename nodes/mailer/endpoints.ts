import type { NodeAPI } from 'node-red';
import { door } from '../shared/door';
import { respond } from '../shared/endpoint';

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
      void respond(response, async () =>
        (await import('./send-test.js')).answerTest(RED, request.body),
      );
    },
  );
}
