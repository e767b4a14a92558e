import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createTransport } from 'nodemailer';
import { composeDigest } from '../../../src/mail/page/digest';
import { composeMail, type Notification } from '../../../src/mail/page/notification';
import { readMailPart } from '../../../src/mail/content/part';
import { systemClock } from '../../../src/clock';
import { startInbox, type Inbox } from '../../../src/simulator/inbox/inbox';
import { type ReceivedMail } from '../../../src/simulator/inbox/received-mail';
import { hostileEvents } from '../../support/hostile-events';
import { mailTemplates, RAISED, RECIPIENTS } from '../../support/mail-parts';

const TEMPLATES = mailTemplates(
  '{{verdict.level}}: {{verdict.indicator.value}} {{user}}',
  '{{verdict.indicator.value}}\n.\nFrom {{user}}\n{{verdict.reasons}}\n',
);

/** What nodemailer writes into every mail of these; an event adds none. */
const HEADERS = [
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'subject',
  'to',
] as const;

describe('a mail that has gone through SMTP', () => {
  let inbox: Inbox;

  beforeEach(async () => {
    inbox = await startInbox({ clock: systemClock });
  });

  afterEach(() => inbox.close());

  async function deliver(mails: readonly Notification[]): Promise<readonly ReceivedMail[]> {
    const transport = createTransport({
      ...inbox.smtp,
      secure: false,
      ignoreTLS: true,
      pool: true,
    });
    try {
      for (const { subject, plaintext, html, recipients } of mails) {
        await transport.sendMail({
          from: 'alerts@alertwire.example',
          to: [...recipients.to],
          subject,
          text: plaintext,
          ...(html !== undefined && { html }),
        });
      }
    } finally {
      transport.close();
    }
    return inbox.mails();
  }

  it('is as it was composed, text and HTML', async () => {
    const part = readMailPart(RAISED, TEMPLATES, true);
    const sent = [
      composeMail(part, RECIPIENTS, 'designed'),
      composeDigest([part, part], RECIPIENTS, 'designed'),
    ];
    const received = await deliver(sent);
    assert.equal(received.length, 2);
    for (const [index, mail] of received.entries()) assertSame(mail, sent[index]);
  });

  it('has no header and no part of an event that would like to add one', async function () {
    this.timeout(30_000);
    const sent = [...hostileEvents(100, 11)].map((event) =>
      composeMail(readMailPart(event, TEMPLATES, false), RECIPIENTS, 'designed'),
    );
    const received = await deliver(sent);
    assert.equal(received.length, sent.length);
    for (const [index, mail] of received.entries()) assertSame(mail, sent[index]);
  });
});

function assertSame(received: ReceivedMail | undefined, sent: Notification | undefined): void {
  assert.ok(received && sent);
  assert.equal(received.subject, sent.subject);
  assert.equal(plain(received.text), plain(sent.plaintext));
  assert.equal(plain(received.html ?? ''), plain(sent.html ?? ''));
  assert.deepEqual(received.envelope.to, RECIPIENTS.to);
  assert.deepEqual(headerNames(received.raw), HEADERS);
}

/** Line ends are the transport's own affair, and so is white space at the end. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}

function headerNames(raw: Buffer): string[] {
  const [head = ''] = raw.toString('latin1').split('\r\n\r\n', 1);
  return head
    .split(/\r\n(?![ \t])/)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
    .toSorted();
}
