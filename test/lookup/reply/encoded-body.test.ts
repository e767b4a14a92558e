import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { decodeBody } from '../../../src/lookup/reply/encoded-body';
import { BadResponseError } from '../../../src/lookup/errors';
import type { HttpReply, HttpRequest, Transport } from '../../../src/lookup/http';
import { createHttpTransport, type HttpTransportOptions } from '../../../src/lookup/transport';
import {
  startHttpServer,
  startTunnelProxy,
  type LoopbackServer,
} from '../../support/loopback-server';
import { withoutProxyEnvironment } from '../../support/proxy-environment';
import { allowNoUnhandledRejection } from '../../support/unhandled-rejections';

const MEGABYTE = 1024 * 1024;
const TEXT = JSON.stringify({ data: { id: 'é'.repeat(5000), type: 'file' } });

const encodings: [coding: string, encode: (bytes: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['identity', (bytes) => bytes],
];

const request: HttpRequest = { method: 'GET', path: '/vtapi/v2/x', query: {}, headers: {} };
const signal = new AbortController().signal;

describe('an answer that was made small for its way', () => {
  withoutProxyEnvironment();
  allowNoUnhandledRejection();
  const opened: { close(): Promise<void> }[] = [];

  afterEach('closes what was opened', async () => {
    for (const each of opened.splice(0).toReversed()) await each.close();
  });

  async function serve(listener: RequestListener): Promise<LoopbackServer> {
    const server = await startHttpServer(listener);
    opened.push(server);
    return server;
  }

  function open(baseUrl: string, options: Partial<HttpTransportOptions> = {}): Transport {
    const transport = createHttpTransport({ baseUrl, connections: 1, ...options });
    opened.push(transport);
    return transport;
  }

  async function answerOf(coding: string, body: Buffer, status = 200): Promise<HttpReply> {
    const { url } = await serve((_request, response) => {
      response.writeHead(status, { 'content-encoding': coding }).end(body);
    });
    return await open(url).send(request, signal);
  }

  for (const [coding, encode] of encodings) {
    it(`is read as it was before, by ${coding}`, async () => {
      assert.equal((await answerOf(coding, encode(Buffer.from(TEXT)))).body, TEXT);
    });
  }

  it('is read whatever its status', async () => {
    const { status, body } = await answerOf('gzip', gzipSync('{"error":{}}'), 429);
    assert.deepEqual([status, body], [429, '{"error":{}}']);
  });

  it('may be empty', async () => {
    assert.equal((await answerOf('gzip', Buffer.alloc(0))).body, '');
    assert.equal((await answerOf('gzip', gzipSync(''))).body, '');
  });

  it('is read through a proxy', async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(TEXT));
    });
    const proxy = await startTunnelProxy();
    opened.push(proxy);
    const transport = open(`http://virustotal.example:${port}`, { proxy: { url: proxy.url } });
    assert.equal((await transport.send(request, signal)).body, TEXT);
    assert.deepEqual(proxy.asked, [`virustotal.example:${port}`]);
  });

  it('may be as large as any other, and no larger, however small it came', async () => {
    const zeros = (megabytes: number): Buffer => Buffer.alloc(megabytes * MEGABYTE, '0');
    for (const [coding, encode] of encodings.slice(0, 5)) {
      await assert.rejects(answerOf(coding, encode(zeros(17))), (error) => {
        assert.ok(error instanceof BadResponseError, coding);
        assert.equal(error.message, 'The answer is larger than 16 MB');
        assert.equal(error.transient, false);
        return true;
      });
    }
    assert.equal((await answerOf('gzip', gzipSync(zeros(16)))).body.length, 16 * MEGABYTE);
  });

  it('is as good as none where it is damaged, cut off or something else, and may be asked for again', async () => {
    const whole = gzipSync(TEXT);
    const damaged = Buffer.concat([whole.subarray(0, 20), Buffer.alloc(20, 255)]);
    for (const body of [whole.subarray(0, -10), damaged, Buffer.from(TEXT)]) {
      await assert.rejects(answerOf('gzip', body), (error) => {
        assert.ok(error instanceof BadResponseError);
        assert.match(error.message, /cannot be unpacked/);
        assert.equal(error.transient, true);
        return true;
      });
    }
  });

  it('is refused where it is packed as nobody asked for', async () => {
    for (const coding of ['compress', 'gzip, gzip', '__proto__', 'constructor']) {
      await assert.rejects(
        decodeBody(gzipSync(TEXT), coding, MEGABYTE),
        new BadResponseError('The answer is packed in a way that was not asked for'),
      );
    }
  });
});
