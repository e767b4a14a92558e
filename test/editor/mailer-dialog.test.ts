import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { ALERT_FLOW, MAILER } from '../support/alert-dialog-flow';
import { describeDialog } from '../support/dialogs';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';

const NO_TOKENS = { clientId: '', clientSecret: '', refreshToken: '' };

/** Presses the button, and gives what is told then. */
async function press(mailer: Locator, recipient = 'ann@example.com'): Promise<Locator> {
  await mailer.locator('#virustotal-mailer-recipient').fill(recipient);
  await mailer.locator('#virustotal-mailer-send').click();
  const told = mailer.locator('.virustotal-mailer-told');
  await told.filter({ hasNotText: 'Sending' }).locator('strong').waitFor();
  return told;
}

const TOKEN_URL = 'https://oauth2.googleapis.com/token';

describeDialog('mailer', ALERT_FLOW, (dialogs) => {
  const { editor, field, fill, shows, refuses, unfold } = dialogs;

  /** Opens the mailer by way of the notify node that sends by it. */
  async function openMailer(): Promise<Locator> {
    const notify = await editor().openNode('notify');
    await field(notify, 'via').selectOption('smtp');
    await field(notify, 'mailer').selectOption('mailer');
    return await unfold(await editor().openConfig('mailer'));
  }

  it('saves each field, and shows it again', async () => {
    const mailer = await openMailer();
    await fill(mailer, 'name', 'Our server');
    await fill(mailer, 'host', 'mail.example.com');
    await field(mailer, 'security').selectOption('tls');
    await fill(mailer, 'port', '465');
    await field(mailer, 'tls').selectOption('tls');
    await fill(mailer, 'user', 'postmaster');
    await fill(mailer, 'password', 'pa55w0rd');
    await fill(mailer, 'from', 'Security <soc@example.com>');
    await fill(mailer, 'giveUpAfter', '2d');
    await field(mailer, 'store').selectOption('other');
    await editor().saveConfig();
    const { credentials, ...properties } = await editor().properties('mailer');
    assert.deepEqual(properties, {
      ...MAILER,
      name: 'Our server',
      host: 'mail.example.com',
      port: '465',
      security: 'tls',
      from: 'Security <soc@example.com>',
      tls: 'tls',
      giveUpAfter: '2d',
      store: 'other',
    });
    assert.deepEqual(credentials, { ...NO_TOKENS, user: 'postmaster', password: 'pa55w0rd' });
    assert.equal(await editor().model(`RED.nodes.node('mailer').valid`), true);

    await editor().openConfig('mailer');
    await shows(mailer, {
      name: 'Our server',
      host: 'mail.example.com',
      security: 'tls',
      port: '465',
      tls: 'tls',
      from: 'Security <soc@example.com>',
      giveUpAfter: '2d',
      store: 'other',
    });
  });

  it('gives the reason why a value is refused', async () => {
    const mailer = await openMailer();
    await refuses(mailer, 'host', '', 'The name or address of a mail server is needed');
    const nameOnly = 'Only the name, such as smtp.example.com';
    await refuses(
      mailer,
      'host',
      'smtp.example.com:587',
      `${nameOnly}: the port has its own field`,
    );
    await refuses(
      mailer,
      'host',
      'smtp://smtp.example.com',
      `${nameOnly}, without what is before ://`,
    );
    await refuses(mailer, 'greeting', '127.0.0.1', 'A name such as mail.example.com, or nothing');
    await refuses(mailer, 'port', '65536', 'A port from 1 to 65535');
    await refuses(mailer, 'from', 'soc', 'A mail address is needed, such as soc@example.com');
    await refuses(mailer, 'giveUpAfter', '12', 'The unit is missing: s, m, h or d');
    await refuses(mailer, 'giveUpAfter', 'never', 'A duration such as 12h or 2d, or nothing');
  });

  it('warns of plain text, and has no TLS to choose there', async () => {
    const mailer = await openMailer();
    const warning = mailer.locator('.virustotal-mailer-open');
    assert.equal(await warning.isVisible(), false);
    await field(mailer, 'security').selectOption('none');
    assert.match(await warning.innerText(), /plain text/);
    assert.equal(await field(mailer, 'tls').isVisible(), false);
    await field(mailer, 'security').selectOption('starttls');
    assert.equal(await warning.isVisible(), false);
    assert.equal(await field(mailer, 'tls').isVisible(), true);
  });

  it('asks for what OAuth 2 needs where that is chosen, and saves it', async () => {
    const mailer = await openMailer();
    const areShown = (...names: string[]): Promise<boolean[]> =>
      Promise.all(names.map((name) => field(mailer, name).isVisible()));
    const byToken = ['tokenUrl', 'clientId', 'clientSecret', 'refreshToken'] as const;
    assert.deepEqual(await areShown('user', 'password'), [true, true]);
    assert.deepEqual(await areShown(...byToken), [false, false, false, false]);
    await field(mailer, 'auth').selectOption('oauth2');
    assert.deepEqual(await areShown('user', 'password'), [true, false]);
    assert.deepEqual(await areShown(...byToken), [true, true, true, true]);
    const hint = mailer.locator('.virustotal-hint code');
    assert.deepEqual(await hint.allInnerTexts(), [
      TOKEN_URL,
      'https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token',
    ]);
    await fill(mailer, 'tokenUrl', TOKEN_URL);
    const needed = 'The address of the token server is needed: https://…';
    await refuses(mailer, 'tokenUrl', '', needed);
    await refuses(mailer, 'tokenUrl', 'https://login.microsoftonline.com/<tenant>/token', needed);
    await refuses(
      mailer,
      'tokenUrl',
      'http://login.example.com/token',
      'The address has to begin with https://, or the client secret can be read on the way',
    );
    await fill(mailer, 'user', 'soc@example.com');
    await fill(mailer, 'clientId', 'client-id');
    await fill(mailer, 'clientSecret', 's3cret');
    await fill(mailer, 'refreshToken', 'refresh');
    await fill(mailer, 'greeting', 'mail.example.com');
    await editor().saveConfig();
    const { credentials, ...properties } = await editor().properties('mailer');
    assert.deepEqual(properties, {
      ...MAILER,
      auth: 'oauth2',
      tokenUrl: TOKEN_URL,
      greeting: 'mail.example.com',
    });
    const { user, clientId, clientSecret, refreshToken } = Object(credentials);
    assert.deepEqual(
      { user, clientId, clientSecret, refreshToken },
      {
        user: 'soc@example.com',
        clientId: 'client-id',
        clientSecret: 's3cret',
        refreshToken: 'refresh',
      },
    );
    assert.equal(await editor().model(`RED.nodes.node('mailer').valid`), true);
  });

  it('says beside each field what OAuth 2 lacks, and marks the node', async () => {
    const mailer = await openMailer();
    await field(mailer, 'auth').selectOption('oauth2');
    const needed = {
      user: 'OAuth 2 needs the address of the mailbox as the user',
      clientId: 'OAuth 2 needs a client ID',
      refreshToken: 'OAuth 2 needs a refresh token',
    };
    for (const [name, sentence] of Object.entries(needed)) {
      const problem = mailer.locator(`#node-config-input-${name}-problem`);
      assert.equal(await problem.innerText(), sentence);
    }
    await fill(mailer, 'user', 'soc@example.com');
    await fill(mailer, 'tokenUrl', TOKEN_URL);
    await mailer.locator('#node-config-input-user-problem').waitFor({ state: 'detached' });
    await editor().saveConfig();
    assert.deepEqual(await editor().model(`RED.nodes.node('mailer').validationErrors`), [
      needed.clientId,
    ]);
  });

  it('is named after its server and its sender', async () => {
    assert.equal(
      await editor().model(`RED.utils.getNodeLabel(RED.nodes.node('mailer'))`),
      'smtp.example.com, soc@example.com',
    );
  });

  describe('and its test mail', () => {
    let server: FaultySmtp;

    before(async () => {
      server = await startFaultySmtp();
    });

    afterEach(async () => {
      server.behave({});
      await editor().page.unrouteAll();
      await editor().page.setViewportSize({ width: 1400, height: 1000 });
    });

    after(() => server.close());

    /** Presses the button with a server that listens on this machine. */
    async function send(mailer: Locator, port = String(server.port)): Promise<Locator> {
      await field(mailer, 'security').selectOption('none');
      await fill(mailer, 'host', '127.0.0.1');
      await fill(mailer, 'port', port);
      return await press(mailer);
    }

    for (const width of [1400, 900]) {
      it(`goes out as typed, before any deploy, at ${width} pixels`, async () => {
        await editor().page.setViewportSize({ width, height: 900 });
        const taken = server.taken.length;
        const told = await send(await openMailer());
        const where = `127.0.0.1:${server.port}`;
        assert.equal(await told.innerText(), `${where} has taken the mail to ann@example.com.`);
        assert.deepEqual(
          server.taken.slice(taken).map(({ to }) => to),
          [['ann@example.com']],
        );
        const { x = 0, width: shown = 0 } = (await told.boundingBox()) ?? {};
        assert.ok(x >= 0 && x + shown <= width);
      });
    }

    it("says in plain words, and in the server's own, that it was refused", async () => {
      server.behave({ otherwise: '550 5.1.1 <img src=x onerror=alert(1)> Nobody' });
      const told = await send(await openMailer());
      assert.equal(
        await told.innerText(),
        `127.0.0.1:${server.port} takes no mail for this recipient.\n550 5.1.1 <img src=x onerror=alert(1)> Nobody`,
      );
      assert.equal(await told.locator('img').count(), 0);
    });

    it('says that nothing listens there', async () => {
      const told = await send(await openMailer(), '1');
      assert.match(await told.innerText(), /^Nothing listens at 127\.0\.0\.1:1: check server/);
    });

    it('wants one address to send to', async () => {
      const mailer = await openMailer();
      for (const recipient of ['', 'ann', 'a@example.com, b@example.com']) {
        const told = await press(mailer, recipient);
        assert.equal(await told.innerText(), 'One mail address is needed to send to.');
      }
    });

    const SENTENCES: [code: string, sentence: RegExp][] = [
      ['host-not-found', /^There is no server of that name\./],
      ['unreachable', /^smtp:25 cannot be reached\./],
      ['timeout', /^smtp:25 does not answer in time\./],
      ['no-tls', /^There is no encrypted connection to smtp:25/],
      ['certificate-name', /^The certificate of smtp:25 is for another name\./],
      ['certificate', /^The certificate of smtp:25 is not trusted\./],
      ['sign-in', /^smtp:25 does not accept the sign-in\./],
      ['sender-refused', /^smtp:25 takes no mail from this sender\./],
      ['mail-refused', /^smtp:25 refuses the mail\./],
      ['later', /^smtp:25 does not take the mail now\./],
      ['connection-lost', /^smtp:25 has broken off the connection\./],
      ['token', /^The token server gives no access token\./],
      ['type-again', /^Where the secret would go has changed: type “Password” again\.$/],
      ['deploy-first', /^“Password” is known only once it is deployed/],
      ['configuration', /^“Password” cannot be used as it is\./],
      ['store', /^Its words$/],
    ];
    it('says each of what can go wrong', async () => {
      const mailer = await openMailer();
      for (const [code, sentence] of SENTENCES) {
        const json = {
          sent: false,
          code,
          message: 'Its words',
          server: 'smtp:25',
          property: 'password',
        };
        await editor().page.route('**/virustotal/mailer/test', (route) => route.fulfill({ json }));
        const told = await press(mailer);
        await told.filter({ hasText: sentence }).waitFor();
        await editor().page.unrouteAll();
      }
    });

    it('says that it may not be sent, and that nobody answers', async () => {
      const mailer = await openMailer();
      for (const [answer, sentence] of [
        [{ status: 401 }, /virustotal\.write/],
        [undefined, /^Node-RED does not answer\.$/],
      ] as const) {
        await editor().page.route('**/virustotal/mailer/test', (route) =>
          answer ? route.fulfill(answer) : route.abort(),
        );
        const told = await press(mailer);
        await told.filter({ hasText: sentence }).waitFor();
        await editor().page.unrouteAll();
      }
    });
  });
});
