import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createSignInByToken } from '../../../nodes/mailer/sign-in';
import { systemClock } from '../../../src/clock';
import type { AccessTokens } from '../../../src/mail/delivery/access-token';
import { problemOfTokenUrl } from '../../../src/mail/delivery/token-url';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { startTunnelProxy, type TunnelProxy } from '../../support/loopback-server';
import { startTokenServer, type TokenServer } from '../../support/token-server';

const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];

describe('the address of a token server', () => {
  for (const url of [
    'https://oauth2.googleapis.com/token',
    'https://login.microsoftonline.com/consumers/oauth2/v2.0/token',
    'https://login.example.com:8443/token?policy=mail',
    'http://localhost:8080/token',
    'http://127.0.0.1/token',
    'http://[::1]/token',
  ]) {
    it(`may be ${url}`, () => assert.equal(problemOfTokenUrl(url), undefined));
  }

  for (const [url, problem] of [
    ['', 'missing'],
    ['login.example.com/token', 'malformed'],
    ['ftp://login.example.com/token', 'malformed'],
    ['https://login.example.com/a b', 'malformed'],
    ['https://login.example.com/{tenant}/token', 'malformed'],
    ['http://login.example.com/token', 'plain text'],
    ['http://192.168.1.2/token', 'plain text'],
    ['http://127.0.0.1.example.com/token', 'plain text'],
    ['http://localhost@login.example.com/token', 'credentials'],
  ] as const) {
    it(`is not ${url || 'nothing'}`, () => assert.equal(problemOfTokenUrl(url), problem));
  }

  describe('on this machine', () => {
    let tokenServer: TokenServer;
    let proxy: TunnelProxy;
    let tokens: AccessTokens;
    const before = PROXIES.map((name) => [name, process.env[name]] as const);

    beforeEach(async () => {
      tokenServer = await startTokenServer();
      proxy = await startTunnelProxy();
    });

    afterEach(async () => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await tokens.close();
      await tokenServer.close();
      await proxy.close();
    });

    it('is asked in plain text, but by no proxy', async () => {
      for (const name of PROXIES) process.env[name] = proxy.url;
      tokens = createSignInByToken(
        {
          tokenUrl: `${tokenServer.url}?policy=mail`,
          clientId: 'id',
          clientSecret: '',
          refreshToken: 'r',
        },
        {
          store: createMemoryStore(systemClock),
          tls: undefined,
          trouble: () => assert.fail('it can be kept'),
        },
      );
      assert.equal(await tokens.get(), 'access-1');
      assert.deepEqual(proxy.asked, []);
      assert.deepEqual(tokenServer.asked, [
        { grant_type: 'refresh_token', refresh_token: 'r', client_id: 'id' },
      ]);
    });
  });
});
