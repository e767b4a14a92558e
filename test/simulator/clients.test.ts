import assert from 'node:assert/strict';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { makeCertificate } from '../support/certificate';
import { createFakeClock } from '../support/fake-clock';
import { exchange, type Received } from './exchange';
import type { BodyV3, ErrorBody } from './requests';

const KEY = 'a-key-of-a-test';

/** What vt-py takes for an answer: status 200, content type application/json, `data` with an id. */
function readAsPython({ status, headers, text }: Received): BodyV3['data'] {
  assert.equal(status, 200, text);
  assert.equal(headers['content-type']?.split(';')[0], 'application/json');
  assert.notEqual(headers['transfer-encoding'], 'chunked');
  const { data }: BodyV3 = JSON.parse(text);
  assert.equal(typeof data.type, 'string');
  assert.equal(typeof data.id, 'string');
  return data;
}

/** What vt-go takes for an answer: a content type that begins with application/json, no `error`. */
function readAsGo({ headers, text }: Received): BodyV3['data'] {
  assert.ok(headers['content-type']?.startsWith('application/json'));
  assert.notEqual(headers['content-length'], '0');
  const body: BodyV3 & Partial<ErrorBody> = JSON.parse(text);
  assert.equal(body.error, undefined);
  return body.data;
}

// https://github.com/VirusTotal/vt-py/blob/master/vt/client.py, sent by aiohttp
describe("VirusTotal's Python client", () => {
  let server: SimulatorServer;
  const url = 'https://new.example.org/?a=1&b=ü';

  before(async () => {
    server = await startSimulatorServer({ clock: createFakeClock(), keys: [KEY] });
  });

  after(() => server.close());

  const headers = {
    'X-Apikey': KEY,
    'Accept-Encoding': 'gzip',
    'User-Agent': 'unknown; vtpy 0.18.4; gzip',
    Accept: '*/*',
  };
  const get = (path: string): Promise<Received> =>
    exchange(`${server.url}/api/v3${path}`, { headers });

  it('gets an object', async () => {
    const received = await get('/files/44d88612fea8a8f36de82e1278abb02f');
    assert.equal(received.headers['content-encoding'], 'gzip');
    const { id, type, attributes } = readAsPython(received);
    assert.deepEqual(
      [type, id],
      ['file', '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f'],
    );
    assert.ok((attributes.last_analysis_stats?.['malicious'] ?? 0) > 60);
  });

  it('scans a URL and waits for completion', async () => {
    const form = `url=${encodeURIComponent(url)}`;
    const accepted = await exchange(
      `${server.url}/api/v3/urls`,
      {
        method: 'POST',
        headers: {
          ...headers,
          'Content-Length': Buffer.byteLength(form),
          'Content-Type': 'application/x-www-form-urlencoded',
        },
      },
      form,
    );
    const { id, type } = readAsPython(accepted);
    assert.equal(type, 'analysis');
    const poll = async (): Promise<string | undefined> =>
      readAsPython(await get(`/analyses/${id}`)).attributes.status;
    assert.equal(await poll(), 'queued');
    assert.equal(await poll(), 'in-progress');
    assert.equal(await poll(), 'completed');

    const found = readAsPython(await get(`/urls/${Buffer.from(url).toString('base64url')}`));
    assert.equal(found.attributes.url, new URL(url).href);
  });

  it('gets the code and the message of an error', async () => {
    const { status, headers: received, text } = await get(`/files/${'0'.repeat(32)}`);
    assert.equal(status, 404);
    assert.equal(received['content-type']?.split(';')[0], 'application/json');
    const { error }: ErrorBody = JSON.parse(text);
    assert.deepEqual(error, {
      code: 'NotFoundError',
      message: `File "${'0'.repeat(32)}" not found`,
    });
  });
});

// https://github.com/VirusTotal/vt-cli over https://github.com/VirusTotal/vt-go: always HTTPS
describe("VirusTotal's command-line client", () => {
  const host = 'www.virustotal.com';
  let server: SimulatorServer;
  let ca: string;

  before(async () => {
    const tls = await makeCertificate(host);
    ca = tls.cert;
    server = await startSimulatorServer({ clock: createFakeClock(), keys: [KEY], tls });
  });

  after(() => server.close());

  function send(
    method: string,
    path: string,
    contentType?: string,
    body?: string,
  ): Promise<Received> {
    const headers = {
      Host: host,
      'User-Agent': 'vt-cli; vtgo 0.3; gzip',
      'Accept-Encoding': 'gzip',
      'X-Apikey': KEY,
      ...(contentType !== undefined && {
        'Content-Length': Buffer.byteLength(body ?? ''),
        'Content-Type': contentType,
      }),
    };
    const options = { method, headers, ca, servername: host };
    return exchange(`${server.url}/api/v3/${path}`, options, body);
  }

  it('prints a URL, a domain and an address', async () => {
    const id = Buffer.from('https://www.example.com').toString('base64url');
    const paths = [`urls/${id}`, 'domains/example.com', 'ip_addresses/8.8.8.8'];
    const replies = await Promise.all(paths.map((path) => send('GET', path)));
    for (const reply of replies) assert.ok(readAsGo(reply).attributes.last_analysis_results);
  });

  it('scans a URL, prints its analysis and then its report', async () => {
    const boundary = '3b7c5f2d9e8a41067c5f2d9e8a41063b7c5f2d9e8a41067c5f2d9e8a4106';
    const body =
      `--${boundary}\r\nContent-Disposition: form-data; name="url"\r\n\r\n` +
      `http://new.example.org/\r\n--${boundary}--\r\n`;
    const accepted = await send('POST', 'urls', `multipart/form-data; boundary=${boundary}`, body);
    const { id } = readAsGo(accepted);
    assert.match(id, /^(f|u)-[0-9a-f]{64}-\d+$|^[\w=]{20,}$/);
    await send('GET', `analyses/${id}`);
    await send('GET', `analyses/${id}`);
    const analysis = readAsGo(await send('GET', `analyses/${id}`));
    assert.equal(analysis.attributes.status, 'completed');
    const item = readAsGo(await send('GET', `analyses/${id}/item`));
    assert.equal(item.attributes.url, 'http://new.example.org/');
  });

  it('asks for a new analysis with an empty body said to be JSON', async () => {
    const received = await send('POST', 'domains/example.com/analyse', 'application/json', '');
    assert.equal(readAsGo(received).type, 'analysis');
  });

  it('gets the code of an error, with which it goes on after something unknown', async () => {
    const { text } = await send('GET', 'domains/unknown.example.org');
    const { error }: ErrorBody = JSON.parse(text);
    assert.equal(error.code, 'NotFoundError');
  });
});
