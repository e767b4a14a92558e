import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { after, before, describe, it } from 'mocha';
import { createMailMemory } from '../../../nodes/notify/last-message';
import { createFakeClock } from '../../support/fake-clock';
import { RAISED } from '../../support/mail-parts';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';

const VERDICT = {
  ...RAISED.verdict,
  reasons: ['2 of 70 engines flag it; from 1 it is suspicious, from 3 malicious.'],
};

const GERMAN = '2 von 70 Engines schlagen an; ab 1 gilt es als verdächtig, ab 3 als schädlich.';

describe('a mail that is shown before it is sent', function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess;

  before(async () => {
    nodeRed = await startNodeRed({ modules: [projectName] });
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'test' },
      {
        id: 'team',
        type: 'virustotal-group',
        to: 'ann@example.com',
        cc: '',
        bcc: '',
        language: 'de',
      },
      {
        id: 'odd',
        type: 'virustotal-group',
        to: 'ann@example.com',
        cc: '',
        bcc: '',
        language: 'xx',
      },
      {
        id: 'start',
        z: 'tab',
        type: 'inject',
        once: true,
        onceDelay: 0,
        x: 100,
        y: 100,
        props: [
          { p: 'verdict', v: JSON.stringify(VERDICT), vt: 'json' },
          { p: 'password', v: 'hunter2', vt: 'str' },
          { p: 'user', v: 'alice', vt: 'str' },
        ],
        wires: [['mail']],
      },
      {
        id: 'mail',
        z: 'tab',
        type: 'virustotal-notify',
        group: 'team',
        to: '',
        html: 'designed',
        via: 'message',
        x: 300,
        y: 100,
        wires: [['shown'], []],
      },
      {
        id: 'idle',
        z: 'tab',
        type: 'virustotal-notify',
        group: 'odd',
        to: '',
        html: 'none',
        via: 'message',
        x: 300,
        y: 200,
        wires: [[], []],
      },
      {
        id: 'shown',
        z: 'tab',
        type: 'debug',
        active: true,
        console: true,
        complete: 'plaintext',
        targetType: 'msg',
        x: 500,
        y: 100,
        wires: [],
      },
    ]);
  });

  after(() => nodeRed.stop());

  async function preview(question: object): Promise<ReturnType<typeof JSON.parse>> {
    return await nodeRed.api('POST', 'virustotal/notify/preview', question);
  }

  it('is in the language of its group where it is sent, and says once that there is no such language', async () => {
    await nodeRed.waitForLog('Erkannt von 2 von 70 Engines.');
    await nodeRed.waitForLog(GERMAN);
    const warnings = nodeRed
      .log()
      .match(/There are no mails in the language "xx": they are in English/g);
    assert.equal(warnings?.length, 1);
  });

  it('is made of the last message, without its secrets', async () => {
    await nodeRed.waitForLog(GERMAN);
    const last = await nodeRed.api('GET', 'virustotal/notify/mail/last');
    assert.equal(last.kept, true);
    assert.deepEqual(last.message.verdict, VERDICT);
    assert.equal(last.message.user, 'alice');
    assert.ok(!JSON.stringify(last).includes('hunter2'));
    const mail = await preview({ language: 'de', html: 'designed', message: last.message });
    assert.equal(mail.language, 'de');
    assert.equal(mail.subject, 'schädlich: hxxp[:]//login[.]evil[.]example/a');
    assert.ok(mail.text.includes(GERMAN), mail.text);
    assert.match(mail.html, /Schädlich/);
  });

  it('says why there is no last message', async () => {
    assert.deepEqual(await nodeRed.api('GET', 'virustotal/notify/idle/last'), {
      kept: false,
      why: 'nothing-seen',
    });
    assert.deepEqual(await nodeRed.api('GET', 'virustotal/notify/nobody/last'), {
      kept: false,
      why: 'not-deployed',
    });
  });

  it('is made of what is typed, and says what the message lacks', async () => {
    const mail = await preview({
      subject: 'A {{b}}',
      text: '{{verdict.level}} {{c}}',
      html: 'none',
      message: { b: 'B', verdict: VERDICT },
    });
    assert.deepEqual(mail, {
      made: true,
      language: 'en',
      subject: 'A B',
      text: 'malicious ',
      missing: ['c'],
    });
  });

  it('says which template cannot be read', async () => {
    const mail = await preview({ subject: '{{a', text: 'b', html: 'none', message: {} });
    assert.deepEqual([mail.made, mail.property], [false, 'subject']);
    assert.match(mail.problem, /Unclosed tag/);
    assert.ok(!mail.problem.startsWith('subject'), mail.problem);
  });

  it('is marked where the demonstration has answered', async () => {
    const message = { virustotal: { simulated: true } };
    const { text } = await preview({ text: 'a', html: 'none', language: 'de', message });
    assert.match(text, /^Dies ist eine Vorführung/);
  });

  for (const [what, sent, status] of [
    ['no object', { message: [] }, 400],
    ['nothing', {}, 400],
    ['too much', { message: { text: 'x'.repeat(300_000) } }, 413],
  ] as const) {
    it(`is not made of ${what}`, async () => {
      await assert.rejects(preview(sent), new RegExp(String(status)));
    });
  }

  it('is shown to no page of another site', async () => {
    for (const [method, path] of [
      ['POST', 'virustotal/notify/preview'],
      ['GET', 'virustotal/notify/mail/last'],
      ['GET', 'virustotal/mail-languages'],
      ['POST', 'virustotal/mailer/test'],
    ]) {
      const response = await fetch(new URL(path ?? '', nodeRed.url), {
        method: method ?? '',
        headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
        ...(method === 'POST' && { body: '{"message":{}}' }),
      });
      assert.equal(response.status, 403, path);
    }
  });

  it('has its templates in each language', async () => {
    const { runtime, languages } = await nodeRed.api('GET', 'virustotal/mail-languages');
    assert.equal(runtime, 'en');
    const [english, german] = ['en', 'de'].map((name) =>
      languages.find(({ language }: { language: string }) => language === name),
    );
    assert.equal(english.subject, '{{verdict.level}}: {{verdict.indicator.value}}');
    assert.match(german.text, /Erkannt von/);
  });
});

describe('the last message that is kept for a preview', () => {
  it('is bounded, whatever it is', () => {
    const memory = createMailMemory(createFakeClock());
    const circle: Record<string, unknown> = { big: 'x'.repeat(1e6), many: Array(1e5).fill('y') };
    circle['self'] = circle;
    const hostile = {
      verdict: { level: 'clean' },
      circle,
      bytes: Buffer.alloc(1e6),
      req: { a: 1 },
      n: NaN,
      d: new Date(NaN),
      f: () => 1,
      b: 5n,
    };
    Object.defineProperty(hostile, 'bad', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    memory.see(hostile);
    const last = memory.last();
    assert.ok(last.kept && last.cut);
    assert.deepEqual(Reflect.get(last.message, 'verdict'), { level: 'clean' });
    assert.ok(!('req' in last.message));
    assert.ok(JSON.stringify(last).length < 200_000);
  });

  it('has a date of whatever program made it', () => {
    const memory = createMailMemory(createFakeClock());
    memory.see({ at: runInNewContext('new Date(0)') });
    const last = memory.last();
    assert.deepEqual(last.kept && last.message, { at: '1970-01-01T00:00:00.000Z' });
  });

  it('does not stand in the way of a message that refuses to be read', () => {
    const memory = createMailMemory(createFakeClock());
    memory.see({ earlier: true });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    memory.see({ payload: proxy });
    assert.deepEqual(memory.last(), { kept: false, why: 'nothing-seen' });
  });

  it('is the very last where a person tries it, and not each of a flood', () => {
    const clock = createFakeClock();
    const memory = createMailMemory(clock);
    for (let count = 1; count <= 25; count += 1) memory.see({ count });
    const last = memory.last();
    assert.ok(last.kept);
    assert.deepEqual([last.message, last.later], [{ count: 10 }, 15]);
  });
});
