import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { makeCertificate } from '../support/certificate';
import { createFakeClock } from '../support/fake-clock';
import { exchange } from './exchange';

const headers = { 'x-apikey': 'test-key' };
const report = '/api/v3/files/44d88612fea8a8f36de82e1278abb02f';

describe('the server of the stand-in', () => {
  let server: SimulatorServer;

  beforeEach(async () => {
    server = await startSimulatorServer({ clock: createFakeClock() });
  });

  afterEach(() => server.close());

  it('listens on a free port of this machine only', () => {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
  });

  it('answers what the stand-in answers, with a length', async () => {
    const received = await exchange(server.url + report, { headers });
    const expected = server.simulator.answer({ method: 'GET', path: report, query: {}, headers });
    assert.equal(received.status, 200);
    assert.equal(received.text, expected.body);
    assert.equal(received.headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(received.headers['content-length'], String(received.bytes.length));
    assert.equal(received.headers['content-encoding'], undefined);
  });

  it('compresses a long reply for a client that takes gzip', async () => {
    const plain = await exchange(server.url + report, { headers });
    const packed = await exchange(server.url + report, {
      headers: { ...headers, 'accept-encoding': 'deflate, gzip;q=0.8' },
    });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.ok(packed.bytes.length < plain.bytes.length);
    assert.equal(packed.text, plain.text);
  });

  it('does not compress a short reply, nor for a client that refuses it', async () => {
    const accepts = { ...headers, 'accept-encoding': 'gzip' };
    const short = await exchange(`${server.url}/api/v3/files/x`, { headers: accepts });
    const refuses = { ...headers, 'accept-encoding': 'gzip;q=0, identity' };
    const long = await exchange(server.url + report, { headers: refuses });
    assert.equal(short.headers['content-encoding'], undefined);
    assert.equal(long.headers['content-encoding'], undefined);
  });

  it('sends 204 without a body or a length', async () => {
    const quota = { perMinute: 1, perDay: 0, perMonth: 0 };
    const limited = await startSimulatorServer({ clock: createFakeClock(), quota });
    try {
      const url = `${limited.url}/vtapi/v2/domain/report?apikey=k&domain=example.com`;
      assert.equal((await exchange(url)).status, 200);
      const refused = await exchange(url);
      assert.deepEqual([refused.status, refused.text], [204, '']);
      assert.equal(refused.headers['content-length'], undefined);
    } finally {
      await limited.close();
    }
  });

  it('keeps every request for a test to look at', async () => {
    await exchange(`${server.url}/vtapi/v2/url/report?apikey=k&resource=a%26b&resource=c%3Dd`);
    await exchange(
      `${server.url}/api/v3/urls`,
      { method: 'POST', headers: { ...headers, 'Content-Type': 'text/plain' } },
      'grüße',
    );
    const [first, second] = server.requests;
    assert.deepEqual(
      [first?.method, first?.path, first?.query, first?.body],
      ['GET', '/vtapi/v2/url/report', { apikey: 'k', resource: 'c=d' }, undefined],
    );
    assert.deepEqual(
      [second?.method, second?.path, second?.query, second?.body],
      ['POST', '/api/v3/urls', {}, 'grüße'],
    );
    assert.equal(second?.headers['x-apikey'], 'test-key');
    assert.equal(second?.headers['content-type'], 'text/plain');
    assert.equal(server.requests.length, 2);
  });

  it('refuses a body over 1 MB with 413 and does not keep it', async () => {
    const url = `${server.url}/api/v3/urls`;
    const post = { method: 'POST', headers };
    const largest = await exchange(url, post, Buffer.alloc(1024 * 1024, 'x'));
    const larger = await exchange(url, post, Buffer.alloc(1024 * 1024 + 1, 'x'));
    assert.deepEqual([largest.status, larger.status], [400, 413]);
    assert.equal(server.requests.length, 1);
  });

  it('has nothing for other methods', async () => {
    const methods = ['DELETE', 'PATCH', 'PUT', 'HEAD'];
    const replies = await Promise.all(
      methods.map((method) => exchange(server.url + report, { method, headers })),
    );
    assert.deepEqual(
      replies.map(({ status }) => status),
      [404, 404, 404, 404],
    );
    assert.equal(server.requests.length, 0);
  });

  it('survives a client that goes away in the middle of a body', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /api/v3/urls HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nurl=');
    socket.destroy();
    await once(socket, 'close');
    assert.equal((await exchange(server.url + report, { headers })).status, 200);
  });

  it('survives what is not HTTP and paths that are not well-formed', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.resume().end('\x16\x03\x01 hello\r\n\r\n');
    await once(socket, 'close');
    assert.equal((await exchange(`${server.url}/api/v3/files/%`, { headers })).status, 400);
    assert.equal((await exchange(server.url + report, { headers })).status, 200);
  });

  it('closes twice without complaint, and ends an open connection', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => socket.destroy());
    const ended = once(socket, 'close');
    await server.close();
    await server.close();
    await ended;
    await assert.rejects(exchange(server.url + report, { headers }), { code: 'ECONNREFUSED' });
  });

  it('rejects when its port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await assert.rejects(startSimulatorServer({ clock: createFakeClock(), port }), {
      code: 'EADDRINUSE',
    });
  });
});

describe('the server of the stand-in over HTTPS', () => {
  it('shows the certificate it was given', async () => {
    const tls = await makeCertificate('www.virustotal.com');
    const server = await startSimulatorServer({ clock: createFakeClock(), tls });
    try {
      assert.match(server.url, /^https:/);
      const options = { headers, ca: tls.cert, servername: 'www.virustotal.com' };
      assert.equal((await exchange(server.url + report, options)).status, 200);
      await assert.rejects(exchange(server.url + report, { headers }), {
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      });
    } finally {
      await server.close();
    }
  });
});
