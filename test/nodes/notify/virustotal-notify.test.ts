import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startFlow, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

const VERDICT = {
  level: 'malicious',
  count: '52 / 70',
  indicator: { type: 'file', value: 'aa', id: 'aa' },
  reasons: ['52 of 70 engines flag it.', 'The trusted engine Bkav flags it.'],
  link: 'https://www.virustotal.com/gui/file/aa',
};

describe('virustotal-notify', () => {
  let flow: RunningFlow;

  async function start(
    properties: Record<string, unknown> = {},
    group: Record<string, unknown> = {},
  ): Promise<void> {
    flow = await startFlow(allNodes, [
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'team', type: 'virustotal-group', to: 'soc@example.com', cc: '', bcc: '', ...group },
      {
        id: 'mail',
        type: 'virustotal-notify',
        z: 'tab',
        group: 'team',
        wires: [['composed'], []],
        ...properties,
      },
      { id: 'catching', type: 'catch', z: 'tab', scope: ['mail'], wires: [['caught']] },
      ...sinks('composed', 'given up', 'caught'),
    ]);
  }

  afterEach(() => flow.stop());

  it('composes a readable mail as it comes from the palette', async () => {
    await start();
    flow.receive('mail', { verdict: VERDICT, payload: 'report', kept: 1 });
    const msg = await flow.next('composed');
    assert.equal(msg.topic, 'malicious: aa');
    assert.equal(
      msg.payload,
      'aa is malicious: 52 / 70 engines flag it.\n\n52 of 70 engines flag it.\n' +
        'The trusted engine Bkav flags it.\n\nhttps://www.virustotal.com/gui/file/aa',
    );
    assert.equal(msg.plaintext, msg.payload);
    assert.equal(msg.to, 'soc@example.com');
    assert.equal(msg.kept, 1);
    const { id, ...notification } = part(msg, 'notification');
    assert.deepEqual(notification, { to: ['soc@example.com'], subject: 'malicious: aa' });
    assert.ok(typeof id === 'string' && id !== '');
    await flow.shows('mail', 'composed');
  });

  describe('where Node-RED speaks German', () => {
    const before = process.env['LC_ALL'];

    beforeEach(() => {
      process.env['LC_ALL'] = 'de_DE.UTF-8';
    });

    afterEach(() => {
      if (before === undefined) delete process.env['LC_ALL'];
      else process.env['LC_ALL'] = before;
    });

    const table: [what: string, properties: object, group: object, topic: string][] = [
      ['a group that has chosen none', {}, { language: '' }, 'schädlich: aa'],
      ['no group', { group: '', to: 'soc@example.com', language: '' }, {}, 'schädlich: aa'],
      ['a group of before there was a choice', {}, {}, 'malicious: aa'],
      [
        'no group, from a node of before there was a choice',
        { group: '', to: 'soc@example.com' },
        {},
        'malicious: aa',
      ],
      ['a group that has chosen English', {}, { language: 'en' }, 'malicious: aa'],
    ];
    for (const [what, properties, group, topic] of table) {
      it(`writes to ${what}: ${topic}`, async () => {
        await start({ ...properties }, { ...group });
        flow.receive('mail', { verdict: VERDICT });
        assert.equal((await flow.next('composed')).topic, topic);
      });
    }
  });

  it('names what the nodes before it found out: times seen, alerts suppressed, engines', async () => {
    await start();
    flow.receive('mail', {
      verdict: {
        ...VERDICT,
        indicator: { type: 'url', value: 'http://evil.example/a' },
        detections: [
          { engine: 'Bkav', label: 'phishing' },
          { engine: 'Sophos', label: 'malware' },
        ],
      },
      count: 12,
      firstSeen: '2026-01-15T10:00:00.000Z',
      lastSeen: '2026-01-15T10:59:00.000Z',
      alert: { id: 'a', suppressed: 4, suppressedSince: '2026-01-15T10:10:00.000Z' },
    });
    assert.deepEqual(String((await flow.next('composed')).plaintext).split('\n'), [
      'hxxp[:]//evil[.]example/a is malicious: 52 / 70 engines flag it.',
      '',
      '52 of 70 engines flag it.',
      'The trusted engine Bkav flags it.',
      'Times seen: 12, first received 2026-01-15 10:00:00 UTC, last 2026-01-15 10:59:00 UTC',
      'Alerts suppressed: 4 since 2026-01-15 10:10:00 UTC',
      'Flagged by · Bkav · Sophos',
      '',
      'https://www.virustotal.com/gui/file/aa',
    ]);
  });

  it('composes a designed mail for the e-mail node, with the text beside it', async () => {
    await start({ html: 'designed' });
    flow.receive('mail', { verdict: VERDICT, computer: 'LAPTOP-1' });
    const msg = await flow.next('composed');
    assert.match(String(msg.payload), /^<!doctype html>[\s\S]*LAPTOP-1[\s\S]*<\/html>\n$/);
    assert.match(String(msg.plaintext), /^aa is malicious: 52 \/ 70 engines flag it\.\n/);
  });

  it('writes to the group and to more, each once', async () => {
    await start(
      { to: 'soc@example.com, oncall@example.com' },
      {
        to: 'SOC <soc@example.com>\nplant@example.com',
        cc: 'log@example.com',
        bcc: 'audit@example.com',
      },
    );
    flow.receive('mail', { verdict: VERDICT });
    const msg = await flow.next('composed');
    assert.equal(msg.to, 'SOC <soc@example.com>, plant@example.com, oncall@example.com');
    assert.equal(msg.cc, 'log@example.com');
    assert.equal(msg.bcc, 'audit@example.com');
  });

  it('takes no recipients and no mail headers from the event', async () => {
    await start({ group: '' });
    flow.receive('mail', {
      verdict: VERDICT,
      to: 'victim@example.net',
      cc: 'victim@example.net',
      bcc: 'victim@example.net',
      headers: { 'set-cookie': 'a' },
      header: null,
    });
    const msg = await flow.next('composed');
    for (const name of ['to', 'cc', 'bcc', 'headers', 'header']) assert.ok(!(name in msg), name);
  });

  it('takes nothing from the event that would change who writes, to whom, and with what', async () => {
    await start();
    const event = {
      from: 'attacker@example.net',
      replyTo: 'attacker@example.net',
      envelope: { to: ['victim@example.net'] },
      attachments: [{ content: 'malware' }],
      inReplyTo: '<1@example.net>',
      references: '<1@example.net>',
      filename: 'malware.exe',
      priority: 'low',
    };
    flow.receive('mail', { verdict: VERDICT, ...event, kept: 1 });
    const msg = await flow.next('composed');
    assert.equal(msg.kept, 1);
    assert.deepEqual(
      Object.keys(event).filter((name) => name in msg),
      [],
    );
  });

  it('says so in the mail when the answer is made up', async () => {
    await start();
    flow.receive('mail', { verdict: VERDICT, virustotal: { simulated: true } });
    assert.match(String((await flow.next('composed')).payload), /demonstration/);
  });

  it('warns once about fields that no message has', async () => {
    await start({ text: 'From %%{computer} and {{user}}' });
    flow.receive('mail', { verdict: VERDICT });
    flow.receive('mail', { verdict: VERDICT });
    assert.equal((await flow.next('composed')).payload, 'From  and ');
    await flow.next('composed');
    assert.equal(flow.log().match(/has no computer, user/g)?.length, 1);
  });

  it('keeps the id of the alert', async () => {
    await start();
    flow.receive('mail', { verdict: VERDICT, alert: { id: 'alert-1' } });
    assert.equal(part(await flow.next('composed'), 'notification').id, 'alert-1');
  });

  it('looks at its recipients when it is deployed, not at the first alert', async () => {
    await start({}, { to: 'bob' });
    await flow.shows('mail', 'check the recipients');
    assert.match(flow.log(), /"bob" is no mail address/);
  });

  it('reports one that is none at deploy, and in each message, and mails to the others', async () => {
    await start(
      { to: "'ann@example.com'; bob at example.com" },
      { to: 'soc@example.com\n@nobody' },
    );
    await flow.shows('mail', 'check the recipients');
    assert.match(
      flow.log(),
      /"@nobody" is no mail address; "bob at example\.com" is no mail address/,
    );
    flow.receive('mail', { verdict: VERDICT });
    const msg = await flow.next('composed');
    assert.equal(msg.to, 'soc@example.com, ann@example.com');
    assert.deepEqual(part(msg, 'notification').rejected, ['@nobody', 'bob at example.com']);
    await flow.shows('mail', 'composed: check the recipients');
  });

  it('reports one that is none in a digest too', async () => {
    await start({ digest: '1s' }, { to: 'soc@example.com\nbob' });
    flow.receive('mail', { verdict: VERDICT });
    const msg = await flow.next('composed');
    assert.equal(msg.to, 'soc@example.com');
    assert.deepEqual(part(msg, 'notification').rejected, ['bob']);
  });

  for (const [what, value] of [
    ['of the group', { group: { to: '${VT_RECIPIENTS}' } }],
    ['of its own', { group: { to: '' }, notify: { to: '${VT_RECIPIENTS}' } }],
  ] as const) {
    it(`looks into a variable ${what} when it is deployed`, async () => {
      process.env['VT_RECIPIENTS'] = 'soc@example.com, bob';
      try {
        await start('notify' in value ? value.notify : {}, value.group);
      } finally {
        delete process.env['VT_RECIPIENTS'];
      }
      await flow.shows('mail', 'check the recipients');
      assert.match(flow.log(), /"bob" is no mail address; the others get the mails/);
    });
  }

  it('says that a variable has to stand alone', async () => {
    await start({}, { to: 'soc@example.com, ${VT_ALERT_TO}, ${USER}@example.com' });
    await flow.shows('mail', 'check the recipients');
    assert.match(flow.log(), /"\$\{USER\}@example\.com" is no mail address: a variable must stand/);
  });

  it('names a variable for its recipients that is not set', async () => {
    await start({}, { to: '${VT_RECIPIENTS_THAT_ARE_NOT_SET}' });
    await flow.shows('mail', 'check to');
    assert.match(flow.log(), /VT_RECIPIENTS_THAT_ARE_NOT_SET/);
  });

  it('gives up where an address is none, by the second output when it is wired', async () => {
    await start({ wires: [['composed'], ['given up']] }, { to: 'nobody at all' });
    flow.receive('mail', { verdict: VERDICT, kept: 1 });
    const msg = await flow.next('given up');
    assert.equal(part(msg, 'error').code, 'recipient');
    assert.equal(msg.kept, 1);
  });

  const malformed: [string, Record<string, unknown>][] = [
    ['subject', { subject: '{{verdict.level' }],
    ['text', { text: '{{#verdict}}' }],
    ['group', { group: 'gone' }],
    ['via', { via: 'pigeon' }],
    ['html', { html: 'blinking' }],
  ];
  for (const [property, properties] of malformed) {
    it(`names a malformed ${property}`, async () => {
      await start(properties);
      flow.receive('mail', { verdict: VERDICT });
      const error = part(await flow.next('caught'), 'error');
      assert.equal(error.code, 'configuration');
      assert.match(String(error.message), new RegExp(`^${property}: `));
    });
  }
});
