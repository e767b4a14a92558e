import assert from 'node:assert/strict';
import { systemClock } from '../../src/clock';
import { createMailDelivery } from '../../src/mail/delivery/delivery';
import { TIMEOUTS, type MailServer, type MailTimeouts } from '../../src/mail/delivery/server';
import { DeliveryError } from '../../src/mail/errors';
import { everybody } from '../../src/mail/mail';
import type { Receipt } from '../../src/mail/receipt';
import { startFaultySmtp, type FaultySmtp } from './faulty-smtp';
import { mailNumber } from './mails';

const NEVER = new AbortController().signal;

/** A server, and the way to it. */
export interface StartedDelivery {
  readonly server: FaultySmtp;
  deliver(number?: number): Promise<Receipt>;
  /** With what a delivery fails. */
  failure(): Promise<DeliveryError>;
  close(): Promise<void>;
}

/** Starts a real SMTP server and makes the way to it, in plain text unless told otherwise. */
export async function startDelivery(
  options: Parameters<typeof startFaultySmtp>[0] = {},
  changes: Partial<MailServer> = {},
  timeouts: Partial<MailTimeouts> = {},
): Promise<StartedDelivery> {
  const server = await startFaultySmtp(options);
  const way: MailServer = {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: '',
    password: '',
    ...changes,
  };
  const delivery = createMailDelivery(way, systemClock, { ...TIMEOUTS, ...timeouts });
  const deliver = (number = 1): Promise<Receipt> => {
    const mail = mailNumber(number);
    return delivery.deliver(mail, everybody(mail), NEVER);
  };
  return {
    server,
    deliver,
    async failure() {
      const error: unknown = await deliver().then(
        () => assert.fail('it was delivered'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof DeliveryError, String(error));
      return error;
    },
    async close() {
      await delivery.close();
      await server.close();
    },
  };
}
