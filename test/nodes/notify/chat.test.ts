import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { STYLES } from '../../../src/mail/chat/styles';
import { startFlow, type RunningFlow } from '../../support/flow';
import { RAISED } from '../../support/mail-parts';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

const TITLE = 'malicious: hxxp[:]//login[.]evil[.]example/a';

/** What an http request node acts on, and an event may bring along. */
const EVENT = {
  url: 'https://evil.example/',
  method: 'DELETE',
  headers: { Authorization: 'Bearer of the event' },
  cookies: { a: 'b' },
  rejectUnauthorized: false,
  followRedirects: true,
  requestTimeout: 1,
  to: 'victim@evil.example',
};

describe('virustotal-notify for a chat', () => {
  let flow: RunningFlow;

  async function start(properties: object = {}, group: object = {}): Promise<void> {
    flow = await startFlow(allNodes, [
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'memory', type: 'virustotal-store', kind: 'memory' },
      { id: 'mailer', type: 'virustotal-mailer', host: '127.0.0.1', store: 'memory' },
      { id: 'team', type: 'virustotal-group', to: 'not an address', cc: '', bcc: '', ...group },
      {
        id: 'chat',
        type: 'virustotal-notify',
        z: 'tab',
        group: 'team',
        via: 'chat',
        mailer: 'mailer',
        wires: [['composed'], []],
        ...properties,
      },
      ...sinks('composed'),
    ]);
  }

  afterEach(() => flow.stop());

  it('writes a plain text that the next node posts, to nobody by itself', async () => {
    await start();
    flow.receive('chat', { ...RAISED, kept: 1 });
    const msg = await flow.next('composed');
    assert.equal(msg.topic, TITLE);
    assert.equal(msg.payload, msg.plaintext);
    assert.match(String(msg.payload), /^malicious: hxxp.*\n2 of 70 engines flag it\.\n/);
    assert.equal(msg.kept, 1);
    const { id, ...notification } = part(msg, 'notification');
    assert.equal(id, RAISED.alert.id);
    assert.deepEqual(notification, { to: [], subject: TITLE });
    await flow.shows('chat', 'composed');
  });

  for (const style of STYLES) {
    it(`takes nothing from the event that would change what is posted where, in the style ${style}`, async () => {
      await start({ style });
      flow.receive('chat', { ...RAISED, ...EVENT });
      const msg = await flow.next('composed');
      const left = Object.keys(EVENT).filter((name) => name in msg);
      assert.deepEqual(left, style === 'ntfy' ? ['headers'] : []);
      const isText = style === 'plain' || style === 'ntfy';
      assert.equal(typeof msg.payload, isText ? 'string' : 'object');
    });
  }

  it('has all but the text of ntfy in headers', async () => {
    await start({ style: 'ntfy' });
    flow.receive('chat', { ...RAISED, ...EVENT });
    assert.deepEqual((await flow.next('composed')).headers, {
      Title: TITLE,
      Priority: '4',
      Tags: 'rotating_light',
      Click: RAISED.verdict.link,
    });
  });

  it('writes in the language of its group', async () => {
    await start({ style: 'slack' }, { language: 'de' });
    flow.receive('chat', { ...RAISED });
    const text = String(part(await flow.next('composed'), 'payload')['text']);
    assert.match(
      text,
      /^\*schädlich: hxxp.*\n[\s\S]*Erkannt von · Bkav · Sophos\n<.*\|In VirusTotal öffnen>$/,
    );
  });

  it('writes by templates of its own', async () => {
    await start({ style: 'telegram', subject: 'About {{user}}', text: 'It <b> {{payload}}' });
    flow.receive('chat', { ...RAISED });
    const text = String(part(await flow.next('composed'), 'payload')['text']);
    assert.match(
      text,
      /^<b>About alice<\/b>\nIt &lt;b&gt; hxxp\[:\]\/\/login\[\.\]evil\[\.\]example\/a\n/,
    );
  });

  it('collects messages for one text', async () => {
    await start({ digest: '1s' });
    const clean = { ...RAISED.verdict, level: 'clean' };
    flow.receive('chat', { ...RAISED, verdict: clean });
    flow.receive('chat', { ...RAISED });
    const msg = await flow.next('composed');
    assert.deepEqual(
      String(msg.payload)
        .split('\n')
        .map((line) => line.split(' ').slice(0, 4).join(' ')),
      [
        '2 alerts: 1 malicious,',
        `• ${TITLE} ${RAISED.verdict.link}`,
        `• ${TITLE.replace('malicious', 'clean')} ${RAISED.verdict.link}`,
      ],
    );
    assert.equal(Array.isArray(msg.alerts) && msg.alerts.length, 2);
  });
});
