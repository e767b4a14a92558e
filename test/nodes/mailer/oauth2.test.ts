import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { defaultGreeting } from '../../../src/mail/delivery/greeting';
import { startFaultySmtp, type FaultySmtp } from '../../support/faulty-smtp';
import { startFlow, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { needsSqlite } from '../../support/needs-sqlite';
import { part } from '../../support/sinks';
import { smtpFlow, VERDICT } from '../../support/smtp-flow';
import { startTokenServer, type TokenServer } from '../../support/token-server';

const SECRETS = {
  user: 'soc@example.com',
  clientId: 'client-id-1234',
  clientSecret: 'client-s3cret',
  refreshToken: 'refresh-token-given',
};

describe('a mailer that signs in by OAuth 2', () => {
  let tokenServer: TokenServer;
  let server: FaultySmtp;
  let flow: RunningFlow;

  beforeEach(async () => {
    tokenServer = await startTokenServer();
    server = await startFaultySmtp();
    server.behave({ mechanisms: 'LOGIN XOAUTH2' });
  });

  afterEach(async () => {
    await flow.stop();
    await server.close();
    await tokenServer.close();
  });

  async function start(
    changes: Record<string, unknown> = {},
    credentials: Record<string, string> = SECRETS,
  ): Promise<void> {
    flow = await startFlow(allNodes, nodes(changes), { mailer: credentials });
  }

  function nodes(changes: Record<string, unknown> = {}): ReturnType<typeof smtpFlow> {
    const mailer = { auth: 'oauth2', tokenUrl: tokenServer.url, ...changes };
    return smtpFlow({ port: server.port, mailer });
  }

  it('delivers', async () => {
    await start();
    flow.receive('mail', { verdict: VERDICT });
    const { accepted } = part(await flow.next('delivered'), 'notification');
    assert.deepEqual(accepted, ['ann@example.com', 'bob@example.com']);
    const [, , said = ''] = server.said.find((line) => line.startsWith('AUTH'))?.split(' ') ?? [];
    assert.equal(
      Buffer.from(said, 'base64').toString(),
      'user=soc@example.com\u0001auth=Bearer access-1\u0001\u0001',
    );
  });

  it('keeps mails while the refresh token is not taken, and shows no secret', async () => {
    tokenServer.answer((_number, form) => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: `No ${form['refresh_token']}` },
    }));
    await start();
    flow.receive('mail', { verdict: VERDICT });
    const { fill } = await flow.shows('mail', /^check user and OAuth 2: 1 waiting, next try/);
    assert.equal(fill, 'red');
    assert.match(flow.log(), /Mails wait until this is mended: .*invalid_grant/);
    for (const secret of Object.values(SECRETS)) {
      assert.ok(!flow.log().includes(secret), flow.log());
    }
    assert.equal(server.connections, 0);
  });

  const malformed: readonly (readonly [string, Record<string, unknown>, Record<string, string>])[] =
    [
      ['tokenUrl', { tokenUrl: '' }, SECRETS],
      ['tokenUrl', { tokenUrl: 'http://login.example.com/token' }, SECRETS],
      [
        'tokenUrl',
        { tokenUrl: 'https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token' },
        SECRETS,
      ],
      ['tokenUrl', { tokenUrl: 'login.example.com/token' }, SECRETS],
      ['tokenUrl', { tokenUrl: 'https://me:secret@login.example.com/token' }, SECRETS],
      ['user', {}, { ...SECRETS, user: '' }],
      ['clientId', {}, { ...SECRETS, clientId: '' }],
      ['refreshToken', {}, { ...SECRETS, refreshToken: ' ' }],
      ['clientSecret', {}, { ...SECRETS, clientSecret: '${VT_NO_SUCH_SECRET}' }],
      ['auth', { auth: 'kerberos' }, SECRETS],
      ['greeting', { greeting: 'two words' }, SECRETS],
    ];
  for (const [property, changes, credentials] of malformed) {
    it(`names a malformed ${property} at deploy: ${JSON.stringify([changes, credentials[property]])}`, async () => {
      await start(changes, credentials);
      await flow.shows('mail', /check/);
      assert.match(flow.log(), new RegExp(`${property}: `));
      flow.receive('mail', { verdict: VERDICT });
      assert.equal(part(await flow.next('given up'), 'error').code, 'configuration');
    });
  }

  it('greets by the name that is chosen, or by one with a domain', async () => {
    await start({ greeting: 'mail.example.com' });
    flow.receive('mail', { verdict: VERDICT });
    await flow.next('delivered');
    await flow.stop();
    await start();
    flow.receive('mail', { verdict: VERDICT });
    await flow.next('delivered');
    const names = server.said.filter((line) => line.startsWith('EHLO'));
    const usual = defaultGreeting(hostname(), 'soc@example.com');
    assert.deepEqual(names, ['EHLO mail.example.com', `EHLO ${usual}`]);
    assert.match(usual, /\./);
  });

  describe('and gets another refresh token', () => {
    needsSqlite();

    it('keeps it when it is deployed anew, so that nobody can read it in the file', async () => {
      tokenServer.answer((number) => ({
        body: {
          access_token: `access-${number}`,
          expires_in: 60,
          refresh_token: `new-${number}-x`,
        },
      }));
      await start();
      flow.receive('mail', { verdict: VERDICT });
      await flow.next('delivered');
      await flow.redeploy(nodes(), 'full');
      const file = path.join(flow.userDir, 'virustotal', 'state.sqlite');
      for (const end of ['', '-wal']) {
        const bytes = readFileSync(file + end);
        for (const secret of [...Object.values(SECRETS).slice(1), 'new-1-x', 'access-1']) {
          assert.ok(!bytes.includes(secret), secret);
        }
      }
      flow.receive('mail', { verdict: VERDICT });
      await server.waitForTaken(2);
      const used = tokenServer.asked.map((form) => form['refresh_token']);
      assert.deepEqual(used, ['refresh-token-given', 'new-1-x']);
    });
  });
});
