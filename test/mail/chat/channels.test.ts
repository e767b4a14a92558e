import assert from 'node:assert/strict';
import { composeChat, type ChatText } from '../../../src/mail/chat/chat';
import type { Style } from '../../../src/mail/chat/styles';
import { readMailPart } from '../../../src/mail/content/part';
import { mailTemplates, RAISED } from '../../support/mail-parts';

const LINK = 'https://www.virustotal.com/gui/url/abc';

/** What a channel is sent about a message that says `payload`, and is about `subject`. */
function write(style: Style, payload: string, subject = 'subject', more: object = {}): ChatText {
  const message = { ...RAISED, payload, topic: subject, ...more };
  return composeChat(
    [readMailPart(message, mailTemplates('{{topic}}', '{{payload}}'), false)],
    style,
  );
}

/** A payload that is no text, as it arrives. */
function sent(chat: ChatText): unknown {
  return JSON.parse(JSON.stringify(chat.payload));
}

/** What stands between title and link. */
function lineOf(style: 'plain' | 'slack' | 'telegram' | 'ntfy', payload: string): string {
  const written = write(style, payload).payload;
  const text = typeof written === 'string' ? written : String(Reflect.get(written, 'text'));
  const lines = text.split('\n').slice(style === 'ntfy' ? 0 : 1, -1);
  return lines.join('\n');
}

type Case = [event: string, written: string];

function tableOf(style: 'plain' | 'slack' | 'telegram' | 'ntfy', cases: readonly Case[]): void {
  for (const [event, written] of cases) {
    it(`writes ${JSON.stringify(event)} as ${JSON.stringify(written)}`, () => {
      assert.equal(lineOf(style, event), written);
    });
  }
}

/** What no channel takes for a link or a call, whatever it does by itself. */
const EVERYWHERE: readonly Case[] = [
  ['http://evil.example/a', 'hxxp[:]//evil[.]example/a'],
  ['evil.example', 'evil[.]example'],
  ['www.evil/a', 'www[.]evil/a'],
  ['http:\\\\evil.example', 'http:\\\\evil[.]example'],
  ['192.0.2.1', '192[.]0[.]2[.]1'],
  ['tg://resolve?domain=evil', 'tg[:]//resolve?domain=evil'],
  ['msteams://evil', 'msteams[:]//evil'],
  ['@here @everyone', '[@]here [@]everyone'],
  ['victim@evil.example', 'victim[@]evil[.]example'],
  ['a[@]b', 'a[@]b'],
  ['a\u202eb', 'a[U+202E]b'],
  ['a\u200bb', 'a[U+200B]b'],
  [
    'https://www.virustotal.com@evil.example/',
    'hxxps[:]//www[.]virustotal[.]com[@]evil[.]example/',
  ],
];

describe('the plain text for a chat', () => {
  tableOf('plain', EVERYWHERE);
});

describe('a text for Slack', () => {
  tableOf('slack', [
    ...EVERYWHERE.filter(([event]) => !event.includes('<')),
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U1> <#C1>', '&lt;[@]U1&gt; &lt;#C1&gt;'],
    ['<https://evil.example|VirusTotal>', '&lt;hxxps[:]//evil[.]example|VirusTotal&gt;'],
    ['&lt;!here&gt; &', '&amp;lt;!here&amp;gt; &amp;'],
    ['*bold* ~struck~ `code`', '∗bold∗ ∼struck∼ ˋcodeˋ'],
    ['_it_ snake_case', 'ˍitˍ snake_case'],
    ['```\nblock\n```', 'ˋˋˋ\nblock\nˋˋˋ'],
    ['> quoted', '› quoted'],
    [':skull: at 10:00:00', '∶skull: at 10:00:00'],
    ['[words](https://evil.example)', '[words] (hxxps[:]//evil[.]example)'],
  ]);

  it('is what an incoming webhook takes, with a bold title and a named link', () => {
    assert.deepEqual(sent(write('slack', 'text', 'a * b')), {
      text: `*a ∗ b*\ntext\n<${LINK}|Open in VirusTotal>`,
      unfurl_links: false,
      unfurl_media: false,
    });
  });
});

describe('a text for Telegram', () => {
  tableOf('telegram', [
    ...EVERYWHERE,
    ['<b>bold</b> & "', '&lt;b&gt;bold&lt;<code>/b</code>&gt; &amp; &quot;'],
    [
      '<a href="https://evil.example">x</a>',
      '&lt;a href=&quot;hxxps[:]//evil[.]example&quot;&gt;x&lt;<code>/a</code>&gt;',
    ],
    ['&#60;b&#62;', '&amp;<code>#60</code>;b&amp;<code>#62</code>;'],
    ['/start now, a/b', '<code>/start</code> now, a/b'],
    ['/start@bot', '<code>/start[@]bot</code>'],
    ['/srv/share/a-b.exe', '<code>/srv/share/a-b.exe</code>'],
    ['#tag $USD', '<code>#tag</code> <code>$USD</code>'],
  ]);

  it('is what sendMessage takes, but for the chat', () => {
    assert.deepEqual(sent(write('telegram', 'text', '<i>')), {
      text: `<b>&lt;i&gt;</b>\ntext\n<a href="${LINK}">Open in VirusTotal</a>`,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
  });
});

describe('a card for Teams', () => {
  it('is a message with one Adaptive Card, in which no Markdown is read', () => {
    const text = '**bold** [words](https://evil.example) {{DATE(2026-01-15T10:00:00Z)}} <at>U</at>';
    const written =
      '**bold** [words](hxxps[:]//evil[.]example) { {DATE(2026-01-15T10:00:00Z)}} <at>U</at>';
    assert.deepEqual(sent(write('teams', text, 'title')), {
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            msteams: { width: 'Full' },
            body: [
              {
                type: 'Container',
                style: 'attention',
                bleed: true,
                items: [
                  {
                    type: 'RichTextBlock',
                    inlines: [{ type: 'TextRun', text: 'title', weight: 'Bolder', size: 'Medium' }],
                  },
                ],
              },
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: written }] },
            ],
            actions: [{ type: 'Action.OpenUrl', title: 'Open in VirusTotal', url: LINK }],
          },
        },
      ],
    });
  });
});

describe('a text for ntfy', () => {
  tableOf('ntfy', EVERYWHERE);

  it('has title, priority, an emoji and the link in headers', () => {
    const { payload, headers } = write('ntfy', 'text', 'malicious: a');
    assert.equal(payload, `text\n${LINK}`);
    assert.deepEqual(headers, {
      Title: 'malicious: a',
      Priority: '4',
      Tags: 'rotating_light',
      Click: LINK,
    });
  });

  it('encodes a title that is not ASCII, or could be taken for encoded, in words of 75 at most', () => {
    const table = ['schädlich: übel', '=?UTF-8?B?ZXZpbA==?=', '悪'.repeat(80), '😀'.repeat(40)];
    for (const title of table) {
      const words = String(write('ntfy', '', title).headers?.['Title']).split(' ');
      const bytes = words.map((word) => {
        assert.ok(word.length <= 75, word);
        return Buffer.from(/^=\?UTF-8\?B\?([\w+/=]+)\?=$/.exec(word)?.[1] ?? '', 'base64');
      });
      for (const each of bytes) assert.equal(Buffer.from(String(each)).compare(each), 0, title);
      assert.equal(String(Buffer.concat(bytes)), title);
    }
  });

  it('lets no event add a header', () => {
    const headers = write('ntfy', '', 'a\r\nEmail: victim@evil.example\r\n\r\nbody').headers ?? {};
    assert.deepEqual(Object.keys(headers), ['Title', 'Priority', 'Tags', 'Click']);
    assert.equal(headers['Title'], 'a Email: victim[@]evil[.]example body');
  });

  const priorities: [level: string, severity: number | undefined, priority: string][] = [
    ['malicious', undefined, '4'],
    ['malicious', 1, '4'],
    ['suspicious', undefined, '3'],
    ['suspicious', 6, '4'],
    ['clean', 3, '3'],
    ['suspicious', 9, '5'],
    ['malicious', 10, '5'],
  ];
  for (const [level, severity, priority] of priorities) {
    it(`has the priority ${priority} for ${level} with ${severity ?? 'no'} severity`, () => {
      const verdict = { ...RAISED.verdict, level };
      const { headers } = write('ntfy', '', 'a', { verdict, alert: { severity } });
      assert.equal(headers?.['Priority'], priority);
    });
  }
});
