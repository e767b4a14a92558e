import { addressesIn } from '../../../editor/shared/mail-addresses/address-list';
import { createTeller, quote } from '../../../editor/shared/answers/teller';
import { configInput } from '../../../editor/shared/dialog';
import { askBy, type Refusal } from '../../../editor/shared/requests';
import type { RefusedTest, SentTest } from '../answers';
import { sayAdvice } from './advice';

const PROPERTIES = [
  'host',
  'port',
  'security',
  'auth',
  'tokenUrl',
  'from',
  'tls',
  'store',
  'greeting',
  'giveUpAfter',
];
const SECRETS = ['user', 'password', 'clientId', 'clientSecret', 'refreshToken'];

/** What can go wrong, in plain words. */
const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['host-not-found', 'test.failed.host-not-found'],
  ['connection-refused', 'test.failed.connection-refused'],
  ['unreachable', 'test.failed.unreachable'],
  ['timeout', 'test.failed.timeout'],
  ['no-tls', 'test.failed.no-tls'],
  ['certificate-name', 'test.failed.certificate-name'],
  ['certificate', 'test.failed.certificate'],
  ['sign-in', 'test.failed.sign-in'],
  ['sender-refused', 'test.failed.sender-refused'],
  ['recipient-refused', 'test.failed.recipient-refused'],
  ['mail-refused', 'test.failed.mail-refused'],
  ['later', 'test.failed.later'],
  ['connection-lost', 'test.failed.connection-lost'],
  ['token', 'test.failed.token'],
  ['type-again', 'test.failed.type-again'],
  ['deploy-first', 'test.failed.deploy-first'],
  ['configuration', 'test.failed.configuration'],
]);

/** Has the button send a test mail by the mail server as it is typed, and tells what came of it. */
export function offerTest(node: EditedNode): void {
  const button = $('#virustotal-mailer-send');
  const recipient = $('#virustotal-mailer-recipient');
  const told = createTeller($('.virustotal-mailer-told'));
  const tell = {
    good: (sentence: string) => told.good(mainly(sentence)),
    bad: (sentence: string, detail = '') => told.bad(mainly(sentence), detail),
  };

  /** Node-RED itself does not do it. */
  function refuse({ status, code, message }: Refusal): void {
    if (status === 401) tell.bad(node._('test.forbidden'));
    else if (message === undefined) tell.bad(node._('test.noAnswer'));
    else tell.bad(code === 'foreign-page' ? node._('test.failed.foreign-page') : message);
  }

  /** In plain words first, then as the server has said it. */
  function tellWhy({ code, message, server = '', advice = '', property }: RefusedTest): void {
    const key = SENTENCES.get(code);
    if (key === undefined) {
      tell.bad(message);
      return;
    }
    const field = property === undefined ? '' : fieldName(node, property);
    tell.bad(node._(key, { server, field }), code === 'configuration' ? message : '');
    if (code === 'type-again' || code === 'deploy-first' || code === 'configuration') return;
    told.more(quote(message), sayAdvice(node, advice));
  }

  function send(): void {
    const [address, ...others] = addressesIn(recipient.val());
    if (!address || address.problem || others.length > 0) {
      tell.bad(node._('test.recipient'));
      recipient.trigger('focus');
      return;
    }
    tell.good(node._('test.sending'));
    const ends = {
      done: (answer: SentTest | RefusedTest) => {
        if (!answer.sent) return tellWhy(answer);
        const { to, server } = answer;
        tell.good(node._('test.sent', { to, server }));
      },
      refused: refuse,
    };
    askBy(button, 'virustotal/mailer/test', ends, {
      ...valuesOf(PROPERTIES),
      id: node.id,
      credentials: valuesOf(SECRETS),
      recipient: address.written,
    });
  }

  button.on('click', send);
  recipient.on('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    send();
  });
}

/** The sentence that counts most, before the words of the server. */
function mainly(sentence: string): JQuery {
  return $('<strong></strong>').text(sentence);
}

/** The choice of a config node that stands for none is none. */
function valuesOf(names: readonly string[]): Record<string, string> {
  const typed = names.map((name) => [name, String(configInput(name).val() ?? '')] as const);
  return Object.fromEntries(typed.map(([name, value]) => [name, value === '_ADD_' ? '' : value]));
}

/** What a field is called in the dialog. */
function fieldName(node: Translating, property: string): string {
  const label = $(`#node-config-input-${property}-label`).text().trim();
  return label === '' ? node._(`label.${property}`) : label;
}
