import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { MailServer } from '../../../src/mail/delivery/server';
import type { DeliveryCause } from '../../../src/mail/errors';
import { makeCertificate } from '../../support/certificate';
import type { Behaviour } from '../../support/faulty-smtp';
import { startDelivery, type StartedDelivery } from '../../support/mail-delivery';

const SECRETS = { user: 'postmaster', password: 'pa55w0rd!' };

describe('what the owner of a mail server node is told to do', () => {
  let started: StartedDelivery;

  afterEach(() => started.close());

  const table: readonly (readonly [
    string,
    Behaviour,
    Partial<MailServer>,
    DeliveryCause,
    RegExp,
  ])[] = [
    [
      'a server that wants STARTTLS',
      { mail: '530 5.7.0 Must issue a STARTTLS command first' },
      {},
      'security',
      /Choose STARTTLS as the encryption$/,
    ],
    [
      'a server that takes no password any more',
      { auth: '550 5.7.30 Basic authentication is not supported for Client Submission.' },
      SECRETS,
      'credentials',
      /choose OAuth 2$/,
    ],
    [
      'a tenant whose passwords are off',
      { auth: '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.' },
      SECRETS,
      'credentials',
      /choose OAuth 2$/,
    ],
    [
      'a mailbox that may not send by SMTP',
      {
        auth: '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
      },
      SECRETS,
      'credentials',
      /An administrator has to allow the mailbox to send by SMTP$/,
    ],
    [
      'a server that wants an app password',
      { auth: '534-5.7.9 Application-specific password required.\r\n534 5.7.9 Bye' },
      SECRETS,
      'credentials',
      /It wants an app password, or OAuth 2$/,
    ],
    [
      'a server without our mechanisms',
      { mechanisms: 'GSSAPI NTLM', auth: '504 5.7.4 Unrecognized authentication type' },
      SECRETS,
      'credentials',
      /none of the ways to sign in that there are here \(PLAIN, LOGIN, CRAM-MD5\), but GSSAPI, NTLM$/,
    ],
    [
      'a server that takes OAuth 2 only',
      { mechanisms: 'XOAUTH2 OAUTHBEARER', auth: '504 5.7.4 Unrecognized authentication type' },
      SECRETS,
      'credentials',
      /but XOAUTH2, OAUTHBEARER: choose OAuth 2$/,
    ],
    [
      'a server that offers no sign-in in plain text',
      { mechanisms: '', mail: '530 5.7.57 Client not authenticated to send mail' },
      SECRETS,
      'credentials',
      /It offers no way to sign in before the connection is encrypted: choose STARTTLS or TLS$/,
    ],
    [
      'a server that wants a user',
      { mail: '530 5.7.0 Authentication required' },
      {},
      'credentials',
      /It asks for a user and a password$/,
    ],
    [
      'a server that does not like how it is greeted',
      { ehlo: '421 4.7.0 Try again later, closing connection. (EHLO)' },
      {},
      'busy',
      /It may want another name to be greeted by: see Greeting$/,
    ],
    [
      'a server that says so only to a recipient',
      { otherwise: '504 5.5.2 <3f2a1bc4>: Helo command rejected: not fully-qualified' },
      {},
      'unreachable',
      /It may want another name to be greeted by: see Greeting$/,
    ],
    [
      'a server of another kind',
      { greeting: '* OK IMAP4rev1 ready' },
      {},
      'unreachable',
      /Is this the address of a mail server \(SMTP\)\?$/,
    ],
    [
      'a server without STARTTLS',
      {},
      { security: 'starttls' },
      'security',
      /It offers no STARTTLS here: choose TLS as the encryption, with its port$/,
    ],
    [
      'a server that begins in plain text',
      {},
      { security: 'tls' },
      'security',
      /It begins in plain text: choose STARTTLS as the encryption$/,
    ],
  ];
  for (const [what, behaviour, changes, reason, advice] of table) {
    it(`is told of ${what}`, async () => {
      started = await startDelivery({}, changes);
      started.server.behave(behaviour);
      const error = await started.failure();
      assert.equal(error.reason, reason);
      assert.match(error.message, advice);
      assert.ok(!error.message.includes(SECRETS.password));
    });
  }

  for (const security of ['starttls', 'none'] as const) {
    it(`is told of a server that waits for TLS from the first byte: ${security}`, async () => {
      const certificate = await makeCertificate('localhost');
      started = await startDelivery(
        { certificate, implicit: true },
        { security },
        { greeting: 100, connect: 1000 },
      );
      const error = await started.failure();
      assert.equal(error.reason, 'unreachable');
      assert.match(
        error.message,
        /waits for TLS from the first byte, choose TLS as the encryption$/,
      );
    });
  }
});
