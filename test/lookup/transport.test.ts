import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { NetworkError, BadResponseError } from '../../src/lookup/errors';
import type { HttpReply, HttpRequest, Transport } from '../../src/lookup/http';
import { createHttpTransport, type HttpTransportOptions } from '../../src/lookup/transport';
import { createDeferred } from '../support/deferred';
import { startHttpServer, startTcpServer, type LoopbackServer } from '../support/loopback-server';
import { withoutProxyEnvironment } from '../support/proxy-environment';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';

const KEY = 'k3y-of-nobody';

/** An API v2 request: the key is in the URL. */
const request: HttpRequest = {
  method: 'GET',
  path: '/vtapi/v2/url/report',
  query: { apikey: KEY, resource: 'http://example.com/?a=b&c d+é' },
  headers: { accept: 'application/json', 'x-apikey': KEY },
};

const signal = new AbortController().signal;

async function assertNetworkError(sent: Promise<HttpReply>, message: RegExp): Promise<void> {
  await assert.rejects(sent, (error) => {
    assert.ok(error instanceof NetworkError, String(error));
    assert.match(error.message, message);
    assertWithoutKey(error);
    return true;
  });
}

function assertWithoutKey(error: Error): void {
  assert.equal(error.cause, undefined);
  const shown = [error.stack, error.message, JSON.stringify(error), ...Object.values(error)];
  assert.ok(!shown.join('\n').includes(KEY));
}

describe('the way to VirusTotal', () => {
  withoutProxyEnvironment();
  allowNoUnhandledRejection();
  const opened: { close(): Promise<void> }[] = [];

  afterEach('closes what was opened', async () => {
    for (const each of opened.splice(0).toReversed()) await each.close();
  });

  function open(baseUrl: string, options: Partial<HttpTransportOptions> = {}): Transport {
    const transport = createHttpTransport({ baseUrl, connections: 4, ...options });
    opened.push(transport);
    return transport;
  }

  async function serve(listener: RequestListener): Promise<LoopbackServer> {
    const server = await startHttpServer(listener);
    opened.push(server);
    return server;
  }

  async function serveRaw(text: string): Promise<LoopbackServer> {
    const server = await startTcpServer((socket) => socket.once('data', () => socket.end(text)));
    opened.push(server);
    return server;
  }

  async function answerOf(listener: RequestListener, asked = request): Promise<HttpReply> {
    return open((await serve(listener)).url).send(asked, signal);
  }

  /** A server that keeps every request open, and the first of them. */
  async function serveNothing(
    begin: (response: ServerResponse) => void = () => {},
  ): Promise<{ url: string; asked: Promise<void> }> {
    const asked = createDeferred<void>();
    const server = await serve((_request, response) => {
      begin(response);
      asked.resolve();
    });
    return { url: server.url, asked: asked.promise };
  }

  describe('asks', () => {
    it('with method, path, query and headers as they were given', async () => {
      let seen: Partial<IncomingMessage> = {};
      await answerOf((incoming, response) => {
        seen = incoming;
        response.end('{}');
      });
      assert.equal(seen.method, 'GET');
      const url = new URL(seen.url ?? '', 'http://localhost');
      assert.equal(url.pathname, request.path);
      assert.deepEqual(Object.fromEntries(url.searchParams), request.query);
      assert.equal(seen.headers?.['x-apikey'], KEY);
      assert.equal(seen.headers?.accept, 'application/json');
    });

    it('for an answer that is made small for its way', async () => {
      const { body } = await answerOf((incoming, response) =>
        response.end(String(incoming.headers['accept-encoding'])),
      );
      assert.equal(body, 'gzip, br, deflate');
    });

    it('sends a body', async () => {
      const posted: HttpRequest = { ...request, method: 'POST', body: 'url=http%3A%2F%2Fé' };
      const { body } = await answerOf((incoming, response) => incoming.pipe(response), posted);
      assert.equal(body, posted.body);
    });

    it('below the path of the base URL, with or without a slash at its end', async () => {
      const server = await serve((incoming, response) => response.end(incoming.url));
      for (const [base, path] of [
        ['', '/api'],
        ['/', '/api'],
        ['/mirror/vt', '/mirror/vt/api'],
        ['/mirror/vt/', '/mirror/vt/api'],
      ]) {
        const sent = open(server.url + base).send({ ...request, path: '/api', query: {} }, signal);
        assert.equal((await sent).body, path);
      }
    });

    it('over connections that stay open, and no more than allowed', async () => {
      const ports = new Set<number | undefined>();
      const server = await serve((incoming, response) => {
        ports.add(incoming.socket.remotePort);
        response.end('{}');
      });
      const transport = open(server.url, { connections: 2 });
      await Promise.all(
        Array.from({ length: 20 }, () => transport.send(request, new AbortController().signal)),
      );
      assert.ok(ports.size <= 2, `${ports.size} connections`);
    });
  });

  describe('reads', () => {
    it('status, headers and body, whatever the status', async () => {
      for (const status of [200, 400, 401, 404, 429, 500, 503]) {
        const answer = await answerOf((_request, response) => {
          response.writeHead(status, { 'Retry-After': '7', 'X-Two': ['a', 'b'] }).end('{"é":1}');
        });
        assert.equal(answer.status, status);
        assert.equal(answer.headers['retry-after'], '7');
        assert.equal(answer.headers['x-two'], 'a, b');
        assert.equal(answer.body, '{"é":1}');
      }
    });

    it('a body in pieces, cut within a character', async () => {
      const bytes = Buffer.from('é'.repeat(1000));
      const { body } = await answerOf((_request, response) => {
        response.write(bytes.subarray(0, 333));
        setImmediate(() => response.end(bytes.subarray(333)));
      });
      assert.equal(body, 'é'.repeat(1000));
    });

    it('a web page as what it is', async () => {
      const { status, body } = await answerOf((_request, response) => {
        response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');
      });
      assert.deepEqual([status, body], [502, '<html>Bad gateway</html>']);
    });

    it('204 without a body', async () => {
      const { status, body } = await answerOf((_request, response) => {
        response.writeHead(204).end();
      });
      assert.deepEqual([status, body], [204, '']);
    });

    it('a redirect as what it is: the key goes nowhere else', async () => {
      let strayed = 0;
      const elsewhere = await serve((_request, response) => {
        strayed += 1;
        response.end('{}');
      });
      const { status, headers } = await answerOf((_request, response) => {
        response.writeHead(302, { location: `${elsewhere.url}/login` }).end();
      });
      assert.deepEqual([status, headers['location']], [302, `${elsewhere.url}/login`]);
      assert.equal(strayed, 0);
    });

    it('no more than 16 MB', async () => {
      const mega = Buffer.alloc(1024 * 1024, 'a');
      const body = (count: number) => (_request: IncomingMessage, response: ServerResponse) => {
        for (let sent = 0; sent < count; sent += 1) response.write(mega);
        response.end();
      };
      assert.equal((await answerOf(body(16))).body.length, 16 * mega.length);
      await assert.rejects(answerOf(body(17)), (error) => {
        assert.ok(error instanceof BadResponseError);
        assert.equal(error.message, 'The answer is larger than 16 MB');
        assertWithoutKey(error);
        return true;
      });
    });

    it('no body without an end', async () => {
      const server = await serve((_request, response) => {
        const pour = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
          response.once('drain', pour);
        };
        pour();
      });
      await assert.rejects(open(server.url).send(request, signal), BadResponseError);
    });
  });

  describe('says that the network failed, and never the key,', () => {
    it('when the body is cut off', async () => {
      const cutOff = await serveRaw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data":');
      await assertNetworkError(
        open(cutOff.url).send(request, signal),
        /^The connection failed: \S/,
      );
    });

    it('when the connection is cut before an answer', async () => {
      const silent = await serveRaw('');
      await assertNetworkError(open(silent.url).send(request, signal), /UND_ERR_SOCKET|ECONNRESET/);
    });

    it('when the answer is not HTTP', async () => {
      const foreign = await serveRaw(`220 mail.example ESMTP ${KEY}\r\n`);
      await assertNetworkError(
        open(foreign.url).send(request, signal),
        /^The connection failed: HTTPParserError$/,
      );
    });

    it('when nothing listens there', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close();
      await once(server, 'close');
      await assertNetworkError(
        open(`http://127.0.0.1:${port}`).send(request, signal),
        new RegExp(`^The connection failed: connect ECONNREFUSED 127\\.0\\.0\\.1:${port}$`),
      );
    });

    it('when the name does not resolve', async () => {
      await assertNetworkError(
        open('http://virustotal.invalid').send(request, signal),
        /^The connection failed: getaddrinfo \w+$/,
      );
    });

    it('when a header cannot be sent', async () => {
      const server = await serve((_request, response) => response.end());
      const malformed = { ...request, headers: { 'x-apikey': `${KEY}\n` } };
      await assertNetworkError(open(server.url).send(malformed, signal), /^The connection failed/);
    });
  });

  describe('ends, with the reason of the signal,', () => {
    const reason = new Error('enough');

    it('before anything is sent', async () => {
      let asked = 0;
      const server = await serve(() => (asked += 1));
      const sent = open(server.url).send(request, AbortSignal.abort(reason));
      await assert.rejects(sent, (error) => error === reason);
      assert.equal(asked, 0);
    });

    it('a request that is never answered', async () => {
      const { url, asked } = await serveNothing();
      const abort = new AbortController();
      const sent = assert.rejects(
        open(url).send(request, abort.signal),
        (error) => error === reason,
      );
      await asked;
      abort.abort(reason);
      await sent;
    });

    it('an answer whose body does not come', async () => {
      const { url, asked } = await serveNothing((response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"data":');
      });
      const abort = new AbortController();
      const sent = assert.rejects(
        open(url).send(request, abort.signal),
        (error) => error === reason,
      );
      await asked;
      abort.abort(reason);
      await sent;
    });

    it('a request that waits for a connection', async () => {
      const { url, asked } = await serveNothing();
      const transport = open(url, { connections: 1 });
      const first = assert.rejects(transport.send(request, signal), NetworkError);
      await asked;
      const abort = new AbortController();
      const second = assert.rejects(
        transport.send(request, abort.signal),
        (error) => error === reason,
      );
      abort.abort(reason);
      await second;
      await transport.close();
      await first;
    });

    it('and goes on with the next request', async () => {
      let stuck = true;
      const asked = createDeferred<void>();
      const server = await serve((_request, response) => {
        if (stuck) asked.resolve();
        else response.end('{}');
      });
      const transport = open(server.url, { connections: 1 });
      const abort = new AbortController();
      const sent = assert.rejects(transport.send(request, abort.signal));
      await asked.promise;
      stuck = false;
      abort.abort(reason);
      await sent;
      assert.equal((await transport.send(request, signal)).body, '{}');
    });
  });

  describe('closes', () => {
    it('open requests at once, whether they are answered or not', async () => {
      for (const begin of [
        () => {},
        (response: ServerResponse) => void response.writeHead(200).write('{'),
      ]) {
        const { url, asked } = await serveNothing(begin);
        const transport = open(url);
        const sent = assertNetworkError(transport.send(request, signal), /^The connection failed/);
        await asked;
        await transport.close();
        await sent;
      }
    });

    it('when nothing was ever sent, and twice', async () => {
      const unused = open('http://virustotal.invalid');
      await unused.close();
      await unused.close();
      const server = await serve((_request, response) => response.end());
      const used = open(server.url);
      await used.send(request, signal);
      await used.close();
      await used.close();
    });

    it('while the first request is on its way', async () => {
      const { url } = await serveNothing();
      const transport = open(url);
      const sent = assert.rejects(transport.send(request, signal), NetworkError);
      await transport.close();
      await sent;
    });
  });

  it('loads the HTTP client with the first request and not before', () => {
    const script = `
      const { createHttpTransport } = require(${JSON.stringify(require.resolve('../../src/lookup/transport'))});
      const loaded = () => Object.keys(require.cache).some((file) => /[\\\\/]undici[\\\\/]/.test(file));
      const transport = createHttpTransport({ baseUrl: 'http://127.0.0.1:1', connections: 1 });
      const before = loaded();
      transport
        .send({ method: 'GET', path: '/', query: {}, headers: {} }, new AbortController().signal)
        .catch(() => undefined)
        .then(() => transport.close())
        .then(() => console.log(JSON.stringify({ before, after: loaded() })));
    `;
    const output = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    assert.deepEqual(JSON.parse(output), { before: false, after: true });
  });
});
