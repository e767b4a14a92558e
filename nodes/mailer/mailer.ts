import type { NodeAPI } from 'node-red';
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
