import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { startInbox } from '../../../src/simulator/inbox/inbox';
import type { Inbox, InboxOptions } from '../../../src/simulator/inbox/inbox';
import { createFakeClock } from '../../support/fake-clock';

describe('the inbox', () => {
  let inbox: Inbox;

  const open = async (options: Partial<InboxOptions> = {}): Promise<void> => {
    inbox = await startInbox({ clock: createFakeClock('2024-02-29T12:00:00Z'), ...options });
  };

  const send = async (mail: object): Promise<void> => {
    const { host, port } = inbox.smtp;
    const transport = createTransport({ host, port, auth: { user: 'anybody', pass: 'anything' } });
    await transport.sendMail({ from: 'sender@example.com', to: 'soc@example.com', ...mail });
  };

  const fetchPage = async (path: string): Promise<string> =>
    (await fetch(new URL(path, inbox.url))).text();

  afterEach(() => inbox.close());

  describe('receives', () => {
    beforeEach(() => open());

    it('a mail with its headers, envelope, text and HTML', async () => {
      await send({
        from: { name: 'Wächter', address: 'sender@example.com' },
        to: 'soc@example.com, lead@example.com',
        bcc: 'archive@example.com',
        subject: 'Bedrohung erkannt: ☣',
        text: 'Zeile eins\nline two',
        html: '<p>Zeile eins</p>',
        messageId: '<one@example.com>',
      });

      const [mail] = inbox.mails();
      assert.ok(mail);
      const { raw, ...parts } = mail;
      assert.deepEqual(parts, {
        id: '1',
        receivedAt: '2024-02-29T12:00:00.000Z',
        envelope: {
          from: 'sender@example.com',
          to: ['soc@example.com', 'lead@example.com', 'archive@example.com'],
        },
        from: 'Wächter <sender@example.com>',
        to: 'soc@example.com, lead@example.com',
        subject: 'Bedrohung erkannt: ☣',
        text: 'Zeile eins\nline two\n',
        html: '<p>Zeile eins</p>\n',
        messageId: '<one@example.com>',
      });
      assert.match(raw.toString(), /^Message-ID: <one@example\.com>\r$/m);
    });

    it('a mail without HTML', async () => {
      await send({ subject: 'plain', text: 'only text' });

      assert.equal(inbox.mails()[0]?.html, undefined);
    });

    it('no more than the newest 200', async () => {
      const { host, port } = inbox.smtp;
      const transport = createTransport({ host, port, pool: true, maxMessages: Infinity });
      const subjects = Array.from({ length: 201 }, (_, index) => `mail ${index}`);
      await Promise.all(
        subjects.map((subject) =>
          transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject, text: '-' }),
        ),
      );
      transport.close();

      const ids = inbox.mails().map(({ id }) => id);
      assert.equal(ids.length, 200);
      assert.deepEqual([ids[0], ids.at(-1)], ['2', '201']);
    });

    it('nothing any more of what was cleared', async () => {
      await send({ subject: 'gone' });
      inbox.clear();
      await send({ subject: 'there' });

      assert.deepEqual(
        inbox.mails().map(({ subject }) => subject),
        ['there'],
      );
    });
  });

  it('refuses a mail over its size limit', async () => {
    await open({ sizeLimit: 10_000 });

    await assert.rejects(send({ text: 'x'.repeat(20_000) }), { responseCode: 552 });

    assert.deepEqual(inbox.mails(), []);
  });

  describe('waits', () => {
    beforeEach(() => open());

    it('until it holds as many mails as asked for', async () => {
      const two = inbox.waitForMails(2, new AbortController().signal);
      await send({ subject: 'first' });
      await send({ subject: 'second' });

      assert.deepEqual(
        (await two).map(({ subject }) => subject),
        ['first', 'second'],
      );
    });

    it('not at all for what is there', async () => {
      await send({ subject: 'first' });

      assert.equal((await inbox.waitForMails(1, new AbortController().signal)).length, 1);
    });

    it('no longer than its caller', async () => {
      const caller = new AbortController();
      const never = inbox.waitForMails(1, caller.signal);
      caller.abort(new Error('enough'));

      await assert.rejects(never, /enough/);
      await assert.rejects(inbox.waitForMails(1, caller.signal), /enough/);
    });

    it('never for more than it keeps', () => {
      assert.throws(() => inbox.waitForMails(201, new AbortController().signal), RangeError);
    });
  });

  describe('shows', () => {
    beforeEach(() => open());

    it('that there is no mail yet', async () => {
      assert.match(await fetchPage('/'), /No mail yet/);
    });

    it('the newest mail first', async () => {
      await send({ subject: 'older' });
      await send({ subject: 'newer' });

      assert.match(await fetchPage('/'), /newer[^]*older/);
    });

    it('a mail with headers and text', async () => {
      await send({ subject: 'Threat detected', text: 'count: 52 / 70' });

      const page = await fetchPage('/mails/1');
      assert.match(page, /<h1>Threat detected<\/h1>/);
      assert.match(page, /<dd>sender@example\.com<\/dd>/);
      assert.match(page, /<pre>count: 52 \/ 70\n<\/pre>/);
      assert.doesNotMatch(page, /<iframe/);
    });

    it('what a hostile sender wrote as text and never as markup', async () => {
      const hostile = `"'><script>alert(1)</script>&amp;`;
      await send({
        from: { name: hostile, address: 'a@example.com' },
        subject: hostile,
        text: hostile,
      });

      for (const page of [await fetchPage('/'), await fetchPage('/mails/1')]) {
        assert.doesNotMatch(page, /<script>alert/);
        assert.match(page, /&#34;&#39;&#62;&#60;script&#62;alert\(1\)&#60;\/script&#62;&#38;amp;/);
      }
    });

    it('the HTML of a mail in a frame that may do nothing', async () => {
      await send({ html: `<img src="http://tracker.example/x"><script>alert(1)</script>` });

      const page = await fetchPage('/mails/1');
      assert.match(page, /<iframe [^>]*sandbox="" srcdoc="&#60;img src=&#34;http/);
      assert.doesNotMatch(page, /<script>alert/);
    });

    it('the page of a mail before its text', async () => {
      await send({ text: 'as text', html: '<p>as a page</p>' });

      const page = await fetchPage('/mails/1');
      assert.ok(page.indexOf('as a page') < page.indexOf('as text'));
      assert.notEqual(page.indexOf('as a page'), -1);
    });

    it('pages that load nothing from elsewhere', async () => {
      const { headers } = await fetch(inbox.url);

      assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; /);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    });

    it('a new mail by itself, through server-sent events', async () => {
      const { headers, body } = await fetch(new URL('/events', inbox.url));
      assert.equal(headers.get('content-type'), 'text/event-stream');
      const events = body?.pipeThrough(new TextDecoderStream()).getReader();
      assert.equal((await events?.read())?.value, 'data: changed\n\n');
      const next = events?.read();
      await send({ subject: 'news' });

      assert.equal((await next)?.value, 'data: changed\n\n');
    });

    it('nothing under another address, and takes nothing in', async () => {
      assert.equal((await fetch(new URL('/mails/7', inbox.url))).status, 404);
      assert.equal((await fetch(new URL('/other', inbox.url))).status, 404);
      assert.equal((await fetch(inbox.url, { method: 'POST' })).status, 405);
    });
  });

  it('ends every connection and both servers when it is closed', async () => {
    await open();
    const socket = connect(inbox.smtp.port, inbox.smtp.host);
    await new Promise((resolve) => socket.once('data', resolve));
    const socketEnded = new Promise((resolve) => socket.once('close', resolve));
    const events = await fetch(new URL('/events', inbox.url));
    const eventsBroken = assert.rejects(events.text());

    await inbox.close();

    await socketEnded;
    await eventsBroken;
    await assert.rejects(fetch(inbox.url));
    await assert.rejects(send({}), { command: 'CONN' });
    await open();
  });
});
