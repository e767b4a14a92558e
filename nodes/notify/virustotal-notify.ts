import type { Node, NodeAPI, NodeDef } from 'node-red';
import { describeMalformed } from '../../src/mail/addresses';
import { readMailPart } from '../../src/mail/content/part';
import { systemClock } from '../../src/clock';
import { writeAlone } from '../../src/keeping/taking';
import { own } from '../../src/plain-object';
import type { Replaced } from '../../src/store/store';
import { timeOfDay } from '../../src/store/time-of-day';
import { ConfigurationError } from '../shared/configuration-error';
import {
  isSimulated,
  runNode,
  type Desk,
  type Handler,
  type KEPT,
  type Message,
  type Setting,
} from '../shared/run-node';
import { takeOver, type Taken } from '../shared/keeping';
import { shortLists } from '../../src/mail/chat/short-lists';
import { compose, NOBODY, readStyle } from './compose';
import { createComposing } from './composing';
import { createMailMemory } from './last-message';
import { offerMailFigures, watchMailServer } from './figures';
import { createLeaving } from './leaving';
import { offerLastMessage, registerPreviewEndpoints } from './preview-endpoints';
import { offerOutbox, registerMailEndpoints } from './endpoints';
import { createMailNotes } from './sending/mail-notes';
import { createLeftMails, storeLeft } from './leftover-mails';
import { findMailer, type ReadyMailer } from '../mailer/mailer';
import { createNotifyDigest, identityOfDigest, type DigestItem } from './digest';
import { mailTextsIn } from '../shared/language/mail-language';
import { EARLIER_LANGUAGE } from '../shared/language/told-languages';
import { readAllRecipients } from './recipients';
import { asksForVerdict, readTemplates } from './templates';
import { startWithFlows } from '../shared/start-with-flows';
import { toMessage } from './letter';
import { createMessageRoute, createSmtpRoute, identityOf } from './routes';
import { readChoice, readDuration, readText, type Properties } from '../shared/settings';
import { tellMissingVerdict } from '../shared/wiring/tell-missing-verdict';
import { tellUnwired } from '../shared/wiring/tell-unwired';
import { notifyStatus } from '../shared/status/mails';
import { NO_STATUS, withDemo, type MakeStatus } from '../shared/status/status';
import { defaultJournal } from '../store/journals';
import { openStore, openStoreThere } from '../store/open-store';

const COMPOSED = 0;
const GIVEN_UP = 1;

export = function register(RED: NodeAPI): void {
  function createNotify(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const ports = { outputs: 2, failureOutput: GIVEN_UP };
    runNode(RED, this, ports, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, setting: Setting): Handler {
    const { status, texts, keepFailures } = setting;
    const via = readChoice(properties, 'via', ['message', 'smtp', 'chat']);
    const style = readStyle(properties);
    const html = readChoice(properties, 'html', ['none', 'designed']);
    const window = readDuration(properties, 'digest', '') ?? 0;
    const group = findGroup(properties);
    const mailTexts = mailTextsIn(RED, readText(group, 'language', EARLIER_LANGUAGE));
    const templates = readTemplates(properties, mailTexts, style !== undefined);
    const recipients = style ? NOBODY : readAllRecipients(properties, group);
    const mailerId = readText(properties, 'mailer');
    const mailerNow = (): ReadyMailer => findMailer(RED, mailerId);
    const mailer = via === 'smtp' ? mailerNow() : undefined;
    const keeps = mailer !== undefined || window > 0;
    const storeId = mailer ? mailer.store : storeLeft(RED, mailerId);
    const lease = keeps ? openStore(RED, node, storeId) : openStoreThere(RED, node, storeId);
    const composition = { style, recipients, html, texts: mailTexts };
    const lists = style && shortLists(mailTexts);
    const warnAboutMissing = warnOnce(node);
    const journal = lease ? () => lease.journal : defaultJournal(RED, node);
    const notes = createMailNotes(journal, node.id);
    const leaving = createLeaving(RED, node, lease?.store);
    const { door } = leaving;
    const composing = createComposing();
    const memory = createMailMemory(systemClock);
    offerLastMessage(RED, node, memory);
    keepFailures(leaving.keepFailure);
    const composed = recipients.malformed ? 'composedForOthers' : 'composed';
    let last = NO_STATUS;

    let watchServer: (() => void) | undefined;

    function show(): void {
      watchServer?.();
      status(() => route.status() ?? left?.status() ?? digest?.status() ?? last());
    }

    function ended(end: MakeStatus): void {
      last = end;
      show();
    }

    const route =
      mailer && lease
        ? createSmtpRoute({
            RED,
            node,
            texts,
            mailer: mailerNow,
            giveUpAfter: mailer.giveUpAfter,
            from: mailer.from,
            store: lease.store,
            leaving,
            notes,
            now: () => timeOfDay(lease.store, systemClock),
            changed: show,
            ended,
          })
        : createMessageRoute(leaving, (draft) => {
            notes.composed(draft);
            ended(() => withDemo(texts, notifyStatus(texts, composed), draft.simulated));
          });
    const left =
      lease && !mailer
        ? createLeftMails({
            RED,
            node,
            texts,
            mailerId,
            store: lease.store,
            leaving,
            notes,
            changed: show,
            ended,
          })
        : undefined;
    // Without a window it sends at once what was collected when there was one.
    const digest =
      lease &&
      createNotifyDigest({
        node,
        texts,
        store: lease.store,
        window,
        send: sendDigest,
        changed: show,
      });

    async function sendDigest(items: readonly DigestItem[], collected: Replaced): Promise<boolean> {
      const parts = items.map(({ part }) => part);
      const alerts = items.map(({ alert, verdict }) => ({ alert, verdict }));
      const draft = {
        msg: toMessage({ alerts }),
        ...(await compose(parts, composition)),
        id: RED.util.generateId(),
        identity: identityOfDigest(items),
        simulated: parts.some(({ simulated }) => simulated),
        write: writeAlone,
      };
      return await route.sendOwn(draft, collected);
    }

    const workers = [leaving, route, left, digest, composing].filter((each) => each !== undefined);
    const started = lease && startWithFlows(RED, node, workers, lease);
    const outbox = route.outbox ?? left?.outbox;
    if (outbox) {
      offerOutbox(RED, node, outbox);
      offerMailFigures(RED, node, mailerId, outbox);
      watchServer = watchMailServer(RED, node, mailerId, outbox);
    }
    if (recipients.malformed) {
      node.error(`${describeMalformed(recipients.malformed)}; the others get the mails`);
      last = () => notifyStatus(texts, 'checkRecipients');
    }
    show();
    if (via !== 'smtp') {
      tellUnwired(RED, node, {
        output: COMPOSED,
        consequence: `the ${style ? 'text' : 'mail'} is written, and nobody sends it`,
        loses: true,
      });
    }
    tellUnwired(RED, node, {
      output: GIVEN_UP,
      consequence: 'what fails or is given up goes to Catch nodes alone',
      loses: false,
    });
    if ((html === 'designed' && !style) || asksForVerdict(properties)) {
      tellMissingVerdict(RED, node, 'verdict', (sentence) => {
        node.warn(sentence);
        // Before the first mail, which would say nothing.
        ended(() => notifyStatus(texts, 'noVerdict'));
      });
    }

    /** Resolves when the message has ended; it is written down by what `taken` has for that. */
    async function notify(msg: Message, desk: Desk, taken: Taken): Promise<typeof KEPT | void> {
      if (keeps) await started;
      const simulated = isSimulated(msg);
      memory.see(msg);
      const part = readMailPart(msg, templates, simulated, mailTexts, lists);
      warnAboutMissing(part.missing);
      if (lease && digest && window > 0) {
        await taken.write(lease.store, (replaced) => digest.add(msg, part, replaced), true);
        return undefined;
      }
      const id = own(msg.alert, 'id');
      const origin = taken.origin ?? { node: node.id, at: systemClock.now() };
      const draft = {
        msg,
        ...(await compose([part], composition)),
        id: typeof id === 'string' ? id : RED.util.generateId(),
        identity: identityOf(msg, origin),
        simulated,
        write: taken.write,
      };
      const end = await route.send(draft, desk);
      // By a message it goes on to others, who write nothing down.
      if (!mailer) taken.passedOn();
      return end;
    }

    return (msg, desk) => {
      const errand = door.errandOf(msg);
      if (errand) return errand(desk);
      return takeOver(RED, node.id, msg, (taken) =>
        composing.until(taken, (noted) => notify(msg, desk, noted)),
      );
    };
  }

  function findGroup(properties: Properties): Properties {
    const id = readText(properties, 'group');
    if (id === '') return { language: readText(properties, 'language', EARLIER_LANGUAGE) };
    const group = own({ ...RED.nodes.getNode(id) }, 'group');
    if (typeof group === 'object' && group !== null) return { ...group };
    throw new ConfigurationError('group', 'there is no such group');
  }

  registerMailEndpoints(RED);
  registerPreviewEndpoints(RED);
  RED.nodes.registerType('virustotal-notify', createNotify);
};

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
