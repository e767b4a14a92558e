import { describeMalformed, readRecipients, type Recipients } from '../../src/mail/addresses';
import { RecipientError } from '../../src/mail/errors';
import { everybody } from '../../src/mail/mail';
import { readText, type Properties } from '../shared/settings';

/**
 * Who gets the mails, looked at when the node is set up: a recipient that is none must not wait for an
 * alert. Throws `RecipientError` where nobody is left.
 */
export function readAllRecipients(properties: Properties, group: Properties): Recipients {
  const [to, cc, bcc] = [
    readRecipients(`${readText(group, 'to')}\n${readText(properties, 'to')}`),
    readRecipients(readText(group, 'cc')),
    readRecipients(readText(group, 'bcc')),
  ];
  const malformed = [to, cc, bcc].flatMap((each) => each.malformed);
  const recipients = { to: to.entries, cc: cc.entries, bcc: bcc.entries };
  const [first] = malformed;
  if (!first) return recipients;
  const sentence = describeMalformed(malformed);
  if (everybody(recipients).length === 0) throw new RecipientError(sentence);
  return { ...recipients, malformed };
}
