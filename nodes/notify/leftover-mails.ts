import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { Store } from '../../src/store/store';
import type { Leaving } from './leaving';
import type { MailNotes } from './sending/mail-notes';
import { findMailer, lookUpMailer } from '../mailer/mailer';
import { createNotifyOutbox, type NotifyOutbox } from './outbox';
import { findPlace } from '../store/places';
import { mailEndStatus, outboxStatus } from '../shared/status/mails';
import type { MakeStatus } from '../shared/status/status';
import type { Texts } from '../shared/status/texts';

/** The mails that wait in a node from when it sent by SMTP, now that it does so no more. */
export interface LeftMails {
  /** Has those who look after the mails look into it; absent where there is no mailer. */
  readonly outbox?: NotifyOutbox;
  /** What there is to tell of them; nothing when none waits. */
  status(): NodeStatus | undefined;
  start(): Promise<void>;
  hurry(isRemoved: boolean): void;
  close(isRemoved: boolean): Promise<void>;
}

/** What it takes to end such mails. */
interface LeftMailsOptions {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly texts: Texts;
  /** The id of the mailer that is still chosen. */
  readonly mailerId: string;
  readonly store: Store;
  readonly leaving: Leaving;
  readonly notes: MailNotes;
  readonly changed: () => void;
  /** Hears how each mail has ended. */
  readonly ended: (status: MakeStatus) => void;
}

/**
 * Goes on with the outbox of a node until it is empty, by the mailer that is still chosen, however long
 * that cannot work; without one its mails are given up, by the second output. A message whose mail is delivered ends here:
 * whatever follows would mail it once more.
 */
export function createLeftMails(options: LeftMailsOptions): LeftMails {
  const { RED, node, texts, mailerId, store, leaving, changed } = options;
  const found = lookUpMailer(RED, mailerId);
  const outbox = createNotifyOutbox({
    node,
    mailer: () => findMailer(RED, mailerId),
    giveUpAfter: found?.ready ? found.giveUpAfter : Infinity,
    store,
    leaving,
    changed,
    clone: (msg) => RED.util.cloneMessage(msg),
    ended(end, letter) {
      options.notes.ended(end, letter);
      options.ended(() => mailEndStatus(texts, end));
    },
  });

  async function start(): Promise<void> {
    const waiting = await outbox.queue.waiting();
    const how = found ? ': they still go out by the mail server that was chosen' : '';
    if (waiting > 0) node.warn(`${waiting} mails wait from when this node sent by SMTP${how}`);
    if (found) await outbox.start();
    else await outbox.giveUpAll('There is no mail server any more');
  }

  return {
    ...(found && { outbox }),
    status: () => outboxStatus(texts, outbox.load()),
    start,
    hurry: (isRemoved) => outbox.hurry(isRemoved),
    close: (isRemoved) => outbox.close(isRemoved),
  };
}

/**
 * The id of the store in which a node keeps what it collects and may have left mails: that of the
 * mailer which is still chosen. Empty for the embedded one.
 */
export function storeLeft(RED: NodeAPI, mailerId: string): string {
  const store = lookUpMailer(RED, mailerId)?.store ?? '';
  return findPlace(RED, store).usable ? store : '';
}
