import assert from 'node:assert/strict';
import { it } from 'mocha';
import type { Locator } from 'playwright-core';
import { ALERT_FLOW, MAILER } from '../support/alert-dialog-flow';
import { describeDialog } from '../support/dialogs';

const NO_TOKENS = { clientId: '', clientSecret: '', refreshToken: '' };

const TOKEN_URL = 'https://oauth2.googleapis.com/token';

describeDialog('mailer', ALERT_FLOW, (dialogs) => {
  const { editor, field, fill, shows, refuses } = dialogs;

  /** Opens the mailer by way of the notify node that sends by it. */
  async function openMailer(): Promise<Locator> {
    const notify = await editor().openNode('notify');
    await field(notify, 'via').selectOption('smtp');
    await field(notify, 'mailer').selectOption('mailer');
    return await editor().openConfig('mailer');
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
});
