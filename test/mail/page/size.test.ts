import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createTransport } from 'nodemailer';
import { readMailPart, type MailPart } from '../../../src/mail/content/part';
import { composeDigest } from '../../../src/mail/page/digest';
import { composeMail, type Notification } from '../../../src/mail/page/notification';
import { sentSize } from '../../../src/mail/page/size';
import { mailTemplates, RAISED, readable, RECIPIENTS } from '../../support/mail-parts';

/** Bytes at which Gmail cuts a page. */
const GMAIL = 102_000;

const ENGINES = Array.from({ length: 60 }, (_, index) => ({
  engine: `Engine ${index}`,
  label: 'Trojan.GenericKD.1234',
  category: 'malicious',
}));

/** An alert as it is in ordinary life. */
function ordinary(number: number): object {
  const value = `https://login-${number}.evil.example/account/verify?session=${number}`;
  const { verdict, alert } = RAISED;
  return {
    ...RAISED,
    payload: { src: '192.0.2.7', user: 'alice', method: 'GET', url: value, bytes: 5120 },
    verdict: {
      ...verdict,
      positives: (number % 60) + 1,
      detections: ENGINES.slice(0, (number % 60) + 1),
      indicator: { ...verdict.indicator, value },
    },
    alert: { ...alert, severity: (number % 10) + 1, subject: value },
  };
}

/** One in which everything is as large as it can be, of characters that take the most room. */
function huge(character: string): object {
  const long = character.repeat(40_000);
  const many = (count: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`${long.slice(0, 400)}${index}`, long]),
    );
  return {
    payload: many(200),
    verdict: {
      level: 'malicious',
      positives: 60,
      total: 70,
      indicator: { type: 'file', value: long },
      names: [long, long],
      label: long,
      reasons: Array.from({ length: 30 }, () => long),
      detections: Array.from({ length: 100 }, () => ({ engine: long, label: long })),
      tags: [long],
      link: long,
    },
    alert: { subject: long, severity: 3, detection: long, reason: long, module: long },
  };
}

const TEXT = 'About {{verdict.indicator.value}}\n{{verdict.reasons}}\n{{payload}}';

const partOf = (view: object): MailPart =>
  readMailPart(view, mailTemplates(undefined, TEXT), false);

/** The bytes of the HTML as a mail server gets them. */
async function bytesSent({ html, plaintext }: Notification): Promise<number> {
  const transport = createTransport({ streamTransport: true, buffer: true });
  const { message } = await transport.sendMail({ from: 'a@b.example', text: plaintext, html });
  const text = Buffer.isBuffer(message) ? message.toString('latin1') : '';
  const [, after = ''] = text.split(/^Content-Type: text\/html[^\n]*\n/m);
  return Buffer.byteLength(after.slice(0, after.indexOf('\r\n----')));
}

async function isShownWhole(mail: Notification): Promise<void> {
  const { html = '', plaintext } = mail;
  const sent = await bytesSent(mail);
  assert.ok(sent > Buffer.byteLength(html) * 0.9);
  assert.ok(sent < GMAIL, `${sent} bytes of HTML are sent`);
  assert.ok(Buffer.byteLength(html) < GMAIL, `${Buffer.byteLength(html)} bytes of HTML`);
  assert.ok(Buffer.byteLength(plaintext) < GMAIL, `${Buffer.byteLength(plaintext)} bytes of text`);
  assert.match(html, /<\/html>\n$/);
}

describe('the size of a mail', () => {
  const characters = ['x', '"', '&', '=', '\n', 'ü', '木', '🦊', '\u202e', 'a.com '];

  for (const count of [1, 2, 3, 12, 150, 200, 2000]) {
    it(`is one that Gmail shows whole, with ${count} alerts`, async () => {
      const parts = Array.from({ length: count }, (_, index) => partOf(ordinary(index)));
      await isShownWhole(composeDigest(parts, RECIPIENTS, 'designed'));
    });
  }

  for (const character of characters) {
    it(`is one that Gmail shows whole, with events of ${JSON.stringify(character)}`, async () => {
      const part = partOf(huge(character));
      const single = composeMail(part, RECIPIENTS, 'designed');
      await isShownWhole(single);
      assert.match(readable(single.html ?? ''), /60 \/ 70 engines flag it/);
      for (const count of [2, 200]) {
        const parts = Array.from({ length: count }, () => part);
        await isShownWhole(composeDigest(parts, RECIPIENTS, 'designed'));
      }
    });
  }

  it('has room for the worst of many', () => {
    const parts = Array.from({ length: 150 }, (_, index) => partOf(ordinary(index)));
    const { html = '' } = composeDigest(parts, RECIPIENTS, 'designed');
    assert.ok(html.split('class="card"').length > 6, 'there are cards besides the table');
    assert.ok(html.split('border-top').length > 100, 'most are named');
  });

  it('leaves all of three alerts, and all of one with a long text', () => {
    const three = [1, 2, 3].map((number) => partOf(ordinary(number)));
    const { html = '' } = composeDigest(three, RECIPIENTS, 'designed');
    assert.equal(html.split('class="card"').length - 1, 4);
    assert.doesNotMatch(readable(html), /did not fit|cut off/);
    const long = partOf({ ...RAISED, payload: `${'word '.repeat(5000)}end` });
    assert.match(readable(composeMail(long, RECIPIENTS, 'designed').html ?? ''), /word end/);
  });

  it('is said where there is not room for all', () => {
    const part = partOf(huge('"'));
    const text = readable(composeMail(part, RECIPIENTS, 'designed').html ?? '');
    assert.match(text, /\[The text is longer\. It is cut off here/);
    assert.match(text, /and \d+ more/);
  });

  for (const text of ['', 'plain text\r\n', 'a=b', 'ü', '木', '🦊'.repeat(100), 'x'.repeat(1000)]) {
    it(`is never less than what is sent: ${JSON.stringify(text.slice(0, 20))}`, async () => {
      const html = `<p>${text.repeat(50)}</p>`;
      const { plaintext, recipients, missing } = composeMail(partOf({}), RECIPIENTS, 'none');
      const mail = { subject: '', payload: '', plaintext, recipients, missing, html };
      assert.ok((await bytesSent(mail)) <= sentSize(html) + 200);
    });
  }
});
