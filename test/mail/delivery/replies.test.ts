import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DeliveryCause } from '../../../src/mail/errors';
import { startDelivery, type StartedDelivery } from '../../support/mail-delivery';

/** To what a reply is given. */
type Place = 'AUTH' | 'MAIL' | 'RCPT' | 'DATA';

/** A recipient that is refused for good is told of by a receipt, and one that is put off too. */
type Meaning = DeliveryCause | 'recipient refused' | 'recipient deferred';

const SECRETS = { user: 'postmaster', password: 'pa55w0rd!' };

/** What real servers reply, and what becomes of the mail. */
const REPLIES: readonly (readonly [Place, string, Meaning])[] = [
  // Google
  [
    'AUTH',
    '535-5.7.8 Username and Password not accepted. For more information, go to',
    'credentials',
  ],
  ['AUTH', '534-5.7.9 Application-specific password required. Learn more at', 'credentials'],
  ['AUTH', '534-5.7.14 Please log in via your web browser and then try again.', 'credentials'],
  ['AUTH', '454 4.7.0 Too many login attempts, please try again later.', 'busy'],
  ['AUTH', '454-4.7.0 Cannot authenticate due to temporary system problem. Try again', 'busy'],
  ['AUTH', '421 4.7.0 Try again later, closing connection.', 'busy'],
  ['MAIL', '530-5.5.1 Authentication Required. Learn more at', 'credentials'],
  ['MAIL', '530 5.7.0 Must issue a STARTTLS command first.', 'security'],
  ['MAIL', '421 4.7.0 Temporary System Problem. Try again later.', 'busy'],
  ['DATA', '550 5.4.5 Daily user sending quota exceeded.', 'busy'],
  ['DATA', '550-5.4.5 Daily SMTP relay sending limit exceeded for user.', 'busy'],
  [
    'RCPT',
    '450 4.2.1 The user is receiving mail at a rate that prevents more',
    'recipient deferred',
  ],
  ['RCPT', '452 4.2.2 The recipient is over quota', 'recipient deferred'],
  [
    'RCPT',
    '550-5.1.1 The email account that you tried to reach does not exist.',
    'recipient refused',
  ],
  ['DATA', '421-4.7.28 Our system has detected an unusual rate of mail from you', 'reluctant'],
  ['DATA', '550-5.7.28 An unusual rate of unsolicited mail comes from your address', 'deferred'],
  ['DATA', '550-5.7.26 This mail is unauthenticated and was blocked', 'refused'],
  ['DATA', '552-5.2.3 Your message exceeded message size limits.', 'refused'],
  ['DATA', '552-5.7.0 This message was blocked because of its content', 'refused'],
  // Microsoft
  [
    'AUTH',
    '550 5.7.30 Basic authentication is not supported for Client Submission.',
    'credentials',
  ],
  [
    'MAIL',
    '550 5.7.30 Basic authentication is not supported for Client Submission.',
    'credentials',
  ],
  [
    'RCPT',
    '550 5.7.30 Basic authentication is not supported for Client Submission.',
    'credentials',
  ],
  [
    'DATA',
    '550 5.7.30 Basic authentication is not supported for Client Submission.',
    'credentials',
  ],
  [
    'AUTH',
    '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.',
    'credentials',
  ],
  ['AUTH', '535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.example]', 'credentials'],
  ['AUTH', '504 5.7.4 Unrecognized authentication type', 'credentials'],
  ['MAIL', '530 5.7.57 Client not authenticated to send mail.', 'credentials'],
  ['MAIL', '451 5.7.3 STARTTLS is required to send mail', 'security'],
  ['MAIL', '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded', 'busy'],
  ['DATA', '432 4.3.2 Concurrent connections limit exceeded. Visit', 'busy'],
  [
    'DATA',
    '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception',
    'busy',
  ],
  [
    'DATA',
    '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception',
    'refused',
  ],
  ['DATA', '554 4.3.2 Concurrent connections limit exceeded', 'busy'],
  ['DATA', '550 5.2.252 Sender throttled due to continuous send as denied errors.', 'busy'],
  [
    'RCPT',
    '554 5.2.122 The recipient has exceeded their limit for the number of messages',
    'recipient deferred',
  ],
  ['RCPT', '550 5.4.1 Recipient address rejected: Access denied.', 'recipient refused'],
  [
    'DATA',
    '421 4.4.2 Message submission rate for this client has exceeded the configured limit',
    'reluctant',
  ],
  // Postfix, Exim, greylists
  ['RCPT', '451 4.7.1 Greylisting in action, please come back later', 'recipient deferred'],
  ['RCPT', '450 4.2.0 Sender address rejected: Greylisted', 'recipient deferred'],
  ['RCPT', '554 5.7.1 Relay access denied', 'recipient refused'],
  ['RCPT', '550 relay not permitted', 'recipient refused'],
  ['RCPT', '452 4.5.3 Too many recipients', 'recipient deferred'],
  ['RCPT', '552 5.5.3 Too many recipients', 'recipient deferred'],
  ['RCPT', '550 Too many recipients received this hour', 'recipient deferred'],
  ['RCPT', '554 5.2.2 mailbox full', 'recipient refused'],
  ['MAIL', '452 4.3.1 Insufficient system storage', 'reluctant'],
  ['MAIL', '538 5.7.11 Encryption required for requested authentication mechanism', 'security'],
  ['MAIL', '550 5.7.1 Authentication required', 'credentials'],
  ['DATA', '552 5.3.4 Message size exceeds fixed limit', 'refused'],
  ['DATA', '554 5.4.6 Too many hops', 'refused'],
  ['DATA', '554 5.7.1 Spam message rejected', 'refused'],
  ['DATA', '451 4.3.0 Temporary lookup failure', 'deferred'],
  // Amazon, and hosts of web sites
  ['DATA', '454 Throttling failure: Maximum sending rate exceeded.', 'busy'],
  ['DATA', '454 Throttling failure: Daily message quota exceeded.', 'busy'],
  ['DATA', '554 Message rejected: Email address is not verified.', 'refused'],
  [
    'DATA',
    '550 5.7.1 You have exceeded the maximum number of emails you may send per hour',
    'busy',
  ],
  ['DATA', '554 5.7.1 Sending is temporarily blocked', 'deferred'],
  ['MAIL', '550 Unauthenticated senders not allowed', 'credentials'],
  ['DATA', '550 Only 50 emails per 1 hour may be sent by you', 'busy'],
  ['DATA', '552 This would exceed the allowance of the day', 'deferred'],
  ['DATA', '550 The quota of today is used up', 'deferred'],
  ['DATA', '550 5.7.705 The tenant has exceeded a threshold', 'deferred'],
  ['MAIL', '554 Too many commands that are no mails', 'reluctant'],
  ['RCPT', '550 5.2.1 The user gets mails at a rate that is too high', 'recipient deferred'],
  ['RCPT', '550 5.7.1 Greylisted, try again in 5 minutes', 'recipient deferred'],
  ['MAIL', '550 SMTP AUTH is required here', 'credentials'],
  ['RCPT', '553 5.7.1 Sender address rejected: not logged in', 'credentials'],
  [
    'RCPT',
    '550-Turn on SMTP authentication: this server does not relay without authentication',
    'credentials',
  ],
  ['RCPT', '504 5.5.2 <3f2a1bc4>: Helo command rejected: not fully-qualified', 'unreachable'],
  ['MAIL', '550 Invalid HELO name: a fully qualified domain name is needed', 'unreachable'],
  ['RCPT', '450 4.7.1 <node.lan>: Helo command rejected: Host not found', 'recipient deferred'],
  ['DATA', '554 5.2.252 SendAsDenied; one is not allowed to send as another', 'refused'],
  // What is no number says nothing for good.
  ['MAIL', 'Not now', 'reluctant'],
  ['RCPT', 'ERR mailbox', 'recipient deferred'],
  ['DATA', 'internal error', 'deferred'],
  ['DATA', '5501 Out of range', 'deferred'],
  ['DATA', '600 6.0.0 Unheard of', 'deferred'],
  ['DATA', '55 Short', 'deferred'],
  ['AUTH', 'What?', 'busy'],
];

const BEHAVIOUR = {
  AUTH: (reply: string) => ({ auth: reply }),
  MAIL: (reply: string) => ({ mail: reply }),
  RCPT: (reply: string) => ({ otherwise: reply }),
  DATA: (reply: string) => ({ data: reply }),
};

/** `550-One` is the first line of two. */
function whole(reply: string): string {
  return /^\d{3}-/.test(reply) ? `${reply}\r\n${reply.slice(0, 3)} the rest - gsmtp` : reply;
}

async function meaningOf(started: StartedDelivery): Promise<Meaning> {
  const receipt = await started.deliver().catch(() => undefined);
  if (!receipt) return (await started.failure()).reason;
  assert.deepEqual(receipt.accepted, []);
  return receipt.refused.length > 0 ? 'recipient refused' : 'recipient deferred';
}

describe('what real mail servers reply', () => {
  for (const [place, reply, meaning] of REPLIES) {
    it(`to ${place} is taken for ${meaning}: ${reply}`, async () => {
      const started = await startDelivery({}, place === 'AUTH' ? SECRETS : {});
      try {
        started.server.behave(BEHAVIOUR[place](whole(reply)));
        assert.equal(await meaningOf(started), meaning);
      } finally {
        await started.close();
      }
    });
  }
});
