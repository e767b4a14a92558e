import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startFaultySmtp, type FaultySmtp } from '../../support/faulty-smtp';
import { createDeferred } from '../../support/deferred';
import { startFlow, type FlowNode, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { TIME } from '../../support/texts';
import { part } from '../../support/sinks';
import { smtpFlow, VERDICT, type SmtpFlowOptions } from '../../support/smtp-flow';
import { needsSqlite } from '../../support/needs-sqlite';

type Changes = Omit<SmtpFlowOptions, 'port'>;

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';

const verdictOf = (value: string): object => ({
  ...VERDICT,
  indicator: { type: 'file', value, id: value },
});

describe('virustotal-notify by SMTP', () => {
  let server: FaultySmtp;
  let flow: RunningFlow;

  beforeEach(async () => {
    server = await startFaultySmtp();
  });

  afterEach(async () => {
    await flow.stop();
    await server.close();
  });

  async function start(
    changes: Changes = {},
    credentials: Record<string, string> = {},
  ): Promise<void> {
    const nodes = smtpFlow({ port: server.port, ...changes });
    flow = await startFlow(allNodes, nodes, { mailer: credentials });
  }

  /** Two mails wait: one that was tried, and one that nobody has tried yet. */
  async function startWithMails(): Promise<void> {
    await start();
    server.behave({ mail: '421 4.3.2 Shutting down' });
    flow.receive('mail', { verdict: VERDICT, alert: { id: 'alert-1' } });
    flow.receive('mail', { verdict: VERDICT, alert: { id: 'alert-2' } });
    await flow.shows('mail', /2 waiting, next try/);
  }

  it('sends the message on when the server has taken the mail', async () => {
    await start({ notify: { html: 'designed' } });
    flow.receive('mail', { verdict: VERDICT, payload: 'report', kept: 1, _msgid: '7' });
    const msg = await flow.next('delivered');
    assert.equal(msg.topic, 'malicious: aa');
    assert.equal(msg.to, 'Ann <ann@example.com>, bob@example.com');
    assert.equal(msg.kept, 1);
    assert.equal(msg['_msgid'], '7');
    assert.match(String(msg.plaintext), /Text about aa/);
    const { id, ...notification } = part(msg, 'notification');
    assert.ok(typeof id === 'string' && id !== '');
    assert.deepEqual(notification, {
      to: ['Ann <ann@example.com>', BOB],
      subject: 'malicious: aa',
      accepted: [ANN, BOB],
      rejected: [],
    });
    await flow.next('completed');
    await flow.shows('mail', 'delivered');
    const [mail] = server.taken;
    assert.match(mail?.text ?? '', /^Text about aa\r$/m);
    assert.match(mail?.text ?? '', /^Content-Type: text\/html/m);
    assert.match(mail?.messageId ?? '', /^<[\da-f]{32}@example\.com>$/);
  });

  it('sends a message on whole that is too heavy to be written down, and says once what a kill costs', async () => {
    await start();
    const event = 'x'.repeat(9e6);
    for (let count = 0; count < 2; count += 1) {
      flow.receive('mail', { verdict: VERDICT, event });
      assert.equal((await flow.next('delivered'))['event'], event);
    }
    assert.equal(flow.log().split('goes on without its largest properties').length - 1, 1);
  });

  it('sends a message on whole that is too heavy to be written down, and waited over a deploy', async () => {
    await start();
    server.behave({ mail: '421 4.3.2 Shutting down' });
    const event = 'x'.repeat(9e6);
    flow.receive('mail', { verdict: VERDICT, event, alert: { id: 'alert-1' } });
    await flow.shows('mail', /1 waiting, next try/);
    server.behave({});
    await flow.redeploy(smtpFlow({ port: server.port, notify: { html: 'designed' } }));
    const msg = await flow.next('delivered');
    assert.deepEqual([msg['event'], part(msg, 'notification').id], [event, 'alert-1']);
    assert.equal(server.taken.length, 1);
  });

  it('gives the mail about the same alert the same Message-ID, and others another', async () => {
    await start();
    const alert = { id: 'alert-1', raisedAt: '2026-01-15T12:00:00Z' };
    flow.receive('mail', { verdict: VERDICT, alert });
    const msg = await flow.next('delivered');
    assert.equal(part(msg, 'notification').id, 'alert-1');
    flow.receive('mail', { verdict: VERDICT, alert });
    flow.receive('mail', { verdict: VERDICT, alert: { ...alert, id: 'alert-2' } });
    flow.receive('mail', { verdict: VERDICT });
    for (let count = 0; count < 3; count += 1) await flow.next('delivered');
    const ids = server.taken.map(({ messageId }) => messageId);
    assert.equal(new Set(ids).size, 3);
    assert.equal(ids.filter((id) => id === ids[0]).length, 2);
  });

  it('logs in with user and password, also out of the environment', async () => {
    process.env['VT_MAIL_PASSWORD'] = 'pa55w0rd!';
    try {
      await start({}, { user: 'postmaster', password: '${VT_MAIL_PASSWORD}' });
    } finally {
      delete process.env['VT_MAIL_PASSWORD'];
    }
    flow.receive('mail', { verdict: VERDICT });
    await flow.next('delivered');
    const told = Buffer.from('\0postmaster\0pa55w0rd!').toString('base64');
    assert.ok(server.said.includes(`AUTH PLAIN ${told}`));
  });

  it('waits for a server that fails, and says until when', async () => {
    await start();
    server.behave({ mail: '530 5.7.0 Authenticate first' });
    flow.receive('mail', { verdict: VERDICT });
    const { fill } = await flow.shows(
      'mail',
      new RegExp(`^check user and password: 1 waiting, next try ${TIME}$`),
    );
    assert.equal(fill, 'red');
    assert.equal(flow.unread('delivered') + flow.unread('given up') + flow.unread('completed'), 0);
  });

  it('names the server that it cannot reach, and warns once', async () => {
    await start();
    const where = `127.0.0.1:${server.port}`;
    await server.goAway();
    flow.receive('mail', { verdict: VERDICT });
    flow.receive('mail', { verdict: VERDICT });
    await flow.shows('mail', new RegExp(`^cannot reach ${where}: 2 waiting, next try `));
    const warned = flow.log().split('Mails wait until this is mended: ');
    assert.equal(warned.length, 2);
    assert.match(warned[1] ?? '', /^The mail server cannot be reached .*ECONNREFUSED/);
  });

  it('goes on after a deploy with what waited, as the same message', async () => {
    await start();
    const alert = { id: 'alert-1', raisedAt: '2026-01-15T12:00:00Z' };
    server.next({ cutAt: 'end of data' });
    flow.receive('mail', { verdict: VERDICT, alert, kept: Buffer.from('a'), _msgid: '7' });
    await flow.shows('mail', /1 waiting, next try/);
    const mailer = { giveUpAfter: '1h' };
    await flow.redeploy(smtpFlow({ port: server.port, mailer }));
    await flow.shows('mail', /1 waiting, next try/);
    assert.equal(server.read.length, 1, 'not before it is due');
    assert.equal(flow.unread('completed'), 0);
    assert.match(flow.log(), /Mails that wait for the next start: 1/);
  });

  it('takes up at the next start what nobody has tried yet', async () => {
    await start();
    const reply = createDeferred<void>();
    const slow = reply.promise;
    server.next({ slow });
    for (const kept of [1, 2, 3, 4]) flow.receive('mail', { verdict: VERDICT, kept });
    await server.waitForRead(1);
    const deploying = flow.redeploy(smtpFlow({ port: server.port, mailer: { giveUpAfter: '1h' } }));
    reply.resolve();
    await deploying;
    const kept: unknown[] = [];
    while (kept.length < 4) kept.push((await flow.next('delivered')).kept);
    assert.deepEqual(new Set(kept), new Set([1, 2, 3, 4]));
    assert.equal(server.read.length, 4);
  });

  it('delivers for a message that cannot be written down', async () => {
    await start();
    const res = { end: () => {} };
    flow.receive('mail', { verdict: VERDICT, res });
    assert.equal((await flow.next('delivered')).res, res);
  });

  describe('where the mail is given up', () => {
    it('leaves by the second output, with the reason and as it came', async () => {
      await start();
      server.behave({ data: '554 5.6.0 Looks like spam' });
      flow.receive('mail', { verdict: VERDICT, payload: 'report' });
      const msg = await flow.next('given up');
      const error = part(msg, 'error');
      assert.equal(error.code, 'undeliverable');
      assert.match(String(error.message), /554 5\.6\.0 Looks like spam/);
      const { id: _id, ...notification } = part(msg, 'notification');
      assert.deepEqual(notification, {
        to: ['Ann <ann@example.com>', BOB],
        subject: 'malicious: aa',
        accepted: [],
        rejected: [ANN, BOB],
      });
      assert.equal(msg.payload, 'report');
      await flow.shows('mail', 'given up');
    });

    it('goes to Catch where that is not wired', async () => {
      await start({ notify: { wires: [['delivered'], []] } });
      server.behave({ data: '554 5.6.0 Looks like spam' });
      flow.receive('mail', { verdict: VERDICT });
      assert.equal(part(await flow.next('caught'), 'error').code, 'undeliverable');
    });

    it('is so when the time of the mailer is over', async () => {
      await start({ mailer: { giveUpAfter: '0s' } });
      await server.goAway();
      flow.receive('mail', { verdict: VERDICT });
      const error = part(await flow.next('given up'), 'error');
      assert.equal(error.code, 'undeliverable');
      assert.match(String(error.message), /cannot be reached/);
    });

    it('tells apart who has it and who is refused', async () => {
      await start();
      server.behave({ recipients: { [BOB]: '550 5.1.1 No such user' } });
      flow.receive('mail', { verdict: VERDICT });
      const delivered = await flow.next('delivered');
      const refused = await flow.next('given up');
      for (const msg of [delivered, refused]) {
        const { accepted, rejected } = part(msg, 'notification');
        assert.deepEqual([accepted, rejected], [[ANN], [BOB]]);
      }
      assert.equal(delivered.error, undefined);
      const error = part(refused, 'error');
      assert.equal(error.code, 'refused');
      assert.equal(error.message, 'bob@example.com: 550 5.1.1 No such user');
      assert.notEqual(delivered.verdict, refused.verdict);
      await flow.next('completed');
      assert.equal(server.taken.length, 1);
    });
  });

  describe('to a recipient that is none', () => {
    it('tells it as one that is refused, and the others get the mail', async () => {
      await start({ group: { to: 'Ann <ann@example.com>\nbob at example.com' } });
      flow.receive('mail', { verdict: VERDICT });
      const delivered = await flow.next('delivered');
      const refused = await flow.next('given up');
      for (const msg of [delivered, refused]) {
        const { to, accepted, rejected } = part(msg, 'notification');
        assert.deepEqual([to, accepted], [['Ann <ann@example.com>'], [ANN]]);
        assert.deepEqual(rejected, ['bob at example.com']);
      }
      assert.equal(part(refused, 'error').message, 'bob at example.com: no mail address');
      await flow.shows('mail', 'delivered, 1 recipient refused');
      assert.deepEqual(server.taken[0]?.to, [ANN]);
    });

    it('tells it of a digest too', async () => {
      await start({
        group: { to: 'Ann <ann@example.com>\nbob at example.com' },
        notify: { digest: '1s' },
      });
      flow.receive('mail', { verdict: VERDICT });
      const { rejected } = part(await flow.next('delivered'), 'notification');
      assert.deepEqual(rejected, ['bob at example.com']);
    });

    it('tells it when the server takes the mail for nobody', async () => {
      await start({ group: { to: 'Ann <ann@example.com>\nbob at example.com' } });
      server.behave({ otherwise: '550 5.1.1 No such user' });
      flow.receive('mail', { verdict: VERDICT });
      const msg = await flow.next('given up');
      assert.deepEqual(part(msg, 'notification').rejected, ['bob at example.com', ANN]);
    });
  });

  describe('where it cannot work', () => {
    it('says so for a mail to nobody', async () => {
      await start({ group: { to: '' } });
      flow.receive('mail', { verdict: VERDICT });
      assert.equal(part(await flow.next('given up'), 'error').code, 'recipient');
    });

    it('says that no mailer is chosen where that was deleted', async () => {
      await start();
      await flow.redeploy(smtpFlow({ port: server.port }).filter(({ id }) => id !== 'mailer'));
      await flow.shows('mail', 'no mail server chosen');
    });

    const malformed: readonly (readonly [string, Changes, Record<string, string>?])[] = [
      ['mailer', { notify: { mailer: '' } }],
      ['mailer', { notify: { mailer: 'team' } }],
      ['host', { mailer: { host: '' } }],
      ['host', { mailer: { host: 'user@example.com' } }],
      ['host', { mailer: { host: 'smtp.example.com:587' } }],
      ['host', { mailer: { host: 'smtp://smtp.example.com' } }],
      ['host', { mailer: { host: '[::1]:25' } }],
      ['host', { mailer: { host: '${VT_NO_SUCH_HOST}' } }],
      ['from', { mailer: { from: '${VT_NO_SUCH_SENDER}' } }],
      ['from', { mailer: { from: 'SOC <${VT_SENDER}>' } }],
      ['from', { mailer: { from: 'SOC <soc@>' } }],
      ['port', { mailer: { port: '70000' } }],
      ['port', { mailer: { port: 'smtp' } }],
      ['security', { mailer: { security: 'maybe' } }],
      ['from', { mailer: { from: '' } }],
      ['from', { mailer: { from: 'a@example.com, b@example.com' } }],
      ['from', { mailer: { from: 'a@example.com\r\nBcc: b@example.com' } }],
      ['tls', { mailer: { tls: 'gone' } }],
      ['store', { mailer: { store: 'gone' } }],
      ['giveUpAfter', { mailer: { giveUpAfter: 'soon' } }],
      ['password', {}, { password: '${VT_PASSWORD_THAT_IS_NOT_SET}' }],
      ['digest', { notify: { digest: 'daily' } }],
    ];
    for (const [property, changes, credentials] of malformed) {
      it(`names the ${property} of ${JSON.stringify(changes)}`, async () => {
        await start(changes, credentials);
        flow.receive('mail', { verdict: VERDICT });
        const error = part(await flow.next('given up'), 'error');
        assert.equal(error.code, 'configuration');
        assert.match(String(error.message), new RegExp(`^${property}: `));
        assert.equal(server.connections, 0);
      });
    }
  });

  for (const [what, disable] of [
    ['the node', { mail: { d: true } }],
    ['its tab', { tab: { disabled: true } }],
  ] as const) {
    it(`keeps what waits while ${what} is disabled`, async () => {
      await start();
      server.next({ cutAt: 'end of data' });
      flow.receive('mail', { verdict: VERDICT });
      await flow.shows('mail', /1 waiting, next try/);
      const nodes = smtpFlow({ port: server.port });
      const changes = new Map<string, object>(Object.entries(disable));
      await flow.redeploy(nodes.map((node) => ({ ...node, ...changes.get(node.id) })));
      assert.equal(flow.unread('given up') + flow.unread('caught'), 0);
      await flow.redeploy(nodes);
      await flow.shows('mail', /1 waiting, next try/);
    });
  }

  describe('that is to leave its mails to the node that follows', () => {
    const VIA_MESSAGE = { via: 'message' };

    it('still delivers what waits, and sends on only what comes now', async () => {
      await start();
      const reply = createDeferred<void>();
      server.next({ slow: reply.promise });
      for (const kept of [1, 2, 3]) flow.receive('mail', { verdict: VERDICT, kept });
      await server.waitForRead(1);
      const deploying = flow.redeploy(smtpFlow({ port: server.port, notify: VIA_MESSAGE }));
      reply.resolve();
      await deploying;
      for (let count = 0; count < 3; count += 1) await flow.next('completed');
      assert.equal(server.taken.length, 3);
      assert.equal(new Set(server.taken.map(({ messageId }) => messageId)).size, 3);
      assert.equal(flow.unread('delivered') + flow.unread('given up') + flow.unread('caught'), 0);
      assert.match(flow.log(), /3 mails wait from when this node sent by SMTP/);
      flow.receive('mail', { verdict: VERDICT, kept: 4 });
      assert.equal((await flow.next('delivered')).kept, 4);
      assert.equal(server.read.length, 3);
    });

    it('shows until when they wait', async () => {
      await startWithMails();
      await flow.redeploy(smtpFlow({ port: server.port, notify: VIA_MESSAGE }));
      await flow.shows('mail', /2 waiting, next try/);
    });

    for (const [what, notify] of [
      ['has no mailer any more', { ...VIA_MESSAGE, mailer: '' }],
      ['has one that is gone', { ...VIA_MESSAGE, mailer: 'gone' }],
    ] as const) {
      it(`gives up aloud what waits where it ${what}`, async () => {
        await startWithMails();
        await flow.redeploy(smtpFlow({ port: server.port, notify }));
        const ids: unknown[] = [];
        for (let count = 0; count < 2; count += 1) {
          const msg = await flow.next('given up');
          ids.push(part(msg, 'alert').id);
          const error = part(msg, 'error');
          assert.equal(error.code, 'undeliverable');
          assert.match(String(error.message), /There is no mail server any more/);
        }
        assert.deepEqual(new Set(ids), new Set(['alert-1', 'alert-2']));
      });
    }

    it('goes on waiting where its mailer cannot work at the moment', async () => {
      await startWithMails();
      const broken = { port: server.port, mailer: { host: '' }, notify: VIA_MESSAGE };
      await flow.redeploy(smtpFlow(broken));
      await flow.shows('mail', /2 waiting/);
      await flow.redeploy(smtpFlow({ port: server.port, notify: VIA_MESSAGE }));
      await flow.shows('mail', /2 waiting, next try/);
      assert.equal(flow.unread('given up') + flow.unread('caught'), 0);
    });

    it('makes no store where there was none', async () => {
      await start({ notify: VIA_MESSAGE });
      flow.receive('mail', { verdict: VERDICT });
      await flow.next('delivered');
      assert.equal(existsSync(path.join(flow.userDir, 'virustotal')), false);
    });
  });

  it('names what an earlier life has left when the node is deleted', async () => {
    await start();
    server.behave({ mail: '451 Later' });
    flow.receive('mail', { verdict: VERDICT });
    await flow.shows('mail', /1 waiting, next try/);
    await flow.redeploy(smtpFlow({ port: server.port, mailer: { giveUpAfter: '1h' } }));
    await flow.shows('mail', /1 waiting, next try/);
    await flow.redeploy(smtpFlow({ port: server.port }).filter(({ id }) => id !== 'mail'));
    assert.match(flow.log(), /nobody gets what waited there: malicious: aa/);
  });

  it('ends every message when the node is deleted', async () => {
    await start();
    server.behave({ mail: '451 Later' });
    flow.receive('mail', { verdict: VERDICT });
    await flow.shows('mail', /1 waiting, next try/);
    const rest = smtpFlow({ port: server.port }).filter(({ id }) => id !== 'mail');
    await flow.redeploy(rest);
    const error = part(await flow.next('given up'), 'error');
    assert.equal(error.code, 'closed');
    assert.match(String(error.message), /stopped before the mail was delivered/);
    assert.equal(flow.unread('given up') + flow.unread('caught'), 0);
    assert.doesNotMatch(flow.log(), /nobody gets what waited there/, 'it is told of once');
  });

  describe('with a store that cannot be opened', () => {
    // Without node:sqlite memory is all there is, and outlives a deploy.
    needsSqlite();

    it('ends every message at a deploy where its mail cannot be kept', async () => {
      const store = {
        id: 'place',
        type: 'virustotal-store',
        name: '',
        kind: 'embedded',
        path: '.',
      };
      const nodes = (giveUpAfter: string): FlowNode[] => [
        ...smtpFlow({ port: server.port, mailer: { store: 'place', giveUpAfter } }),
        store,
      ];
      flow = await startFlow(allNodes, nodes('24h'));
      server.behave({ mail: '451 Later' });
      flow.receive('mail', { verdict: VERDICT });
      await flow.shows('mail', /1 waiting, next try/);
      await flow.redeploy(nodes('1h'));
      assert.equal(part(await flow.next('given up'), 'error').code, 'closed');
    });
  });
});

describe('virustotal-notify that collects', () => {
  let server: FaultySmtp;
  let flow: RunningFlow;

  beforeEach(async () => {
    server = await startFaultySmtp();
  });

  afterEach(async () => {
    await flow.stop();
    await server.close();
  });

  async function start(notify: Record<string, unknown>): Promise<void> {
    flow = await startFlow(allNodes, smtpFlow({ port: server.port, notify }));
  }

  for (const via of ['smtp', 'message']) {
    it(`makes one message of several (${via})`, async () => {
      await start({ via, digest: '400ms' });
      flow.receive('mail', { verdict: verdictOf('aa'), alert: { id: 'alert-1' }, _msgid: '1' });
      flow.receive('mail', { verdict: verdictOf('bb'), callback: () => {}, _msgid: '2' });
      const completed = [await flow.next('completed'), await flow.next('completed')];
      assert.deepEqual(new Set(completed.map((each) => each['_msgid'])), new Set(['1', '2']));
      const msg = await flow.next('delivered');
      const alerts: unknown[] = Array.isArray(msg.alerts) ? msg.alerts : [];
      assert.deepEqual(alerts, [
        { alert: { id: 'alert-1' }, verdict: verdictOf('aa') },
        { alert: undefined, verdict: verdictOf('bb') },
      ]);
      assert.match(String(msg.plaintext), /Text about aa[^]*Text about bb/);
      assert.equal(msg.to, 'Ann <ann@example.com>, bob@example.com');
      assert.equal(part(msg, 'notification').subject, msg.topic);
      assert.equal(server.taken.length, via === 'smtp' ? 1 : 0);
      await flow.next('completed');
      assert.equal(flow.unread('delivered'), 0);
    });
  }

  it('names what it has collected when it is deleted', async () => {
    await start({ digest: '1h' });
    flow.receive('mail', { verdict: verdictOf('aa') });
    await flow.next('completed');
    await flow.redeploy(smtpFlow({ port: server.port }).filter(({ id }) => id !== 'mail'));
    assert.match(flow.log(), /nobody gets what waited there: malicious: aa/);
  });

  for (const [before, after] of [
    ['smtp', 'smtp'],
    ['message', 'message'],
    ['smtp', 'message'],
    ['message', 'smtp'],
  ] as const) {
    it(`sends at once what it has collected when it is to collect no more (${before}, ${after})`, async () => {
      await start({ via: before, digest: '1h' });
      flow.receive('mail', { verdict: verdictOf('aa') });
      await flow.next('completed');
      const notify = { via: after, digest: '' };
      await flow.redeploy(smtpFlow({ port: server.port, notify }));
      const msg = await flow.next('delivered');
      assert.match(String(msg.plaintext), /Text about aa/);
      assert.equal(server.taken.length, after === 'smtp' ? 1 : 0);
    });
  }

  it('keeps what it has collected over a deploy', async () => {
    await start({ via: 'message', digest: '1h' });
    flow.receive('mail', { verdict: verdictOf('aa') });
    await flow.next('completed');
    await flow.shows('mail', new RegExp(`^1 collected, mail at ${TIME}$`));
    const notify = { via: 'message', digest: '1ms' };
    await flow.redeploy(smtpFlow({ port: server.port, notify }));
    const msg = await flow.next('delivered');
    assert.match(String(msg.plaintext), /Text about aa/);
  });
});
