import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { exampleEnvironment, readExample, type FlowNode } from '../support/example-flows';
import { lookupsAsked } from '../support/lookups-asked';
import { startMailbox, type Mailbox } from '../support/mailbox';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { idOf, writeReportedMail, type ReportedMail } from '../support/reported-mail';

const KEY = 'a11ce5ed'.repeat(8);

const EACH_MINUTE = 'a1e2700700000010';

const NO_LIMIT = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };

const BAD_URL = 'http://malware.wicar.org/data/eicar.com';
const WRAPPED = `https://eur02.safelinks.protection.outlook.com/?url=${encodeURIComponent(BAD_URL)}&data=05%7C02%7C&reserved=0`;
const PHISHING_URL = 'https://testsafebrowsing.appspot.com/s/phishing.html';
const MALWARE_URL = 'https://testsafebrowsing.appspot.com/s/malware.html';
const CLEAN_URL = 'https://nodered.org/';
/** Flagged, in the words of the stand-in. */
const SCRIPT = 'echo simulated: two engines find this script suspicious\n';
const PICTURE = Buffer.from('only a logo');

const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');
const idOfUrl = (url: string): string => Buffer.from(url).toString('base64url');

/** The mail that an Outlook user attaches to the report. */
const ATTACHED = [
  'From: Parcel service <parcel@sender.example>',
  'Subject: Your parcel',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  `<a href=3D"${PHISHING_URL.slice(0, 30)}=`,
  `${PHISHING_URL.slice(30)}">Track it</a>`,
].join('\r\n');

const OF_PROGRAMS: Readonly<Record<string, Partial<ReportedMail>>> = {
  'is answered by a program': { headers: ['Auto-Submitted: auto-replied'] },
  'is made by a program': { headers: ['Auto-Submitted: auto-generated (rejected)'] },
  'says both': { headers: ['Auto-Submitted: no', 'Auto-Submitted: auto-notified'] },
  'is bulk': { headers: ['Precedence: bulk'] },
  'is junk': { headers: ['Precedence: JUNK'] },
  'is from a list': { headers: ['List-Id: <all.alertwire.example>'] },
  'can be unsubscribed from': { headers: ['List-Unsubscribe: <https://www.example.com/>'] },
  'wants no automatic answer': { headers: ['X-Auto-Response-Suppress: OOF, AutoReply'] },
  'has nobody to return to': { headers: ['Return-Path: <>'] },
  'is of the mailer daemon': { from: 'MAILER-DAEMON@alertwire.example' },
  'is of the postmaster': { from: 'Mail system <postmaster@alertwire.example>' },
  'is of nobody who reads': { from: 'no-reply@alertwire.example' },
  'is of the mailbox itself': { from: 'Phishing <phishing@alertwire.example>' },
  'is of the sender of the answers': { from: 'node-red@alertwire.example' },
};

const OF_STRANGERS: Readonly<Record<string, Partial<ReportedMail>>> = {
  'is of a stranger': { from: 'eve@evil.example' },
  'is of a domain that ends alike': { from: 'eve@evil-alertwire.example' },
  'is of a domain that begins alike': { from: 'eve@alertwire.example.evil.example' },
  'is of a domain below a listed one': { from: 'eve@evil.alertwire.example' },
  'has a listed domain as its name': { from: '"bob@alertwire.example" <eve@evil.example>' },
  'hides a stranger in quotes': { from: '"eve@evil.example,bob"@alertwire.example' },
  'wants the answer elsewhere': {
    from: 'eve@evil.example',
    headers: ['Reply-To: bob@alertwire.example'],
  },
};

describe('example 07, over IMAP and SMTP', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess;
  let inbox: Inbox;
  let mailbox: Mailbox;
  let simulator: SimulatorServer;

  before(async () => {
    inbox = await startInbox({ clock: systemClock });
    mailbox = await startMailbox();
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    nodeRed = await startNodeRed({
      modules: [projectName, 'node-red-node-email'],
      env: exampleEnvironment(KEY, inbox.smtp, { mailbox }),
    });
    await nodeRed.deploy(readExample('07').map((node) => fitNode(node, simulator.url)));
  });

  after(async () => {
    await nodeRed?.stop();
    await simulator?.close();
    await mailbox?.close();
    await inbox?.close();
  });

  /** Puts mails into the mailbox and has the flow read it; gives where the log ends before that. */
  async function report(...mails: readonly ReportedMail[]): Promise<number> {
    const logged = nodeRed.log().length;
    for (const mail of mails) mailbox.deliver(writeReportedMail(mail));
    await nodeRed.api('POST', `inject/${EACH_MINUTE}`);
    return logged;
  }

  const waitForMails = (count: number): Promise<readonly ReceivedMail[]> =>
    inbox.waitForMails(count, AbortSignal.timeout(20_000));

  /** Resolves when a debug node has shown something `times` times. */
  const shown = (name: string, times: number, logged: number): Promise<void> =>
    nodeRed.waitForLog(new RegExp(`(?:\\[debug:${name}\\][^]*){${times}}`), { after: logged });

  const asked = (): string[] => lookupsAsked(simulator).map(({ path }) => path);

  /** Reports one mail that is answered, and gives the answer. */
  async function answerTo(mail: ReportedMail): Promise<ReceivedMail> {
    inbox.clear();
    await report(mail);
    const isAnswer = ({ subject }: ReceivedMail): boolean => subject === `Re: ${mail.subject}`;
    for (let count = 1; !inbox.mails().some(isAnswer); count += 1) await waitForMails(count);
    const answer = inbox.mails().find(isAnswer);
    assert.ok(answer);
    return answer;
  }

  describe('a mail with a link in a wrapper and a file', () => {
    let mails: readonly ReceivedMail[];

    before(async () => {
      await report({
        from: 'Ann <ann@alertwire.example>',
        headers: ['Auto-Submitted: no', 'Return-Path: <ann@alertwire.example>'],
        subject: 'Fwd: Your parcel',
        html: `<p>Is it real?</p><img src="cid:logo"><a href="${WRAPPED.replaceAll('&', '&amp;')}">Track</a>`,
        files: [
          { name: 'invoice.exe', type: 'application/octet-stream', content: SCRIPT },
          { name: 'logo.png', type: 'image/png', content: PICTURE, contentId: 'logo' },
        ],
      });
      mails = await waitForMails(3);
    });

    it('has the link unwrapped and the file hashed, and nothing else is sent', () => {
      assert.deepEqual(asked().toSorted(), [
        `/api/v3/files/${sha256(SCRIPT)}`,
        `/api/v3/urls/${idOfUrl(BAD_URL)}`,
      ]);
      const sent = JSON.stringify(simulator.requests);
      assert.doesNotMatch(sent, /safelinks|POST/);
    });

    it('is an alert for each of them', () => {
      const alerts = mails.filter(({ to }) => to === 'soc@alertwire.example');
      assert.deepEqual(alerts.map(({ subject }) => subject).toSorted(), [
        `In a reported mail: ${sha256(SCRIPT)} (2 / 66)`,
        'In a reported mail: hxxp[:]//malware[.]wicar[.]org/data/eicar[.]com (15 / 71)',
      ]);
      for (const { text } of alerts) {
        assert.match(
          text,
          /^ann\[?@\]?alertwire\[?\.\]?example has reported the mail "Fwd: Your parcel"/,
        );
        assert.ok(text.includes(`Attached: invoice.exe, SHA-256 ${sha256(SCRIPT)}`), text);
      }
    });

    it('is answered to who reported it, by what says that it is a program', () => {
      const [answer, ...others] = mails.filter(({ subject }) => subject.startsWith('Re: '));
      assert.ok(answer && others.length === 0);
      assert.deepEqual(answer.envelope.to, ['ann@alertwire.example']);
      assert.equal(answer.subject, 'Re: Fwd: Your parcel');
      assert.match(
        answer.text,
        /Do not open it: it is dangerous\.\s+Links and files in it: 2\. Known to be dangerous: 2\./,
      );
      const head = answer.raw.toString().split('\r\n\r\n')[0] ?? '';
      assert.match(head, /^Auto-Submitted: auto-replied$/im);
      assert.match(
        head,
        new RegExp(`^In-Reply-To: <${idOf('Fwd: Your parcel')}@client\\.example>$`, 'im'),
      );
      assert.doesNotMatch(answer.raw.toString(), /wicar|attachment|invoice/);
    });

    it('is read once', async () => {
      assert.equal(mailbox.unread(), 0);
      inbox.clear();
      await report({ from: 'bob@staff.alertwire.example', subject: 'Once more', text: WRAPPED });
      const [answer, ...others] = await waitForMails(1);
      assert.deepEqual(answer?.envelope.to, ['bob@staff.alertwire.example']);
      assert.deepEqual(others, []);
    });
  });

  describe('each other mail', () => {
    it('looks into a mail that is attached, whose own hash nobody knows', async () => {
      const answer = await answerTo({
        from: 'ann@alertwire.example',
        subject: 'Reported by a button',
        text: 'See the attached mail.',
        files: [{ name: 'parcel.eml', type: 'message/rfc822', content: ATTACHED }],
      });
      assert.match(answer.text, /it is dangerous/);
      assert.ok(asked().includes(`/api/v3/urls/${idOfUrl(PHISHING_URL)}`));
      assert.equal(
        asked().some((path) => path.endsWith(sha256(ATTACHED))),
        false,
      );
    });

    it('looks into a page that is attached, and hashes it', async () => {
      const page = `<form action="${MALWARE_URL}">Sign in</form>`;
      const answer = await answerTo({
        from: 'Ann@Alertwire.Example',
        subject: 'Sign in again',
        files: [{ name: 'sign-in.html', type: 'text/html', content: page }],
      });
      assert.match(answer.text, /Links and files in it: 2\. Known to be dangerous: 1\./);
      assert.ok(asked().includes(`/api/v3/urls/${idOfUrl(MALWARE_URL)}`));
      assert.ok(asked().includes(`/api/v3/files/${sha256(page)}`));
    });

    it('takes no clean link for a proof, and an unknown one for no clean one', async () => {
      const from = 'ann@alertwire.example';
      const clean = await answerTo({ from, subject: 'Clean', text: CLEAN_URL });
      assert.match(clean.text, /None is known to be dangerous\.\s+That is no proof/);
      const unknown = await answerTo({
        from,
        subject: 'Unknown',
        text: `${CLEAN_URL} https://www.example.com/never-seen-before`,
      });
      assert.match(
        unknown.text,
        /Do not open it yet.*\s+Links and files in it: 2\. Not known: 1\./,
      );
      const nothing = await answerTo({ from, subject: 'Nothing', text: 'Give me a call.' });
      assert.match(nothing.text, /neither a link nor a file/);
    });

    it('asks nothing about the schemas that a mail of Word names', async () => {
      const earlier = asked().length;
      const answer = await answerTo({
        from: 'ann@alertwire.example',
        subject: 'Word',
        html: `<html xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" xmlns="http://www.w3.org/TR/REC-html40"><a href="${CLEAN_URL}">here</a>`,
      });
      assert.match(answer.text, /None is known to be dangerous/);
      assert.equal(asked().length, earlier);
    });

    it('answers to no program and to no stranger', async () => {
      const mails = Object.entries({ ...OF_PROGRAMS, ...OF_STRANGERS }).map(([what, mail]) => ({
        from: 'bob@alertwire.example',
        subject: what,
        text: BAD_URL,
        ...mail,
      }));
      inbox.clear();
      const logged = await report(...mails);
      await shown('Not answered', mails.length, logged);
      const last = await answerTo({
        from: 'ann@alertwire.example',
        subject: 'Last',
        text: BAD_URL,
      });
      assert.deepEqual(
        inbox.mails().filter(({ subject }) => subject.startsWith('Re: ')),
        [last],
      );
    });
  });
});

/** The example as it is imported, but for where VirusTotal is and that the inbox has no certificate. */
function fitNode(node: FlowNode, simulatorUrl: string): FlowNode {
  if (node.type === 'virustotal-account') return { ...node, ...NO_LIMIT, baseUrl: simulatorUrl };
  if (node.type === 'virustotal-mailer') return { ...node, security: 'none' };
  return node.type === 'debug' ? { ...node, console: true } : node;
}
