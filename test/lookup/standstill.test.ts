import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { setTimeout as passTime } from 'node:timers/promises';
import { identify } from '../../src/indicator/identify';
import { startHttpServer, type LoopbackServer } from '../support/loopback-server';
import { lookUpAll, type LookupsWork } from '../support/lookups-at-once';
import { withoutProxyEnvironment } from '../support/proxy-environment';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';
import { foundV3 } from '../support/virustotal-replies';

const TIMEOUT = 1000;
const STANDSTILL = 1.5 * TIMEOUT;
const HOSTS = Array.from({ length: 24 }, (_, number) => `host${number}.example.com`);

/** A server that has all requests before it answers the first. */
interface PatientServer {
  readonly url: string;
  /** Resolves once all have asked. */
  readonly asked: Promise<unknown>;
  /** Answers all of them at once. */
  readonly answer: () => void;
}

describe('24 lookups of a process that stands still for longer than the timeout', () => {
  withoutProxyEnvironment();
  allowNoUnhandledRejection();
  const opened: LoopbackServer[] = [];

  afterEach('closes what was opened', async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  async function serve(padding = ''): Promise<PatientServer> {
    const open: { readonly response: ServerResponse; readonly body: string }[] = [];
    let tell: (value?: unknown) => void;
    const asked = new Promise((resolve) => {
      tell = resolve;
    });
    const server = await startHttpServer((request, response) => {
      const { body } = foundV3(identify(request.url?.split('/').at(-1), 'domain'));
      open.push({ response, body: body + padding });
      if (open.length === HOSTS.length) tell();
    });
    opened.push(server);
    return {
      url: server.url,
      asked,
      answer() {
        for (const { response, body } of open) response.end(body);
      },
    };
  }

  for (const [size, padding] of [
    ['short', ''],
    ['long', ' '.repeat(100_000)],
  ] as const) {
    it(`read the ${size} answers that came meanwhile, when a function took long`, async () => {
      const { url, asked, answer } = await serve(padding);
      const looking = lookUpAll({ url, hosts: HOSTS, timeout: TIMEOUT });
      await asked;
      answer();
      const end = performance.now() + STANDSTILL;
      while (performance.now() < end) {
        // This process does nothing else.
      }
      assert.deepEqual(await looking, HOSTS);
    });
  }

  it('read the answers that came meanwhile, when it was stopped', async () => {
    const { url, asked, answer } = await serve();
    const child = fork(path.join(__dirname, '..', 'support', 'lookup-process.js'));
    try {
      const work: LookupsWork = { url, hosts: HOSTS, timeout: TIMEOUT };
      child.send(work);
      await asked;
      child.kill('SIGSTOP');
      answer();
      // Nothing else makes it late than time that passes.
      await passTime(STANDSTILL);
      child.kill('SIGCONT');
      const [ends] = await once(child, 'message');
      assert.deepEqual(ends, HOSTS);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('ask again where nothing has come: their connections may be gone', async () => {
    let count = 0;
    let tell: (value?: unknown) => void;
    const asked = new Promise((resolve) => {
      tell = resolve;
    });
    const server = await startHttpServer((request, response) => {
      count += 1;
      if (count === HOSTS.length) tell();
      // Of what was asked before nothing comes back.
      if (count <= HOSTS.length) return;
      response.end(foundV3(identify(request.url?.split('/').at(-1), 'domain')).body);
    });
    opened.push(server);
    const looking = lookUpAll({ url: server.url, hosts: HOSTS, timeout: TIMEOUT, retries: 1 });
    await asked;
    const end = performance.now() + 2 * STANDSTILL;
    while (performance.now() < end) {
      // This process does nothing else.
    }
    assert.deepEqual(await looking, HOSTS);
    assert.equal(count, 2 * HOSTS.length);
  });

  it('fail for want of time where nothing has come', async () => {
    const { url, asked } = await serve();
    const looking = lookUpAll({ url, hosts: HOSTS, timeout: TIMEOUT });
    await asked;
    assert.deepEqual(
      await looking,
      HOSTS.map(() => 'timeout'),
    );
  });
});
