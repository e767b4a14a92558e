import assert from 'node:assert/strict';
import { readMailPart } from '../../../src/mail/content/part';
import { composeMail, type Notification } from '../../../src/mail/page/notification';
import { compileTemplate } from '../../../src/mail/content/template';

const RECIPIENTS = { to: ['a@b.example'], cc: ['Team <c@d.example>'], bcc: [] };

/** By which node-red-node-email 5 (61-email.js) takes a payload for HTML. */
const LOOKS_LIKE_HTML = /<[a-z][\s\S]*>/i;

function compose(
  templates: { subject?: string; text?: string },
  view: object = {},
  simulated = false,
): Notification {
  const { subject = 'Subject', text = 'Text' } = templates;
  const compiled = { subject: compileTemplate(subject), text: compileTemplate(text) };
  return composeMail(readMailPart(view, compiled, simulated), RECIPIENTS, 'none');
}

describe('a notification', () => {
  it('has subject and text with the fields of the message, and its recipients', () => {
    const templates = { subject: '{{level}}: %%{url}', text: '$url is {{level}}.\n' };
    const view = { level: 'malicious', url: 'http://example.com/' };
    assert.deepEqual(compose(templates, view), {
      subject: 'malicious: hxxp[:]//example[.]com/',
      payload: 'hxxp[:]//example[.]com/ is malicious.\n',
      plaintext: 'hxxp[:]//example[.]com/ is malicious.\n',
      recipients: RECIPIENTS,
      missing: [],
    });
  });

  it('names what is missing in either template once', () => {
    const templates = { subject: '{{a}} {{b}}', text: '{{b}} %%{c} $d {{e}}' };
    assert.deepEqual(compose(templates, { e: null }).missing, ['a', 'b', 'c']);
  });

  it('may be empty', () => {
    const { subject, payload, plaintext } = compose({ subject: '', text: '' });
    assert.deepEqual([subject, payload, plaintext], ['', '', '']);
  });
});

describe('the subject', () => {
  const table: [what: string, value: unknown, expected: string][] = [
    ['lines', 'a\nb\r\nc', 'a b c'],
    ['a header', 'a\r\nBcc: x@y.example', 'a Bcc: x@y[.]example'],
    ['a list', ['a', 'b'], 'a b'],
    ['spaces', '  a \t b  ', 'a b'],
    ['Unicode lines', 'a\u0085b\u2028c\u2029d', 'a b c d'],
    ['controls', 'a\u0000b\u001bc', 'a[U+0000]b[U+001B]c'],
    ['a right-to-left override', 'invoice\u202efdp.exe', 'invoice[U+202E]fdp.exe'],
    ['nothing', null, ''],
    ['blank', ' \r\n ', ''],
    ['an invisible end', 'a\u200b', 'a[U+200B]'],
    ['an object', { a: 1 }, '{"a":1}'],
  ];
  for (const [what, value, expected] of table) {
    it(`is one line for ${what}: ${JSON.stringify(value)}`, () => {
      assert.equal(compose({ subject: '{{value}}' }, { value }).subject, expected);
    });
  }

  it('is of bearable length', () => {
    const { subject } = compose({ subject: '{{value}}' }, { value: 'a'.repeat(1_000_000) });
    assert.equal(subject, `${'a'.repeat(250)}…`);
  });
});

describe('the text', () => {
  const plain = ['a < b and c > d', '5 <6> 7', '<3', '-> W32.AIDetect', '<>', '< a>', 'a > b <'];
  for (const text of plain) {
    it(`goes out as it is: ${text}`, () => {
      const { payload, plaintext } = compose({ text: '{{text}}' }, { text });
      assert.deepEqual([payload, plaintext], [text, text]);
      assert.doesNotMatch(payload, LOOKS_LIKE_HTML);
    });
  }

  const guarded: [text: string, shown: string][] = [
    ['IOC <evil.example> seen', 'IOC &lt;evil[.]example&gt; seen'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['<A HREF="x">&amp;</A>', '&lt;A HREF="x"&gt;&amp;amp;&lt;/A&gt;'],
    ['a <b\n\nc> d', 'a &lt;b\n\nc&gt; d'],
    ['</pre><img src=x>', '&lt;/pre&gt;&lt;img src=x&gt;'],
    ['a <b', 'a &lt;b'],
  ];
  for (const [text, shown] of guarded) {
    it(`goes out as HTML that shows every character of it: ${JSON.stringify(text)}`, () => {
      const { payload, plaintext } = compose({ text: '{{text}}' }, { text });
      assert.match(payload, LOOKS_LIKE_HTML);
      assert.equal(/^<pre[^<>]*>([\s\S]*)<\/pre>$/.exec(payload)?.[1], shown);
      assert.equal(plaintext, text.replace('evil.example', 'evil[.]example'));
    });
  }

  it('is guarded at once where a search for tags would go on for ever, here and in the mail node', () => {
    const text = '<a'.repeat(500_000);
    const { payload, plaintext } = compose({ text: '{{text}}' }, { text });
    assert.ok(text.startsWith(plaintext.slice(0, 30_000)));
    assert.match(payload, LOOKS_LIKE_HTML);
  });

  it('says where it ends before its end', () => {
    const { plaintext } = compose({ text: '{{text}}' }, { text: 'a'.repeat(1_000_000) });
    const end = '[The text is longer. It is cut off here, after 30,000 characters.]';
    assert.equal(plaintext, `${'a'.repeat(30_000)}\n\n${end}`);
    assert.equal(
      compose({ text: '{{text}}' }, { text: 'a'.repeat(30_000) }).plaintext.length,
      30_000,
    );
  });

  it('defangs what the message says and not what the template says', () => {
    const text = 'See https://wiki.example.com/ about {{url}}';
    assert.equal(
      compose({ text }, { url: 'http://evil.example.net/' }).plaintext,
      'See https://wiki.example.com/ about hxxp[:]//evil[.]example[.]net/',
    );
  });

  it("keeps VirusTotal's own link", () => {
    const link = 'https://www.virustotal.com/gui/domain/evil.example';
    assert.equal(compose({ text: '{{link}}' }, { link }).plaintext, link);
  });
});

describe('a demonstration', () => {
  const LINE = 'This is a demonstration: the answer is made up, VirusTotal was not asked.';

  it('says so in a paragraph of its own, before the text', () => {
    const { payload, plaintext } = compose({ text: 'Text\n' }, {}, true);
    assert.equal(plaintext, `${LINE}\n\nText\n`);
    assert.equal(payload, plaintext);
  });

  it('says so in HTML too', () => {
    assert.match(compose({ text: '<evil.example>' }, {}, true).payload, new RegExp(LINE));
  });

  it('is the only one that says so', () => {
    const { payload, plaintext } = compose({ text: 'Text' });
    assert.equal(payload.includes(LINE) || plaintext.includes(LINE), false);
  });
});
