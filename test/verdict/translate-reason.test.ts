import assert from 'node:assert/strict';
import { REASON_TEXTS, say } from '../../src/verdict/reason-texts';
import { summarize } from '../../src/verdict/summarize';
import { allowedVerdict } from '../../src/verdict/allowed';
import { translateReason } from '../../src/verdict/translate-reason';
import { createTexts } from '../../src/text/texts';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import type { Report } from '../../src/virustotal/report';
import { createSeededRandom } from '../support/seeded-random';
import { englishWordsIn, MAIL_LANGUAGES, mailTexts } from '../support/translations';
import { engine, engines, report } from './reports';

const NOW = Date.UTC(2026, 0, 15);
const ENGLISH = createTexts(REASON_TEXTS);

/** Names that are no words, and some that look like parts of our sentences. */
const NAMES = ['Bkav', 'K7GW', 'X (Y)', 'Q; Z', 'W: V.', 'U, T', '__count__', '$&', '52 / 70'];

const random = createSeededRandom(7);
const below = (count: number): number => Math.floor(random() * count);
const maybe = <Value>(value: Value): Value | undefined => (random() < 0.5 ? value : undefined);
const some = (): string[] => NAMES.filter(() => random() < 0.3);
const oneOf = <Value>(values: readonly Value[]): Value | undefined => values[below(values.length)];

/** A report with anything that a reason may tell of. */
function makeReport(): Report {
  const flags = NAMES.slice(0, oneOf([9, 9, 9, 1, 2])).map((name) =>
    engine(name, oneOf(['malicious', 'suspicious', 'none']) ?? ''),
  );
  const matches = { critical: below(3), high: below(3), medium: below(1200), low: below(2) };
  const facts = {
    subject: maybe({
      type: oneOf(['file', 'url', 'domain', 'ip'] as const) ?? 'ip',
      value: 'v',
      id: 'v',
    }),
    analysedAt: maybe(NOW - below(9e8)),
    sandboxes: maybe(
      some().map((sandbox) => ({
        sandbox,
        category: oneOf(['malicious', 'suspicious', 'harmless']) ?? '',
        ...(random() < 0.5 && { malware: [...some(), ...some()] }),
      })),
    ),
    crowdsourced: maybe({
      yara: below(3),
      sigma: matches,
      ids: { ...matches, info: below(2) },
      context: matches,
      ai: some().map((source) => ({ source, verdict: oneOf(['malicious', 'suspicious']) ?? '' })),
    }),
    distributors: maybe([...some(), 'Sysinternals']),
    trustedVerdict: maybe({ verdict: 'goodware', ...(random() < 0.5 && { organization: 'NSRL' }) }),
    popularity: maybe({ rank: 1 + below(9999), list: 'Tranco' }),
    assessment: maybe({
      verdict: oneOf(['malicious', 'suspicious', 'benign']) ?? '',
      ...(random() < 0.5 && { severity: oneOf(['high', 'low', 'weird']) ?? '' }),
      ...(random() < 0.5 && { score: below(100) }),
    }),
    nearby: maybe(
      (['urls', 'downloaded', 'communicating', 'referring'] as const).map((what) => ({
        what,
        flagged: 1 + below(2000),
        worst: { positives: 3, total: 66 },
      })),
    ),
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  const results = [
    ...(random() < 0.8 ? flags : []),
    ...engines({ undetected: below(3) * below(60) }),
  ];
  const made = report(results, Object.fromEntries(known));
  // VirusTotal's own counts may differ from its list.
  return random() < 0.1 ? { ...made, votes: { ...made.votes, malicious: 0, suspicious: 0 } } : made;
}

function makePolicy(): Policy {
  return {
    ...DEFAULT_POLICY,
    trusted: random() < 0.3 ? some() : [],
    ignored: random() < 0.3 ? some() : [],
    ...(random() < 0.5 && { staleAfter: 60_000 }),
    maliciousAt: 3 + below(6),
    suspiciousAt: 1 + below(3),
    perType: random() < 0.3 ? { file: [8, 3], url: [6, 2], domain: [5, 1], ip: [4, 1] } : {},
  };
}

/** All that are ever said, a thousand verdicts long. */
const SENTENCES = [
  ...new Set([
    ...Array.from(
      { length: 1000 },
      () => summarize(makeReport(), makePolicy(), NOW).reasons,
    ).flat(),
    ...(['unknown', 'pending'] as const).flatMap(
      (outcome) => summarize(report([], { outcome }), DEFAULT_POLICY, NOW).reasons,
    ),
    ...allowedVerdict({ type: 'ip', value: 'v', id: 'v' }).reasons,
  ]),
];

describe('a reason in another language', () => {
  it('is looked for among all that are said', () => {
    const said = SENTENCES.join('\n');
    const rare = Object.entries(REASON_TEXTS).filter(
      ([key, text]) =>
        !/^reason\.(?:severity|level|age)\./.test(key) &&
        !text.split(/__\w+?__/).every((part) => said.includes(part)),
    );
    assert.deepEqual(
      rare.map(([key]) => key),
      [],
    );
  });

  it('is the same where that is English', () => {
    for (const sentence of SENTENCES) assert.equal(translateReason(sentence, ENGLISH), sentence);
  });

  for (const language of MAIL_LANGUAGES) {
    it(`has no English word left: ${language}`, () => {
      const texts = mailTexts(language);
      for (const sentence of SENTENCES) {
        const translated = translateReason(sentence, texts);
        assert.notEqual(translated, sentence);
        const names = NAMES.map((name) => name.toLowerCase());
        const left = englishWordsIn(translated, language).filter((word) => !names.includes(word));
        assert.deepEqual(left, [], `${sentence} -> ${translated}`);
        for (const number of sentence.match(/(?<![\w/])\d{2,3}(?![\w,])/g) ?? [])
          assert.ok(translated.includes(number), `${sentence} -> ${translated}`);
      }
    });
  }

  const GERMAN: [english: string, german: string][] = [
    [
      '52 of 70 engines flag it; from 3 a file is malicious.',
      '52 von 70 Engines schlagen an; ab 3 gilt eine Datei als schädlich.',
    ],
    [
      '1 of 70 engines flags it (Bkav); from 1 it is suspicious, from 3 malicious.',
      '1 von 70 Engines schlägt an (Bkav); ab 1 gilt es als verdächtig, ab 3 als schädlich.',
    ],
    [
      "The public's rules match: 2 of YARA, Sigma (1 high, 2 low).",
      'Öffentliche Regeln treffen zu: 2 von YARA, Sigma (1 hoch, 2 niedrig).',
    ],
    [
      '2 sandboxes call it malicious: Zenbox (A, B, C, D and 2 more), C2AE.',
      '2 Sandboxen nennen es schädlich: Zenbox (A, B, C, D und 2 weitere), C2AE.',
    ],
    [
      'Lowered from malicious to suspicious: it is popular, number 1,234 of Tranco.',
      'Von „schädlich“ auf „verdächtig“ herabgestuft: es ist weit verbreitet, Platz 1.234 bei Tranco.',
    ],
  ];
  for (const [english, german] of GERMAN) {
    it(`says in German: ${german}`, () =>
      assert.equal(translateReason(english, mailTexts('de')), german));
  }

  it('stays as it is where it is none of ours', () => {
    for (const sentence of ['', 'Call Ann.', 'It flags it.', 'x'.repeat(3000)])
      assert.equal(translateReason(sentence, mailTexts('de')), sentence);
  });

  it('takes no longer for what only begins as ours do', () => {
    const why = `${say('reason.why.goodware', { maker: 'A' })}${say('reason.and')}`;
    const popular = `${say('reason.why.popular', { rank: 1, ranking: 'A' })}${say('reason.and')}`;
    const hostile = [
      `Lowered from malicious to suspicious: ${why.repeat(60)}`,
      `Lowered from malicious to suspicious: ${popular.repeat(55)}`,
      `Lowered from malicious to suspicious: ${why.repeat(50)}x.`,
      `Not lowered to suspicious although ${why.repeat(60)}: x`,
      `Engines flag URLs on it: ${'1,'.repeat(900)}`,
      `The public's rules match: ${'Sigma (1 high), '.repeat(110)}`,
      `1 sandbox calls it malicious: ${' and 1 more)'.repeat(150)}`,
      `2 of 3 engines flag it (${'('.repeat(1000)}`,
    ];
    const german = mailTexts('de');
    // A verdict may hold a hundred. Where it takes for ever, this test never ends.
    for (let count = 0; count < 100; count += 1)
      for (const sentence of hostile) assert.notEqual(translateReason(sentence, german), '');
  });
});
