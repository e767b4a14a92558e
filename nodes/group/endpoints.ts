import type { NodeAPI } from 'node-red';
import { respond } from '../shared/endpoint';
import { door } from '../shared/door';
import { mailLanguages, mailTextsIn } from '../shared/language/mail-language';
import type { MailLanguages } from '../shared/language/told-languages';

/**
 * Answers the editor's question which languages there are, for who may `virustotal.read`:
 * `GET virustotal/mail-languages`.
 */
export function registerLanguageEndpoint(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/virustotal/mail-languages',
    ...door(RED, 'virustotal.read'),
    (_request, response) => {
      void respond(response, async () => ({ status: 200, body: tellLanguages(RED) }));
    },
  );
}

function tellLanguages(RED: NodeAPI): MailLanguages {
  return {
    runtime: mailTextsIn(RED, '').language,
    languages: mailLanguages().map((language) => {
      const { say } = mailTextsIn(RED, language);
      return {
        language,
        subject: say('default.subject'),
        text: say('default.text'),
        chat: say('default.chat'),
      };
    }),
  };
}
