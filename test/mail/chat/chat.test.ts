import assert from 'node:assert/strict';
import { composeChat } from '../../../src/mail/chat/chat';
import { shortLists } from '../../../src/mail/chat/short-lists';
import { STYLES } from '../../../src/mail/chat/styles';
import { readMailPart, type MailPart } from '../../../src/mail/content/part';
import { ENGLISH, type MailTexts } from '../../../src/mail/content/texts';
import { mailTemplates, partOf, RAISED } from '../../support/mail-parts';
import { mailTexts } from '../../support/translations';

const LINK = 'https://www.virustotal.com/gui/url/abc';

function defaultPart(message: object, texts: MailTexts = ENGLISH): MailPart {
  const templates = mailTemplates(texts.say('default.subject'), texts.say('default.chat'));
  return readMailPart(message, templates, false, texts, shortLists(texts));
}

function partWith(text: string, message: object = RAISED): MailPart {
  return readMailPart(message, mailTemplates(undefined, text), false, ENGLISH, shortLists(ENGLISH));
}

/** An alert of that severity about the page number `index`. */
function numbered(index: number, severity = 3): MailPart {
  const value = `http://evil${index}.example/`;
  const link = `https://www.virustotal.com/gui/url/${index}`;
  const verdict = { ...RAISED.verdict, indicator: { type: 'url', value }, link };
  return defaultPart({ verdict, alert: { ...RAISED.alert, severity } });
}

describe('a text for a chat', () => {
  it('says what it is about, why, how often, who flags it, and where to look', () => {
    assert.deepEqual(composeChat([defaultPart(RAISED)], 'plain').plaintext.split('\n'), [
      'malicious: hxxp[:]//login[.]evil[.]example/a',
      '2 of 70 engines flag it.',
      'The trusted engine Bkav flags it.',
      'Times seen: 42',
      'Alerts suppressed: 4',
      'Flagged by · Bkav · Sophos',
      `Open in VirusTotal: ${LINK}`,
    ]);
  });

  it('says the same in another language', () => {
    const texts = mailTexts('de');
    const { plaintext, subject } = composeChat([defaultPart(RAISED, texts)], 'plain', texts);
    assert.equal(subject, 'schädlich: hxxp[:]//login[.]evil[.]example/a');
    assert.match(
      plaintext,
      /^Gesehen: 42-mal\nUnterdrückte Alarme: 4\nErkannt von · Bkav · Sophos\n/m,
    );
    assert.ok(plaintext.endsWith(`In VirusTotal öffnen: ${LINK}`), plaintext);
  });

  it('says first that the answer is made up', () => {
    const [, second] = composeChat([partOf('malicious', true)], 'plain').plaintext.split('\n');
    assert.equal(second, ENGLISH.say('simulated'));
  });

  it('names what it is about where there is no verdict, and never nothing', () => {
    const empty = readMailPart({}, mailTemplates('{{nothing}}', ''), false);
    assert.equal(composeChat([empty], 'plain').plaintext, 'Message');
    assert.equal(composeChat([empty], 'ntfy').payload, 'Message');
  });

  it('has no second link where the text has one', () => {
    const { plaintext } = composeChat([partWith('See {{verdict.link}}')], 'plain');
    assert.deepEqual(plaintext.split('\n').slice(1), [`See ${LINK}`]);
  });

  describe('cuts long lists', () => {
    const detections = Array.from({ length: 20 }, (_, index) => ({ engine: `E${index}` }));
    const reasons = detections.map(({ engine }) => `${engine}.`);
    const message = { ...RAISED, verdict: { ...RAISED.verdict, detections, reasons, link: '' } };
    const table: [what: string, template: string, lines: readonly string[]][] = [
      [
        'in one line',
        'By{{#verdict.detections}} · {{engine}}{{/verdict.detections}}.',
        ['By · E0 · E1 · E2 · E3 · E4 · E5 · E6 · E7 and 12 more.'],
      ],
      [
        'one item a line',
        '{{#verdict.detections}}\n{{engine}}\n{{/verdict.detections}}\nend',
        ['E0', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'and 12 more', 'end'],
      ],
      [
        'printed as they are',
        '{{verdict.reasons}}',
        ['E0.', 'E1.', 'E2.', 'E3.', 'E4.', 'E5.', 'E6.', 'E7.', 'and 12 more'],
      ],
    ];
    for (const [what, template, lines] of table) {
      it(what, () => {
        const { plaintext } = composeChat([partWith(template, message)], 'plain');
        assert.deepEqual(plaintext.split('\n').slice(1), lines);
      });
    }

    it('and a long text, with a word about that', () => {
      const long = partWith('{{payload}}', { ...RAISED, payload: 'word '.repeat(4000) });
      const { plaintext } = composeChat([long], 'plain');
      assert.ok(plaintext.length < 3500, String(plaintext.length));
      assert.ok(plaintext.includes(`\n${ENGLISH.say('cut.here')}\n`));
      assert.ok(plaintext.endsWith(LINK));
    });
  });

  describe('about several messages', () => {
    it('counts them, and names the worst first, each with its link', () => {
      const parts = [partOf('clean'), numbered(1), numbered(2, 9)];
      assert.deepEqual(composeChat(parts, 'plain').plaintext.split('\n'), [
        '3 alerts: 2 malicious, 1 clean',
        '• malicious: hxxp[:]//evil2[.]example/ https://www.virustotal.com/gui/url/2',
        '• malicious: hxxp[:]//evil1[.]example/ https://www.virustotal.com/gui/url/1',
        `• clean: hxxp[:]//login[.]evil[.]example/a ${LINK}`,
      ]);
    });

    it('names ten at most, and says how many there are besides', () => {
      const parts = Array.from({ length: 40 }, (_, index) => numbered(index));
      for (const style of STYLES) {
        const { plaintext } = composeChat(parts, style);
        const lines = plaintext.split('\n');
        assert.equal(lines.length, 12, style);
        assert.equal(lines.at(-1), 'and 30 more', style);
      }
    });

    it('is one text as any other about one of them alone', () => {
      assert.equal(
        composeChat([numbered(1)], 'slack').subject,
        'malicious: hxxp[:]//evil1[.]example/',
      );
    });
  });
});

describe('the mark of a message in a chat', () => {
  it('stands before the title, and why where it is no label', () => {
    const amber = defaultPart({ ...RAISED, tlp: 'amber' });
    const { subject, headers } = composeChat([amber], 'ntfy');
    assert.equal(subject, '[TLP:AMBER] malicious: hxxp[:]//login[.]evil[.]example/a');
    assert.equal(headers?.['Title'], subject);

    const none = defaultPart({ ...RAISED, tlp: 'http://evil.example' });
    assert.deepEqual(composeChat([none], 'plain').plaintext.split('\n').slice(0, 2), [
      '[TLP:RED] malicious: hxxp[:]//login[.]evil[.]example/a',
      'What it is marked with is no TLP label (hxxp[:]//evil[.]example) and taken for TLP:RED.',
    ]);
  });

  it('is the most careful of several, each of which has its own', () => {
    const parts = ['green', 'amber+strict', undefined].map((tlp) =>
      defaultPart({ ...RAISED, tlp }),
    );
    const lines = composeChat(parts, 'plain').plaintext.split('\n');
    assert.deepEqual(
      lines.map((line) => /\[TLP:[A-Z+]+\]/.exec(line)?.[0]),
      ['[TLP:AMBER+STRICT]', '[TLP:GREEN]', '[TLP:AMBER+STRICT]', undefined],
    );
  });
});
