import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createHttpTransport } from '../../../src/lookup/transport';
import { createAccessTokens, type AccessTokens } from '../../../src/mail/delivery/access-token';
import { createRefreshTokens } from '../../../src/mail/delivery/refresh-token';
import type { DeliveryCause } from '../../../src/mail/errors';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Store } from '../../../src/store/store';
import { createDeferred } from '../../support/deferred';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { makeCertificate } from '../../support/certificate';
import { startDelivery, type StartedDelivery } from '../../support/mail-delivery';
import { startTokenServer, type TokenReply, type TokenServer } from '../../support/token-server';

const USER = 'soc@example.com';
const CLIENT = { clientId: 'client-id-1234', clientSecret: 'client-s3cret' };
const GIVEN = 'refresh-token-given';
const ALL = ['ann@example.com', 'bob@example.com'];

/** What a client has sent to sign in, as text. */
function signIns({ server }: StartedDelivery): string[] {
  const lines = server.said.filter((line) => line.startsWith('AUTH '));
  return lines.map((line) => Buffer.from(line.split(' ')[2] ?? '', 'base64').toString());
}

const xoauth2 = (token: string): string => `user=${USER}\u0001auth=Bearer ${token}\u0001\u0001`;

const isSecond = (token: string): boolean => token === 'access-2';

describe('a mail server that takes OAuth 2', () => {
  let tokenServer: TokenServer;
  let mail: StartedDelivery;
  let clock: FakeClock;
  let store: Store;
  let troubles: unknown[];

  function keepTrouble(error: unknown): void {
    troubles.push(error);
  }

  function makeTokens(
    given = GIVEN,
    tls?: Record<string, unknown>,
    clientSecret = CLIENT.clientSecret,
  ): AccessTokens {
    const client = { tokenUrl: tokenServer.url, ...CLIENT, clientSecret };
    const { values } = store;
    return createAccessTokens({
      client,
      refreshTokens: createRefreshTokens({ client, given, values, trouble: keepTrouble }),
      transport: createHttpTransport({
        baseUrl: new URL(tokenServer.url).origin,
        connections: 1,
        ...(tls && { tls }),
      }),
      clock,
    });
  }

  async function start(tokens = makeTokens()): Promise<void> {
    mail = await startDelivery({}, { user: USER, tokens });
    mail.server.behave({ mechanisms: 'PLAIN XOAUTH2' });
  }

  async function replies(reply: TokenReply): Promise<void> {
    tokenServer.answer(() => reply);
    await start();
  }

  function rotate(): void {
    tokenServer.answer((number) => ({
      body: { access_token: `access-${number}`, expires_in: 100, refresh_token: `new-${number}` },
    }));
  }

  const refreshTokens = (): (string | undefined)[] =>
    tokenServer.asked.map((form) => form['refresh_token']);

  beforeEach(async () => {
    clock = createFakeClock();
    store = createMemoryStore(clock);
    troubles = [];
    tokenServer = await startTokenServer();
  });

  afterEach(async () => {
    await mail.close();
    await tokenServer.close();
    assert.deepEqual(troubles, []);
  });

  it('is told a token that was asked for with the refresh token', async () => {
    await start();
    assert.deepEqual((await mail.deliver()).accepted, ALL);
    assert.deepEqual(tokenServer.asked, [
      {
        grant_type: 'refresh_token',
        refresh_token: GIVEN,
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
      },
    ]);
    assert.deepEqual(signIns(mail), [xoauth2('access-1')]);
  });

  it('is asked for nothing before the first mail', async () => {
    await start();
    assert.deepEqual([tokenServer.asked.length, mail.server.connections], [0, 0]);
  });

  it('is told the same token until shortly before its end', async () => {
    const tokens = makeTokens();
    await start(tokens);
    assert.equal(await tokens.get(), 'access-1');
    clock.advance(3_539_000);
    assert.equal(await tokens.get(), 'access-1');
    clock.advance(2000);
    assert.equal(await tokens.get(), 'access-2');
  });

  it('is told another when the time of day says so, as after a sleep', async () => {
    const tokens = makeTokens();
    await start(tokens);
    await tokens.get();
    clock.set(clock.now() + 3_600_000);
    assert.equal(await tokens.get(), 'access-2');
  });

  it('has one token fetched for all mails that come together', async () => {
    const slow = createDeferred<void>();
    tokenServer.answer((number) => ({
      body: { access_token: `access-${number}`, expires_in: 3600 },
      slow: slow.promise,
    }));
    await start();
    const mails = [1, 2, 3].map((number) => mail.deliver(number));
    await tokenServer.waitForAsked(1);
    slow.resolve();
    for (const each of mails) assert.deepEqual((await each).accepted, ALL);
    assert.equal(tokenServer.asked.length, 1);
  });

  for (const refusesToken of ['why', 'at once', 'cut'] as const) {
    it(`is told another token where it does not take one, which it says ${refusesToken}`, async () => {
      await start();
      mail.server.behave({ mechanisms: 'XOAUTH2', takesToken: isSecond, refusesToken });
      assert.deepEqual((await mail.deliver()).accepted, ALL);
      assert.equal(tokenServer.asked.length, 2);
      assert.deepEqual(signIns(mail), ['access-1', 'access-2'].map(xoauth2));
      if (refusesToken === 'why') assert.ok(mail.server.said.includes(''));
    });

    it(`is told one other token only, and keeps the mail: ${refusesToken}`, async () => {
      await start();
      mail.server.behave({ mechanisms: 'XOAUTH2', takesToken: () => false, refusesToken });
      const { reason, message } = await mail.failure();
      assert.equal(reason, 'credentials');
      assert.match(message, /^The mail server does not take the sign-in by OAuth 2 \(127/);
      assert.match(message, /535 5\.7\.3 Authentication unsuccessful/);
      assert.equal(tokenServer.asked.length, 2);
    });
  }

  it('is told no token where it does not know the way', async () => {
    await start();
    mail.server.behave({ mechanisms: 'PLAIN LOGIN' });
    const { reason, message } = await mail.failure();
    assert.equal(reason, 'credentials');
    assert.match(message, /\(XOAUTH2\), but PLAIN, LOGIN: choose user and password$/);
    assert.deepEqual(signIns(mail), []);
  });

  const refusals: readonly (readonly [string, TokenReply, DeliveryCause, RegExp])[] = [
    [
      'a refresh token that has run out',
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Token has been expired.' },
      },
      'credentials',
      /invalid_grant \(Token has been expired\.\): the refresh token is not valid any more/,
    ],
    [
      'a client that it does not know',
      {
        status: 401,
        body: { error: 'invalid_client', error_description: 'AADSTS7000215: no\r\nTrace' },
      },
      'credentials',
      /invalid_client \(AADSTS7000215: no\): client ID or client secret is wrong/,
    ],
    [
      'an error that passes',
      { status: 400, body: { error: 'temporarily_unavailable' } },
      'busy',
      /temporarily_unavailable/,
    ],
    [
      'an error with status 200',
      { body: { error: 'invalid_grant' } },
      'credentials',
      /invalid_grant/,
    ],
    ['an error of its own', { status: 503, body: 'Sorry' }, 'busy', /answers with status 503/],
    ['too many requests', { status: 429, body: {} }, 'busy', /answers with status 429/],
    [
      'a page',
      { body: '<html>Sign in</html>' },
      'unreachable',
      /its answer is no JSON: is it the address of a token server\?/,
    ],
    ['an empty object', { body: {} }, 'unreachable', /its answer holds no access token/],
    ['a list', { body: [] }, 'unreachable', /its answer is no JSON/],
    [
      'a token that is none',
      { body: { access_token: 'a\u0001b' } },
      'unreachable',
      /no access token/,
    ],
    ['nothing there', { status: 404, body: 'Not found' }, 'unreachable', /status 404/],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://login.example.com/x' }, body: '' },
      'unreachable',
      /it redirects to login\.example\.com, which is not followed/,
    ],
  ];
  for (const [what, reply, cause, sentence] of refusals) {
    it(`waits, and says why, where the token server answers with ${what}`, async () => {
      await replies(reply);
      const { reason, message } = await mail.failure();
      assert.equal(reason, cause);
      assert.match(message, /^There is no access token for the mail server \(127\.0\.0\.1:\d+\): /);
      assert.match(message, sentence);
      assert.equal(mail.server.connections, 0);
    });
  }

  it('waits where there is no token server, and is told a token once there is', async () => {
    await start();
    const { url } = tokenServer;
    await tokenServer.close();
    const { reason, message } = await mail.failure();
    assert.equal(reason, 'unreachable');
    assert.match(message, /The connection failed: connect ECONNREFUSED/);
    assert.ok(!message.includes(url));
    tokenServer = await startTokenServer();
  });

  it('waits for a token server only so long', async () => {
    tokenServer.answer(() => ({ body: {}, slow: new Promise(() => {}) }));
    await start();
    const failing = mail.failure();
    await tokenServer.waitForAsked(1);
    clock.advance(30_000);
    const { reason, message } = await failing;
    assert.equal(reason, 'unreachable');
    assert.match(message, /it has not answered for 30 s/);
  });

  it('ends while a token is on its way', async () => {
    tokenServer.answer(() => ({ body: {}, slow: new Promise(() => {}) }));
    await start();
    const failing = mail.failure();
    await tokenServer.waitForAsked(1);
    const closing = mail.close();
    assert.equal((await failing).reason, 'stopped');
    await closing;
    await start();
  });

  it('hides every secret in what both servers repeat', async () => {
    tokenServer.answer((number, asked) =>
      number === 1
        ? { body: { access_token: 'access-token-1', expires_in: 3600 } }
        : {
            status: 400,
            body: { error: 'invalid_grant', error_description: JSON.stringify(asked) },
          },
    );
    await start();
    mail.server.behave({
      mechanisms: 'XOAUTH2',
      data: '554 access-token-1 client-s3cret refresh-token-given client-id-1234 soc@example.com',
    });
    const first = await mail.failure();
    assert.equal(first.reason, 'refused');
    mail.server.behave({ mechanisms: 'XOAUTH2', takesToken: () => false, refusesToken: 'at once' });
    clock.advance(3_600_000);
    await mail.server.goAway();
    await mail.server.comeBack();
    const second = await mail.failure();
    assert.match(second.message, /invalid_grant/);
    for (const secret of [...Object.values(CLIENT), GIVEN, 'access-token-1', USER]) {
      for (const { message } of [first, second]) assert.ok(!message.includes(secret), message);
    }
  });

  it('hides the token as it was sent', async () => {
    await start();
    mail.server.behave({ mechanisms: 'XOAUTH2', takesToken: () => false, refusesToken: 'at once' });
    const { message } = await mail.failure();
    assert.match(message, /\[\[hidden\]\]/);
  });

  describe('a refresh token that comes with a token', () => {
    it('is used from then on, also by the next life', async () => {
      rotate();
      await start();
      await mail.deliver();
      clock.advance(100_000);
      await mail.close();
      await start();
      await mail.deliver();
      assert.deepEqual(refreshTokens(), [GIVEN, 'new-1']);
    });

    it('is kept so that the store alone gives it to nobody', async () => {
      const kept: Uint8Array[] = [];
      const { values } = store;
      store = {
        ...store,
        values: {
          get: (key) => values.get(key),
          set: (key, value, lifetime) => {
            kept.push(value);
            assert.doesNotMatch(key, /new-1|given|client/);
            return values.set(key, value, lifetime);
          },
          remove: (key) => values.remove(key),
        },
      };
      rotate();
      await start();
      await mail.deliver();
      assert.equal(kept.length, 1);
      assert.doesNotMatch(Buffer.concat(kept).toString('latin1'), /new-1/);
    });

    it('is forgotten where another was given', async () => {
      rotate();
      await start();
      await mail.deliver();
      await mail.close();
      await start(makeTokens('given anew'));
      await mail.deliver();
      assert.deepEqual(refreshTokens(), [GIVEN, 'given anew']);
    });

    it('is found by another mail server node of the same client, whose own is not taken any more', async () => {
      let valid = GIVEN;
      tokenServer.answer((number, form) => {
        if (form['refresh_token'] !== valid) {
          return { status: 400, body: { error: 'invalid_grant' } };
        }
        valid = `new-${number}`;
        return {
          body: { access_token: `access-${number}`, expires_in: 100, refresh_token: valid },
        };
      });
      const [one, other] = [makeTokens(), makeTokens()];
      await start(one);
      assert.equal(await one.get(), 'access-1');
      assert.equal(await other.get(), 'access-2');
      clock.advance(100_000);
      assert.equal(await one.get(), 'access-4');
      await other.close();
    });

    it('is still found when the client has a new secret', async () => {
      rotate();
      await start();
      await mail.deliver();
      clock.advance(100_000);
      await mail.close();
      await start(makeTokens(GIVEN, undefined, 'client-s3cret-2'));
      await mail.deliver();
      assert.deepEqual(refreshTokens(), [GIVEN, 'new-1']);
    });

    it('gives way to the one that was given where it is not taken', async () => {
      rotate();
      await start();
      await mail.deliver();
      clock.advance(100_000);
      await mail.close();
      tokenServer.answer((number, form) =>
        form['refresh_token'] === GIVEN
          ? { body: { access_token: `access-${number}`, expires_in: 100 } }
          : { status: 400, body: { error: 'invalid_grant' } },
      );
      await start();
      assert.deepEqual((await mail.deliver()).accepted, ALL);
      assert.deepEqual(refreshTokens(), [GIVEN, 'new-1', GIVEN]);
    });
  });

  it('is reached through a certificate of a private authority', async () => {
    await tokenServer.close();
    const certificate = await makeCertificate('localhost');
    tokenServer = await startTokenServer(certificate);
    await start();
    const { reason, message } = await mail.failure();
    assert.equal(reason, 'unreachable');
    assert.match(message, /CERT|SELF_SIGNED/);
    await mail.close();
    await start(makeTokens(GIVEN, { ca: certificate.cert }));
    assert.deepEqual((await mail.deliver()).accepted, ALL);
  });
});
