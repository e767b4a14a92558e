import assert from 'node:assert/strict';
import { readMailPart, type MailPart } from '../../../src/mail/content/part';
import type { MailTexts } from '../../../src/mail/content/texts';
import { composeDigest } from '../../../src/mail/page/digest';
import { composeMail, type Notification } from '../../../src/mail/page/notification';
import { mailTemplates, RAISED, readable, RECIPIENTS } from '../../support/mail-parts';
import {
  englishWordsIn,
  MAIL_LANGUAGES,
  mailTexts,
  pseudoMailTexts,
} from '../../support/translations';

const LINK = 'https://www.virustotal.com/gui/url/abc';

const REASONS = [
  '2 of 70 engines flag it; 1 trusted engine among them: Bkav.',
  'One trusted engine is enough for malicious.',
  'The analysis is stale: it is 3 days old.',
];

const ALERT = { ...RAISED, verdict: { ...RAISED.verdict, reasons: REASONS } };

/** Verdicts and events of every kind, with names alone for what others say. */
const MESSAGES: Readonly<Record<string, object>> = {
  'an alert': {
    ...ALERT,
    password: 'hunter2',
    body: Buffer.from('x'),
    mail: { token: 'x', attached: [{ apiKey: 'y' }] },
    verdict: {
      ...ALERT.verdict,
      detections: [
        { engine: 'Bkav', label: 'W32.AIDetect', category: 'malicious' },
        { engine: 'Sophos', label: 'Mal', category: 'suspicious' },
        { engine: 'Avast', label: '', category: 'suspicious' },
      ],
      names: Array.from({ length: 12 }, (_, index) => `${index}.exe`),
      categories: { Sophos: 'Phishing' },
      tags: ['peexe'],
      assessment: { verdict: 'malicious', severity: 'high', score: 80 },
      sandboxes: [
        { sandbox: 'Zenbox', category: 'malicious' },
        { sandbox: 'C2AE', category: 'undetected' },
      ],
    },
  },
  'an escalated alert': { ...ALERT, alert: { ...ALERT.alert, reason: 'escalated' } },
  'a first alert': { ...ALERT, alert: { ...ALERT.alert, reason: 'first', suppressed: 0 } },
  'an alert of no store': { ...ALERT, alert: { ...ALERT.alert, reason: 'unsuppressed' } },
  unknown: verdictOf('unknown', ['VirusTotal does not know it.']),
  pending: verdictOf('pending', ['VirusTotal has not finished analysing it.']),
  clean: verdictOf('clean', ['None of 70 engines flags it.']),
  suspicious: verdictOf('suspicious', [
    '1 of 70 engines flags it (Bkav); from 1 a URL is suspicious, from 3 malicious.',
  ]),
  'a message without a verdict': { user: 'alice' },
  'a long text': { ...ALERT, payload: 'x'.repeat(40_000) },
  'many fields': Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}`, index])),
  nothing: {},
};

function verdictOf(level: string, reasons: string[]): object {
  const indicator = { type: 'url', value: 'http://a.example/', id: 'x' };
  const counts = { positives: 0, total: 0, count: '0 / 0', detections: [] };
  return { verdict: { level, ...counts, reasons, indicator, link: LINK, analysedAt: null } };
}

function partsIn(texts: MailTexts, isSimulated: boolean, text = ''): MailPart[] {
  const own = text === '' ? texts.say('default.text') : text;
  const templates = mailTemplates(texts.say('default.subject'), own);
  return Object.values(MESSAGES).map((msg) => readMailPart(msg, templates, isSimulated, texts));
}

/** Every kind of mail: about one message, about several, about more than fit. */
function mailsIn(texts: MailTexts, text = ''): Notification[] {
  const parts = [true, false].flatMap((isSimulated) => partsIn(texts, isSimulated, text));
  const many = Array.from({ length: 100 }, () => parts[0]).filter((part) => part !== undefined);
  return [
    ...parts.map((part) => composeMail(part, RECIPIENTS, 'designed', texts)),
    ...[parts, many, many.slice(0, 1)].map((each) =>
      composeDigest(each, RECIPIENTS, 'designed', texts),
    ),
  ];
}

/** What is not a text of the catalogue, with all that is filled into it. */
function outsideBrackets(text: string): string {
  const parts = text.split(/([⟦⟧])/);
  let depth = 0;
  return parts
    .filter((part) => {
      if (part === '⟦') depth += 1;
      if (part === '⟧') depth -= 1;
      return depth === 0 && part !== '⟧';
    })
    .join(' ');
}

/** Names that are English words too: those of fields, of files and of others' findings. */
const NAMES = /\b(?:virustotal|google threat intelligence|malicious_url_detected|link|orcus)\b/gi;

describe('a mail in another language', () => {
  for (const language of MAIL_LANGUAGES) {
    for (const text of ['', '{{payload}}']) {
      it(`has no English word but names: ${language}, ${text || 'by its own template'}`, () => {
        for (const { subject, plaintext, html = '' } of mailsIn(mailTexts(language), text)) {
          for (const said of [subject, plaintext, readable(html)]) {
            assert.deepEqual(englishWordsIn(said.replaceAll(NAMES, ''), language), [], said);
          }
          assert.ok(html.includes(`<html lang="${language}">`));
        }
      });
    }
  }

  it('has no word that is not in the catalogue', () => {
    for (const { html = '' } of mailsIn(pseudoMailTexts(), '{{payload}}')) {
      const left = outsideBrackets(readable(html));
      const words =
        /\b(?:engines?|flag|alert|why|event|knows|threat|severity|open|more|shown|names)\b/i;
      assert.doesNotMatch(left.replaceAll(NAMES, ''), words, left);
    }
  });

  const texts = mailTexts('de');
  const [alert] = partsIn(texts, true);
  assert.ok(alert);
  const { subject, plaintext, html = '' } = composeMail(alert, RECIPIENTS, 'designed', texts);
  const page = readable(html);

  it('has its subject, text and page in German', () => {
    assert.equal(subject, 'schädlich: hxxp[:]//login[.]evil[.]example/a');
    for (const words of [
      'Dies ist eine Vorführung',
      'hxxp[:]//login[.]evil[.]example/a ist schädlich: Erkannt von 2 von 70 Engines.',
      '2 von 70 Engines schlagen an; darunter 1 vertrauenswürdige Engine: Bkav.',
      'Gesehen: 42-mal, zuerst 15.01.2026 10:00:00 UTC, zuletzt 15.01.2026 10:59:00 UTC',
      'Unterdrückte Alarme: 4 seit 15.01.2026 10:10:00 UTC',
    ])
      assert.ok(plaintext.includes(words), `${words}\n${plaintext}`);
    for (const words of [
      'Schädlich',
      '2 / 70 Engines schlagen an',
      'Schweregrad 3 von 10',
      'Google Threat Intelligence schädlich, Schweregrad hoch, Punktzahl 80 von 100',
      'Sandboxen Zenbox: schädlich, C2AE: nicht erkannt',
      'password (nicht angezeigt)',
      'body [1 Bytes]',
      'Avast (verdächtig)',
      'Analysiert 15.01.2026 09:00:00 UTC, vor langer Zeit',
      'hxxp steht für http',
    ])
      assert.ok(page.includes(words), `${words}\n${page}`);
  });

  it('does not repeat the reasons that the text gives', () => {
    assert.equal(page.split('Die Analyse ist veraltet: Sie ist 3 Tage alt.').length, 2);
  });

  it('says the reasons in it in a template of ones own, and the level as flows know it', () => {
    const templates = mailTemplates(
      '{{verdict.level}}',
      '{{verdict.reasons}} {{verdict.levelInWords}}',
    );
    const part = readMailPart(MESSAGES['clean'] ?? {}, templates, false, texts);
    assert.equal(part.subject, 'clean');
    assert.equal(part.text, 'Keine von 70 Engines schlägt an. unauffällig');
  });

  it('prints the sentences of others as they are', () => {
    const reasons = ['Call Ann.', 7, null];
    const part = readMailPart(
      { verdict: { level: 'clean', reasons } },
      mailTemplates('a', '{{verdict.reasons}}'),
      false,
      texts,
    );
    assert.equal(part.text, 'Call Ann.\n7\n');
    assert.deepEqual(part.facts.reasons, ['Call Ann.', '7', '']);
  });
});
