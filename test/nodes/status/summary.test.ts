import assert from 'node:assert/strict';
import type { Figures } from '../../../nodes/shared/figures/figures';
import type { Happened } from '../../../nodes/shared/figures/happened';
import { createTexts, type Texts } from '../../../nodes/shared/status/texts';
import { summaryOf } from '../../../nodes/status/summary';
import { createFakeClock } from '../../support/fake-clock';
import { readCatalogue, translateBy } from '../../support/texts';
import { FIGURES, HAPPENED, HOUR, INSTANCES, NOON } from './figures';

const clock = createFakeClock(NOON);
const english = createTexts(translateBy(readCatalogue('status')), clock);
const german = createTexts(translateBy(readCatalogue('status', 'de')), clock);

function summary(figures: Partial<Figures>, happened: Partial<Happened> = {}): string {
  return summaryOf({ ...FIGURES, ...figures }, { ...HAPPENED, ...happened }, english);
}

const NOTHING: Partial<Happened> = {
  lookups: new Map(),
  verdicts: new Map(),
  alerts: new Map(),
  mails: new Map(),
  verdictNotes: [],
  alertNotes: [],
  mailNotes: [],
};

function many<Item>(item: Item): Item[] {
  return Array.from({ length: 1000 }, () => item);
}

/** What is said of the Node-REDs that share a store. */
function instances(texts: Texts): string {
  const text = summaryOf({ ...FIGURES, instances: INSTANCES }, HAPPENED, texts);
  return text.split('\n\n')[2] ?? '';
}

describe('the summary of a status', () => {
  it('tells the worst first, defanged', () => {
    assert.equal(
      summary({}),
      `VirusTotal since Jan 14, 12:00:00

All accounts, stores and mail servers work.

Verdicts: 2 malicious, 1 suspicious, 90 clean
- malicious 52 / 70, hxxp[:]//evil[.]example/a, 3 times, last 11:59:00
- malicious 8 / 70, 192[.]0[.]2[.]7, 3 times, last 11:59:00
- suspicious 2 / 70, hxxp[:]//shop[.]example/login, 3 times, last 11:59:00

Alerts: 2 raised, 10 suppressed
- severity 9: hxxp[:]//evil[.]example/a, 1 raised, 5 suppressed, last 11:59:00
- severity 3: mild[.]example, 1 raised, 5 suppressed, last 11:59:00

Mails: 1 delivered, 1 given up
- given up: malicious: hxxp[:]//evil[.]example/a, to desk@example.com: 550 no such user

Lookups and quota:
- Main: 12 of 500 today, 1,230 of 15,500 this month, 3 waiting, next 12:00:30, answers: 100, 85 from memory (88 %), 3 by your list, 3 failed (timeout 2, network 1)`,
    );
  });

  it('begins with what is bad', () => {
    const since = NOON - HOUR;
    const account = { what: 'account', id: 'a1', name: 'Main' } as const;
    const server = { what: 'mail-server', id: 'm1', name: '' } as const;
    const until = NOON + 12 * HOUR;
    const text = summary({
      bad: [
        { ...account, code: 'day', message: 'used up', since, until },
        { ...server, code: 'sign-in', message: '535 no', since },
      ],
    });
    assert.match(
      text,
      /^.*\n\nNot working:\n- account Main: the quota of the day is gone, until [^\n]*00:00, since 11:00:00\n- mail server m1: refuses user or password, since 11:00:00\n\nVerdicts/,
    );
  });

  it('tells of the Node-REDs that share a store', () => {
    assert.equal(
      instances(english),
      `Node-REDs on PostgreSQL:
- red-1:1880: this one, since 11:00:00, requests under way: 1, messages waiting: 12, mails waiting: 2, alerts kept: 3
- red-2:1880: since 11:00:00
- red-3:1880: gone, last seen 11:50:00`,
    );
    assert.match(instances(german), /- red-3:1880: weg, zuletzt gesehen 11:50:00$/);
  });

  it('tells of nothing that happened in a few lines', () => {
    const text = summary({ accounts: [], mails: [] }, NOTHING);
    assert.equal(
      text.split('\n\n').slice(1).join('\n'),
      'All accounts, stores and mail servers work.\nVerdicts: none\nAlerts: none\nMails: none',
    );
  });

  it('tells of mails that wait and of outputs by which something is lost', () => {
    const text = summary({
      mails: [
        {
          node: 'n1',
          name: 'Desk',
          mailer: 'm1',
          waiting: 2,
          dead: 1,
          nextTry: NOON + HOUR,
          failure: 'mail.example.com:25 does not answer',
        },
      ],
      unwired: [
        { node: 'g', name: 'Gate', type: 'virustotal-gate', output: 3, loses: true },
        { node: 'l', name: 'Ask', type: 'virustotal-lookup', output: 2, loses: false },
      ],
    });
    assert.match(
      text,
      /- Desk: 2 waiting, 1 given up, next try 13:00, mail\[\.\]example\[\.\]com:25/,
    );
    assert.match(text, /Outputs that lead nowhere:\n- Gate, virustotal-gate, output 3$/);
    assert.ok(!text.includes('Ask'));
  });

  it('tells of a mail that only some of its receivers got, and who did not', () => {
    const [mail] = HAPPENED.mailNotes;
    assert.ok(mail);
    const refused = { ...mail, fate: 'refused', rejected: ['gone@example.com'] } as const;
    const text = summary({}, { mailNotes: [refused] });
    assert.match(text, /\n- refused: malicious: [^\n]*, to gone@example\.com(?:: |\n|$)/);
  });

  it('stays short, whatever has happened', () => {
    const [verdict] = HAPPENED.verdictNotes;
    const [alert] = HAPPENED.alertNotes;
    const [mail] = HAPPENED.mailNotes;
    const [account] = FIGURES.accounts;
    assert.ok(verdict && alert && mail && account);
    const long = `http://evil.example/${'a'.repeat(9000)}`;
    const names = Array.from({ length: 1000 }, (_, index) => [`level-${index}`, 1] as const);
    const text = summary(
      { accounts: many({ ...account, name: long }) },
      {
        verdicts: new Map(names),
        verdictNotes: many({ ...verdict, indicator: { type: 'url', value: long } }),
        alertNotes: many({ ...alert, subject: long }),
        mailNotes: many({ ...mail, subject: long, why: long, to: many(long) }),
      },
    );
    assert.ok(text.length < 50_000, `${text.length} characters`);
    assert.match(text, /- and 990 more/);
  });

  it('lets nothing from outside make a line, a link or a mark of a text of its own', () => {
    const hostile =
      'evil.example\n- all is well\u2028__number__ \u202e$t(name.plain) http://x.example';
    const [alert] = HAPPENED.alertNotes;
    assert.ok(alert);
    const text = summary({}, { ...NOTHING, alertNotes: [{ ...alert, subject: hostile }] });
    assert.ok(!/[\u2028\u202e]/.test(text));
    assert.ok(!text.includes('\n- all is well'));
    assert.match(
      text,
      /evil\[\.\]example - all is well __number__ {2}\$t\(name\.plain\) hxxp\[:\]/,
    );
  });

  it('says what the demonstration has made up', () => {
    const [account] = FIGURES.accounts;
    const [note] = HAPPENED.verdictNotes;
    assert.ok(account && note);
    const text = summary(
      { accounts: [{ ...account, name: 'Try', simulated: true }] },
      { verdictNotes: [{ ...note, simulated: true }] },
    );
    assert.match(text, /- demo: suspicious/);
    assert.match(text, /- Try \(demo\): 3 waiting/);
  });

  it('is in the language of Node-RED', () => {
    const text = summaryOf(FIGURES, HAPPENED, german);
    assert.match(text, /^VirusTotal seit 14\. Jan\./);
    assert.match(text, /Urteile: 2 schädlich, 1 verdächtig, 90 unauffällig/);
    assert.match(text, /heute 12 von 500, in diesem Monat 1\.230 von 15\.500/);
  });
});
