import type { Node, NodeAPI, NodeDef } from 'node-red';
import { parseAddresses, type Recipients } from '../src/alert/addresses';
import { RecipientError, TemplateError } from '../src/alert/errors';
import { composeNotification } from '../src/alert/message';
import { compileTemplate, type Template } from '../src/alert/template';
import { own } from '../src/plain-object';
import { printable } from '../src/printable';
import { ConfigurationError } from './configuration-error';
import { isSimulated, runNode, type Handler, type Message, type Setting } from './glue';
import { readChoice, readText, type Properties } from './properties';
import { withDemo } from './status';

const COMPOSED = 0;
const GIVEN_UP = 1;

const DEFAULT_SUBJECT = '{{verdict.level}}: {{verdict.indicator.value}}';

const DEFAULT_TEXT = `{{verdict.indicator.value}} is {{verdict.level}}: {{verdict.count}} engines flag it.

{{verdict.reasons}}
{{#count}}
Times seen: {{count}}{{#firstSeen}}, first {{firstSeen}}, last {{lastSeen}}{{/firstSeen}}
{{/count}}
{{#alert.suppressed}}
Alerts held back: {{alert.suppressed}}{{#alert.suppressedSince}} since {{alert.suppressedSince}}{{/alert.suppressedSince}}
{{/alert.suppressed}}
{{#verdict.detections.length}}
Flagged by{{#verdict.detections}} · {{engine}}{{/verdict.detections}}
{{/verdict.detections.length}}

{{verdict.link}}`;

export = function register(RED: NodeAPI): void {
  function createNotify(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const ports = { outputs: 2, failureOutput: GIVEN_UP };
    runNode(RED, this, ports, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status }: Setting): Handler {
    readChoice(properties, 'via', ['message']);
    const html = readChoice(properties, 'html', ['none', 'designed']);
    const templates = {
      subject: readTemplate(properties, 'subject', DEFAULT_SUBJECT),
      text: readTemplate(properties, 'text', DEFAULT_TEXT),
    };
    const lists = readRecipientLists(properties, findGroup(properties));
    const warnAboutMissing = warnOnce(node);
    let recipients: Promise<Recipients> | undefined;
    status({});

    return async (msg, desk) => {
      // At the first message and not before, because reading addresses loads the mail library.
      recipients ??= readRecipients(lists);
      const simulated = isSimulated(msg);
      const options = { simulated, html };
      const notification = composeNotification(msg, templates, await recipients, options);
      warnAboutMissing(notification.missing);
      const id = own(msg.alert, 'id');
      address(msg, notification.recipients);
      msg.topic = notification.subject;
      msg.payload = notification.payload;
      msg.plaintext = notification.plaintext;
      msg.notification = {
        id: typeof id === 'string' ? id : RED.util.generateId(),
        to: [...notification.recipients.to],
        subject: notification.subject,
      };
      status(withDemo({ fill: 'green', shape: 'dot', text: 'composed' }, simulated));
      desk.emit(COMPOSED, msg);
    };
  }

  function findGroup(properties: Properties): Properties {
    const id = readText(properties, 'group');
    if (id === '') return {};
    const group = own({ ...RED.nodes.getNode(id) }, 'group');
    if (typeof group === 'object' && group !== null) return { ...group };
    throw new ConfigurationError('group', 'there is no such group');
  }

  RED.nodes.registerType('virustotal-notify', createNotify);
};

function readTemplate(properties: Properties, name: string, fallback: string): Template {
  try {
    return compileTemplate(readText(properties, name, fallback));
  } catch (error) {
    if (error instanceof TemplateError) throw new ConfigurationError(name, error.message);
    throw error;
  }
}

interface RecipientLists {
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
}

/** Looked at when the node is set up already: a recipient that is none must not wait for an alert. */
function readRecipientLists(properties: Properties, group: Properties): RecipientLists {
  const lists = {
    to: `${readText(group, 'to')}\n${readText(properties, 'to')}`,
    cc: readText(group, 'cc'),
    bcc: readText(group, 'bcc'),
  };
  const suspect = Object.values(lists)
    .flatMap((list) => list.split(/[\r\n]+/))
    .find((line) => line.trim() !== '' && !line.includes('@'));
  if (suspect === undefined) return lists;
  throw new RecipientError(`"${printable(suspect.trim())}" is no mail address`);
}

async function readRecipients(lists: RecipientLists): Promise<Recipients> {
  const [to, cc, bcc] = await Promise.all([
    parseAddresses(lists.to),
    parseAddresses(lists.cc),
    parseAddresses(lists.bcc),
  ]);
  return { to, cc, bcc };
}

/**
 * What the e-mail node acts on besides subject and text (node-red-node-email 5, 61-email.js). An
 * event from a mail gateway brings most of it along: the alert would go out in the attacker's name,
 * with the malware attached, to whom the attacker chose.
 */
const MAIL_FIELDS =
  'attachments description envelope filename from header headers inReplyTo priority references replyTo'.split(
    ' ',
  );

/** Replaces the recipients, also by nothing, and takes away whatever else would change the mail. */
function address(msg: Message, recipients: Recipients): void {
  for (const field of MAIL_FIELDS) delete msg[field];
  for (const field of ['to', 'cc', 'bcc'] as const) {
    if (recipients[field].length > 0) msg[field] = recipients[field].join(', ');
    else delete msg[field];
  }
}

/** Warns about fields that a template names in vain, once for each set of them. */
function warnOnce(node: Node): (missing: readonly string[]) => void {
  const warned = new Set<string>();
  return (missing) => {
    const names = missing.join(', ');
    if (names === '' || warned.has(names) || warned.size > 100) return;
    warned.add(names);
    node.warn(`The message has no ${names}; the template prints nothing there`);
  };
}
