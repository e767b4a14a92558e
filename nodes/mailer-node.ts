import type { NodeAPI } from 'node-red';
import type { MailDelivery } from '../src/alert/mail-delivery';
import { own } from '../src/plain-object';
import { ConfigurationError } from './configuration-error';

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
export type Mailer = ReadyMailer | { readonly ready: false; readonly problem: Error };

/** The mailer node `id`. Throws `ConfigurationError` where there is none, and what is wrong with it. */
export function findMailer(RED: NodeAPI, id: string): ReadyMailer {
  const node: unknown = RED.nodes.getNode(id);
  const mailer = own(node, 'mailer');
  if (own(node, 'type') !== 'virustotal-mailer' || !isMailer(mailer)) {
    throw new ConfigurationError('mailer', 'no mailer is chosen');
  }
  if (!mailer.ready) throw mailer.problem;
  return mailer;
}

function isMailer(value: unknown): value is Mailer {
  return typeof own(value, 'ready') === 'boolean';
}
