import assert from 'node:assert/strict';
import { readMailPart } from '../../../src/mail/content/part';
import { composeMail } from '../../../src/mail/page/notification';
import { SIMULATED } from '../../../src/mail/content/simulated';
import { mailTemplates, RAISED, readable, RECIPIENTS } from '../../support/mail-parts';

function design(view: object, { text = 'Look at {{user}}.', simulated = false } = {}): string {
  const part = readMailPart(view, mailTemplates(undefined, text), simulated);
  const mail = composeMail(part, RECIPIENTS, 'designed');
  assert.equal(mail.payload, mail.html);
  return mail.html ?? '';
}

describe('a designed mail', () => {
  const html = design(RAISED);
  const text = readable(html);

  const said = [
    'Malicious',
    'hxxp[:]//login[.]evil[.]example/a',
    '2 / 70 engines flag it',
    'Look at alice.',
    'Open in VirusTotal',
    'Detection virustotal / malicious_url_detected',
    'Severity 3 of 10',
    'Raised 2026-01-15 11:00:00 UTC',
    'Reason it was seen again after the quiet time',
    'Times seen 42',
    'First received 2026-01-15 10:00:00 UTC',
    'Last received 2026-01-15 10:59:00 UTC',
    'Suppressed 4 since 2026-01-15 10:10:00 UTC',
    'Quiet until 2026-01-15 11:10:00 UTC',
    'Why 2 of 70 engines flag it. The trusted engine Bkav flags it.',
    'The event sample 203[.]0[.]113[.]7 GET hxxp[:]//login[.]evil[.]example/a user alice',
    'Threat trojan.orcus/msil',
    'Names a.exe, b.exe',
    `SHA-256 ${'h'.repeat(64)}`,
    `SHA-1 ${'s'.repeat(40)}`,
    `MD5 ${'m'.repeat(32)}`,
    'Categories phishing, malware sites',
    'Tags peexe',
    'Reputation -12',
    'Analysed 2026-01-15 09:00:00 UTC, long ago',
    'Engines that flag it Bkav phishing Sophos Mal/<b> (suspicious)',
  ];
  for (const words of said) {
    it(`says: ${words}`, () => assert.ok(text.includes(words), text));
  }

  it('says what analysts and sandboxes make of it, whatever they are called', () => {
    const verdict = {
      ...RAISED.verdict,
      assessment: { verdict: 'malicious', severity: 'high', score: 80 },
      sandboxes: [
        { sandbox: 'Zenbox', category: 'malicious' },
        { sandbox: 'evil.example', category: '<b>' },
        null,
      ],
    };
    const page = readable(design({ ...RAISED, verdict }));
    assert.ok(
      page.includes('Google Threat Intelligence malicious, severity high, score 80 of 100'),
    );
    assert.ok(page.includes('Sandboxes Zenbox: malicious, evil[.]example: <b>'), page);
  });

  it('links to VirusTotal and nowhere else', () => {
    const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
    assert.deepEqual(targets, ['https://www.virustotal.com/gui/url/abc']);
  });

  it('loads nothing and runs nothing', () => {
    assert.doesNotMatch(
      html,
      /<(?:img|script|link|iframe|object|form|svg|base)|url\(|@import|src=/i,
    );
    assert.doesNotMatch(html, /\son\w+=/i);
  });

  it('links to VirusTotal inside the text too', () => {
    const linked = design(RAISED, { text: 'See {{verdict.link}} or https://evil.example/' });
    const targets = [...linked.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
    assert.deepEqual(targets, Array(2).fill('https://www.virustotal.com/gui/url/abc'));
  });

  it('shows a link that leads elsewhere as text', () => {
    const link = 'https://www.virustotal.com.evil.example/gui';
    const other = design({ verdict: { ...RAISED.verdict, link } }, { text: '{{verdict.link}}' });
    assert.doesNotMatch(other, /href=/);
    assert.match(readable(other), /Link hxxps\[:\]\/\/www\[\.\]virustotal\[\.\]com\[\.\]evil/);
  });

  it('does not repeat the reasons that the text gives', () => {
    const repeated = readable(design(RAISED, { text: '{{verdict.reasons}}' }));
    assert.equal(repeated.split('2 of 70 engines flag it.').length, 2);
    assert.doesNotMatch(repeated, /Why/);
  });

  const NAMES_ENGINES: [what: string, text: string, shown: string][] = [
    [
      'leaves the lines that only name an engine and its label to the table',
      'Call Ann.\n{{#verdict.detections}}\n- {{engine}} ({{label}})\n{{/verdict.detections}}\nNow.',
      'Call Ann. Now. Alert',
    ],
    [
      'leaves the lines that only name an engine to the table',
      '{{#verdict.detections}}\n{{engine}}\n{{/verdict.detections}}',
      'Open in VirusTotal Alert',
    ],
    [
      'keeps an engine among other words',
      'Flagged by{{#verdict.detections}} · {{engine}}{{/verdict.detections}}\nAsk Bkav: phishing',
      'Flagged by · Bkav · Sophos Ask Bkav: phishing Alert',
    ],
    [
      'keeps an engine that is not in the table, and a label by itself',
      'Avast: phishing\nphishing\n\nBkav: malware',
      'Avast: phishing phishing Bkav: malware Alert',
    ],
  ];
  for (const [what, words, shown] of NAMES_ENGINES) {
    it(what, () => {
      const page = readable(design(RAISED, { text: words }));
      assert.ok(page.includes(shown), page);
      assert.match(page, /Engines that flag it Bkav phishing Sophos Mal\/<b> \(suspicious\)/);
    });
  }

  it('has the button before the text, which may be long', () => {
    assert.match(text, /engines flag it Open in VirusTotal Look at alice\. Alert/);
  });

  it('explains each way in which addresses are written', () => {
    assert.match(text, /hxxp stands for http, \[\.\] for a dot, \[:\] for a colon\.$/);
  });

  it('keeps the lines of the text', () => {
    assert.match(design({ user: 'a\nb' }, { text: 'x\n{{user}}' }), /x<br>\na<br>\nb/);
  });

  const HASH = 'f'.repeat(64);
  const FILE = {
    ...RAISED,
    verdict: {
      ...RAISED.verdict,
      indicator: { type: 'file', value: HASH, id: HASH },
      names: ['', 'a.exe', 'b.exe', 'eicar.com'],
    },
  };

  const calledByEvent: [what: string, event: object, headline: string][] = [
    ['the event calls it so', { file_name: 'a.exe' }, `a.exe ${HASH}`],
    ['a later name is the one in the event', { file_name: 'b.exe' }, `b.exe ${HASH}`],
    ['its path in the event ends so', { path: '/srv/share/a.exe' }, `a.exe ${HASH}`],
    ['its path of Windows ends so', { file: { path: 'C:\\Temp\\A.EXE' } }, `a.exe ${HASH}`],
    ['its name looks like an address', { path: '/srv/share/eicar.com' }, `eicar[.]com ${HASH}`],
    ['a folder in the event has no name behind it', { path: '/srv/share/' }, HASH],
    ['the event has another name', { path: '/srv/share/invoice.exe' }, HASH],
    ['the event has no name', {}, HASH],
  ];
  for (const [what, event, headline] of calledByEvent) {
    it(`is about ${headline.slice(0, 12)}… where ${what}`, () => {
      const file = readable(design({ ...FILE, ...event }));
      assert.ok(file.includes(`Malicious ${headline} 2 / 70`), file);
    });
  }

  it('says when it is a demonstration', () => {
    assert.ok(readable(design(RAISED, { simulated: true })).includes(SIMULATED));
    assert.ok(!text.includes(SIMULATED));
  });

  const levels: [level: string | undefined, words: string, colour: string][] = [
    ['malicious', 'Malicious', '#b3261e'],
    ['suspicious', 'Suspicious', '#ffb224'],
    ['clean', 'Clean', '#1a7f37'],
    ['unknown', 'Unknown', '#57606a'],
    ['pending', 'Not analysed yet', '#57606a'],
    ['constructor', 'Message', '#57606a'],
    [undefined, 'Message', '#57606a'],
  ];
  for (const [level, words, colour] of levels) {
    it(`has the colour of its level: ${level}`, () => {
      const coloured = design({ verdict: { level } });
      assert.ok(coloured.includes(`bgcolor="${colour}"`));
      assert.ok(coloured.includes(`>${words}</div>`));
    });
  }

  const bars: [positives: unknown, total: unknown, widths: string[]][] = [
    [52, 70, ['74%', '26%']],
    [1, 1000, ['1%', '99%']],
    [999, 1000, ['99%', '1%']],
    [0, 70, ['100%']],
    [70, 70, ['100%']],
    [0, 0, []],
    [3, 2, []],
    [-1, 2, []],
    [1.5, 2, []],
    ['1', 2, []],
    [Number.NaN, 2, []],
  ];
  for (const [positives, total, widths] of bars) {
    it(`has a bar of ${widths.join(' and ') || 'nothing'} for ${String(positives)} of ${String(total)}`, () => {
      const drawn = design({ verdict: { level: 'malicious', positives, total } });
      const cells = drawn.matchAll(/<td class="(?:bar-malicious|rest)" width="(\d+%)"/g);
      assert.deepEqual(
        [...cells].map(([, width]) => width),
        widths,
      );
    });
  }

  const NETWORK_DETECTIONS = [
    { engine: 'alphaMountain.ai', label: 'suspicious', category: 'suspicious' },
    { engine: 'evil.example', label: 'Suspicious site', category: 'suspicious' },
    { engine: 'malwares.com URL checker', label: 'spam', category: 'suspicious' },
    { engine: 'Dr.Web', label: 'malicious', category: 'malicious' },
  ];

  it('shows the names of known engines as they are, and no other address', () => {
    const view = { engine: 'http://evil.example/', verdict: { detections: NETWORK_DETECTIONS } };
    const lines = '{{#verdict.detections}}\n{{engine}}: {{label}}\n{{/verdict.detections}}';
    const others = '{{engine}} {{verdict.detections.0.engine}}';
    const part = readMailPart(view, mailTemplates(undefined, `${lines}\n${others}`), false);
    assert.deepEqual(part.text.split('\n'), [
      'alphaMountain.ai: suspicious',
      'evil[.]example: Suspicious site',
      'malwares.com URL checker: spam',
      'Dr.Web: malicious',
      'hxxp[:]//evil[.]example/ alphaMountain.ai',
    ]);
    const named = composeMail(part, RECIPIENTS, 'designed').html ?? '';
    assert.ok(
      readable(named).includes('alphaMountain.ai suspicious evil[.]example Suspicious site'),
    );
    assert.doesNotMatch(
      named,
      /alphaMountain\.ai|malwares\.com|Dr\.Web/,
      'nothing to make a link of',
    );
  });

  it('says once of an engine that it finds something suspicious', () => {
    const shown = readable(design({ verdict: { detections: NETWORK_DETECTIONS } }, { text: '' }));
    const [, engines = ''] = shown.split('Engines that flag it ');
    assert.ok(
      engines.startsWith(
        'alphaMountain.ai suspicious evil[.]example Suspicious site malwares.com URL checker spam (suspicious) Dr.Web malicious',
      ),
      engines,
    );
  });

  it('leaves a domain defanged that has the name of an engine', () => {
    const indicator = { type: 'domain', value: 'benkow.cc', id: 'benkow.cc' };
    const domain = design({ verdict: { indicator } }, { text: '{{verdict.indicator.value}}' });
    assert.match(readable(domain), /Message benkow\[\.\]cc benkow\[\.\]cc/);
  });

  it('names eighty engines and counts the others', () => {
    const detections = Array.from({ length: 100 }, (_, index) => ({
      engine: `Engine${index}`,
      label: 'x',
    }));
    const long = readable(design({ verdict: { detections } }));
    assert.match(long, /Engine79 x and 20 more/);
    assert.doesNotMatch(long, /Engine80/);
  });

  it('has no empty parts', () => {
    const bare = readable(design({}, { text: '' }));
    assert.doesNotMatch(bare, /Alert|Why|The event|What VirusTotal|Engines/);
  });

  it('reads times in any form', () => {
    const view = { firstSeen: new Date(0), lastSeen: 1000, alert: { quietUntil: 'tomorrow' } };
    const times = readable(design(view));
    assert.match(
      times,
      /First received 1970-01-01 00:00:00 UTC Last received 1970-01-01 00:00:01 UTC/,
    );
    assert.match(times, /Quiet until tomorrow/);
  });
});
