import type { NodeAPI } from 'node-red';
import { parseAddresses } from '../../src/mail/addresses';
import { RecipientError } from '../../src/mail/errors';
import type { MailDelivery } from '../../src/mail/delivery/delivery';
import { own } from '../../src/plain-object';
import { ConfigurationError } from '../shared/configuration-error';

/** A mailer that works. */
export interface ReadyMailer {
  readonly ready: true;
  readonly delivery: MailDelivery;
  /** `address` or `Name <address>`. */
  readonly from: string;
  /** Milliseconds; `Infinity` means never. */
  readonly giveUpAfter: number;
  /** The id of the store node in which mails wait; empty for the embedded one. */
  readonly store: string;
}

/** What a mailer node holds: itself, or why it cannot work. */
export type Mailer =
  ReadyMailer | { readonly ready: false; readonly problem: Error; readonly store: string };

/** The mailer node `id`, whether it can work at the moment or not; `undefined` where there is none. */
export function lookUpMailer(RED: NodeAPI, id: string): Mailer | undefined {
  const node: unknown = RED.nodes.getNode(id);
  const mailer = own(node, 'mailer');
  return own(node, 'type') === 'virustotal-mailer' && isMailer(mailer) ? mailer : undefined;
}

/** The mailer node `id`. Throws `ConfigurationError` where there is none, and what is wrong with it. */
export function findMailer(RED: NodeAPI, id: string): ReadyMailer {
  const mailer = lookUpMailer(RED, id);
  if (!mailer) throw new ConfigurationError('mailer', 'no mail server is chosen');
  if (!mailer.ready) throw mailer.problem;
  return mailer;
}

function isMailer(value: unknown): value is Mailer {
  return typeof own(value, 'ready') === 'boolean';
}

/**
 * The one address in the `from` of a mailer. Not read before the first mail, because that loads the
 * mail library. Rejects with `ConfigurationError`.
 */
export async function readSender(text: string): Promise<string> {
  const [sender, ...others] = await parseAddresses(text).catch((error: unknown) => {
    if (error instanceof RecipientError) throw new ConfigurationError('from', error.message);
    throw error;
  });
  if (sender !== undefined && others.length === 0) return sender;
  throw new ConfigurationError('from', 'one mail address is expected');
}
