import assert from 'node:assert/strict';
import { NetworkError } from '../../src/lookup/errors';
import type { HttpReply, HttpRequest, Transport } from '../../src/lookup/http';
import { createHttpTransport, type HttpTransportOptions } from '../../src/lookup/transport';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { makeCertificate } from '../support/certificate';
import { createFakeClock } from '../support/fake-clock';
import { startTunnelProxy, startTcpServer, type TunnelProxy } from '../support/loopback-server';
import { withoutProxyEnvironment } from '../support/proxy-environment';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';

const HOST = 'virustotal.example';
const KEY = 'k3y-of-nobody';
const request: HttpRequest = {
  method: 'GET',
  path: '/vtapi/v2/domain/report',
  query: { apikey: KEY, domain: 'example.com' },
  headers: {},
};
const signal = new AbortController().signal;

/** The server by a name that resolves nowhere: only a proxy knows the way. */
function byName(server: SimulatorServer): string {
  return server.url.replace('127.0.0.1', HOST);
}

function destination(server: SimulatorServer): string {
  return `${HOST}:${new URL(server.url).port}`;
}

async function assertNetworkError(sent: Promise<HttpReply>, message: RegExp): Promise<void> {
  await assert.rejects(sent, (error) => {
    assert.ok(error instanceof NetworkError, String(error));
    assert.match(error.message, message);
    assert.ok(![error.stack, JSON.stringify(error)].join('\n').includes(KEY));
    assert.ok(!String(error.stack).includes('passw0rd'));
    return true;
  });
}

describe('the way to VirusTotal, guarded or led around,', () => {
  withoutProxyEnvironment();
  allowNoUnhandledRejection();
  const opened: { close(): Promise<void> }[] = [];
  let certificate: { key: string; cert: string };
  let plain: SimulatorServer;
  let secure: SimulatorServer;

  before(async () => {
    certificate = await makeCertificate(HOST);
    plain = await startSimulatorServer({ clock: createFakeClock() });
    secure = await startSimulatorServer({ clock: createFakeClock(), tls: certificate });
  });

  after(async () => {
    await plain.close();
    await secure.close();
  });

  afterEach('closes what was opened', async () => {
    for (const each of opened.splice(0).toReversed()) await each.close();
  });

  function open(baseUrl: string, options: Partial<HttpTransportOptions> = {}): Transport {
    const transport = createHttpTransport({ baseUrl, connections: 2, ...options });
    opened.push(transport);
    return transport;
  }

  async function openProxy(credentials?: string): Promise<TunnelProxy> {
    const proxy = await startTunnelProxy(credentials);
    opened.push(proxy);
    return proxy;
  }

  describe('over TLS', () => {
    it("is trusted with the account's own certificate authority", async () => {
      const tls = { ca: certificate.cert, servername: HOST };
      assert.equal((await open(secure.url, { tls }).send(request, signal)).status, 200);
    });

    it('is refused without it', async () => {
      await assertNetworkError(
        open(secure.url, { tls: { servername: HOST } }).send(request, signal),
        /^The connection failed: DEPTH_ZERO_SELF_SIGNED_CERT$/,
      );
    });

    it('is refused under another name', async () => {
      await assertNetworkError(
        open(secure.url, { tls: { ca: certificate.cert } }).send(request, signal),
        /^The connection failed: ERR_TLS_CERT_ALTNAME_INVALID$/,
      );
    });

    it('is not checked when the account says so', async () => {
      const tls = { rejectUnauthorized: false };
      assert.equal((await open(secure.url, { tls }).send(request, signal)).status, 200);
    });

    it('is refused where the server speaks no TLS', async () => {
      const url = plain.url.replace('http:', 'https:');
      await assertNetworkError(open(url).send(request, signal), /^The connection failed: \S/);
    });
  });

  describe('through the proxy of the account', () => {
    it('reaches HTTPS, checked against the own authority, and HTTP', async () => {
      const proxy = await openProxy();
      const options = { proxy: { url: proxy.url }, tls: { ca: certificate.cert } };
      assert.equal((await open(byName(secure), options).send(request, signal)).status, 200);
      assert.equal((await open(byName(plain), options).send(request, signal)).status, 200);
      assert.deepEqual(proxy.asked, [destination(secure), destination(plain)]);
    });

    it('is refused there, too, without the own authority', async () => {
      const proxy = { url: (await openProxy()).url };
      await assertNetworkError(
        open(byName(secure), { proxy }).send(request, signal),
        /DEPTH_ZERO_SELF_SIGNED_CERT/,
      );
    });

    it('gives user name and password', async () => {
      const { url } = await openProxy('us:er:passw0rd é');
      for (const [username, password, passes] of [
        ['us:er', 'passw0rd é', true],
        ['us:er', 'wrong', false],
      ] as const) {
        const sent = open(byName(plain), { proxy: { url, username, password } }).send(
          request,
          signal,
        );
        if (passes) assert.equal((await sent).status, 200);
        else await assertNetworkError(sent, /^The proxy answered with status 407$/);
      }
      await assertNetworkError(
        open(byName(plain), { proxy: { url } }).send(request, signal),
        /^The proxy answered with status 407$/,
      );
    });

    it('gives a user name without a password, and those in the URL of the proxy', async () => {
      const empty = await openProxy('user:');
      const nameOnly = { url: empty.url, username: 'user' };
      const sent = open(byName(plain), { proxy: nameOnly }).send(request, signal);
      assert.equal((await sent).status, 200);
      const full = await openProxy('user:passw0rd');
      const inUrl = { url: full.url.replace('//', '//user:passw0rd@') };
      assert.equal((await open(byName(plain), { proxy: inUrl }).send(request, signal)).status, 200);
    });

    it('is not taken for the hosts that it excepts', async () => {
      const proxy = await openProxy();
      for (const except of [
        ['127.0.0.1'],
        ['localhost', ' 127.0.0.1 '],
        ['127.0.0.1:80'],
        ['*'],
        ['.0.0.1'],
        ['*.0.0.1'],
      ]) {
        const options = { proxy: { url: proxy.url, except } };
        assert.equal((await open(plain.url, options).send(request, signal)).status, 200);
      }
      assert.deepEqual(proxy.asked, []);
    });

    it('does not except others, and cares not for upper and lower case', async () => {
      const proxy = await openProxy();
      for (const except of [[], [''], ['otal.example'], ['example.com'], [`x.${HOST}`]]) {
        const options = { proxy: { url: proxy.url, except } };
        assert.equal((await open(byName(plain), options).send(request, signal)).status, 200);
      }
      assert.equal(proxy.asked.length, 5);
      const upperCase = { proxy: { url: proxy.url, except: [HOST.toUpperCase()] } };
      await assertNetworkError(
        open(byName(plain), upperCase).send(request, signal),
        /^The connection failed: getaddrinfo/,
      );
    });

    it('does not fall back to the direct way when it fails', async () => {
      const dead = await startTunnelProxy();
      await dead.close();
      await assertNetworkError(
        open(plain.url, { proxy: { url: dead.url } }).send(request, signal),
        /^The connection failed: connect ECONNREFUSED/,
      );
    });

    it('is a clear failure when its URL is none, and closes all the same', async () => {
      for (const url of ['http://', 'ftp://user:passw0rd@proxy.example', 'proxy.example:8080']) {
        const transport = open(plain.url, { proxy: { url } });
        await assertNetworkError(
          transport.send(request, signal),
          /^The proxy URL of the proxy node is malformed$/,
        );
        await transport.close();
      }
    });

    it('ends with the signal, and closes, while the proxy does not answer', async () => {
      const abort = new AbortController();
      const silent = await startTcpServer((socket) => {
        socket.once('data', () => abort.abort(new Error('enough')));
      });
      opened.push(silent);
      const transport = open(byName(plain), { proxy: { url: silent.url } });
      await assert.rejects(transport.send(request, abort.signal), { message: 'enough' });
      await transport.close();
    });
  });

  describe('through the proxy of the environment', () => {
    it('takes HTTPS_PROXY for HTTPS and HTTP_PROXY for HTTP, in lower case too', async () => {
      const tls = { ca: certificate.cert };
      for (const [name, server] of [
        ['HTTPS_PROXY', secure],
        ['https_proxy', secure],
        ['HTTP_PROXY', plain],
        ['http_proxy', plain],
      ] as const) {
        const proxy = await openProxy();
        process.env[name] = proxy.url;
        assert.equal((await open(byName(server), { tls }).send(request, signal)).status, 200, name);
        delete process.env[name];
        assert.deepEqual(proxy.asked, [destination(server)]);
      }
    });

    it('does not take it for the hosts in NO_PROXY', async () => {
      const proxy = await openProxy();
      process.env['HTTP_PROXY'] = proxy.url;
      process.env['NO_PROXY'] = 'localhost, 127.0.0.1';
      assert.equal((await open(plain.url).send(request, signal)).status, 200);
      assert.deepEqual(proxy.asked, []);
      assert.equal((await open(byName(plain)).send(request, signal)).status, 200);
      assert.deepEqual(proxy.asked, [destination(plain)]);
    });

    it('gives the user name and password in it', async () => {
      const proxy = await openProxy('user:passw0rd');
      process.env['HTTP_PROXY'] = proxy.url.replace('//', '//user:passw0rd@');
      assert.equal((await open(byName(plain)).send(request, signal)).status, 200);
    });

    it('takes none when the account has its own', async () => {
      const [ofAccount, ofEnvironment] = [await openProxy(), await openProxy()];
      process.env['HTTP_PROXY'] = ofEnvironment.url;
      const proxy = { url: ofAccount.url };
      assert.equal((await open(byName(plain), { proxy }).send(request, signal)).status, 200);
      assert.deepEqual([ofAccount.asked.length, ofEnvironment.asked.length], [1, 0]);
      const excepted = { proxy: { url: ofAccount.url, except: ['127.0.0.1'] } };
      assert.equal((await open(plain.url, excepted).send(request, signal)).status, 200);
      assert.deepEqual([ofAccount.asked.length, ofEnvironment.asked.length], [1, 0]);
    });

    it('is a clear failure when it is malformed, each time, and closes all the same', async () => {
      for (const name of ['HTTPS_PROXY', 'HTTP_PROXY']) {
        process.env[name] = 'http://user:passw0rd@';
        const transport = open(plain.url);
        for (const attempt of [1, 2]) {
          await assert.rejects(
            transport.send(request, signal),
            (error) => error instanceof NetworkError && !error.transient,
            `attempt ${attempt}`,
          );
        }
        await assertNetworkError(
          transport.send(request, signal),
          /^The proxy URL in HTTPS_PROXY or HTTP_PROXY of the environment is malformed$/,
        );
        await transport.close();
        delete process.env[name];
      }
    });
  });
});
