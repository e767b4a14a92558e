import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import { makeCertificate } from '../../support/certificate';
import { startConnectProxy, type ConnectProxy } from '../../support/connect-proxy';
import {
  answer,
  breakOff,
  silent,
  startFaultyServer,
  type FaultyServer,
} from '../../support/faulty-server';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';

const KEY = 'feedc0de'.repeat(8);
const DEPLOYED_KEY = 'decade01'.repeat(8);
const VARIABLE_KEY = 'c0ffee00'.repeat(8);
const WRONG_KEY = 'badc0ffe'.repeat(8);
const STORED = '__PWRD__';

/** Of a new account, but for its plan, with which it may ask as often as it likes. */
const DIALOG = {
  api: 'v3',
  timeout: '5s',
  plan: 'custom',
  perMinute: 0,
  perDay: 0,
  perMonth: 0,
};

interface Told {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

describe('the check of a key as it stands in the dialog of an account', function () {
  this.timeout(30_000);
  const answers: string[] = [];
  let nodeRed: NodeRedProcess;
  let simulator: SimulatorServer;
  let secure: SimulatorServer;
  let proxy: ConnectProxy;
  let faulty: FaultyServer;

  async function check(account: object): Promise<Told> {
    const response = await fetch(new URL('virustotal/accounts/check', nodeRed.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...DIALOG, baseUrl: simulator.url, ...account }),
    });
    const text = await response.text();
    answers.push(text);
    return { status: response.status, body: JSON.parse(text) };
  }

  function typed(apiKey: string, account: object = {}): Promise<Told> {
    return check({ ...account, credentials: { apiKey } });
  }

  async function used(id: string): Promise<number> {
    const listed = await nodeRed.api('GET', 'virustotal/accounts');
    return listed.find((each: { id: string }) => each.id === id).quota.day.used;
  }

  before(async () => {
    const { key, cert } = await makeCertificate('localhost');
    const quota = { perMinute: 10, perDay: 1000, perMonth: 30_000 };
    const keys = [KEY, DEPLOYED_KEY, VARIABLE_KEY];
    simulator = await startSimulatorServer({ clock: systemClock, keys, quota });
    secure = await startSimulatorServer({ clock: systemClock, keys, quota, tls: { key, cert } });
    faulty = await startFaultyServer();
    proxy = await startConnectProxy({
      'virustotal.internal:443': Number(new URL(secure.url).port),
    });
    nodeRed = await startNodeRed({
      modules: [projectName],
      env: { VT_CHECK_KEY: VARIABLE_KEY, VT_CHECK_OTHER: 'nobody-may-see-this' },
      settings: { logging: { console: { level: 'trace', metrics: false, audit: true } } },
    });
    const account = {
      type: 'virustotal-account',
      api: 'v3',
      baseUrl: simulator.url,
      plan: 'custom',
      perMinute: 0,
      perDay: 5,
      perMonth: 0,
      retries: 0,
    };
    await nodeRed.deploy([
      { ...account, id: 'deployed', credentials: { apiKey: DEPLOYED_KEY } },
      { ...account, id: 'variable', perDay: 0, credentials: { apiKey: '${VT_CHECK_KEY}' } },
      { id: 'closed', type: 'http proxy', url: 'http://127.0.0.1:1', noproxy: [] },
      { id: 'open', type: 'http proxy', url: proxy.url, noproxy: [] },
      { id: 'lax', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: false },
    ]);
  });

  after(async () => {
    await nodeRed.stop();
    await Promise.all([simulator.close(), secure.close(), proxy.close(), faulty.close()]);
  });

  afterEach(() => faulty.behave(answer(200, '{}')));

  describe('with a key that was typed, before any deploy', () => {
    it('asks once, and tells what the key may do and what is left', async () => {
      const asked = simulator.requests.length;
      const { status, body } = await typed(KEY, { id: 'new' });
      assert.equal(status, 200);
      const quota = { perMinute: 10, perDay: 1000, perMonth: 30_000 };
      assert.deepEqual(body, { ...quota, used: { hour: 0, day: 0, month: 0 } });
      assert.equal(simulator.requests.length - asked, 1);
    });

    it('asks by API v2 where the account does, which tells no more than that it works', async () => {
      const asked = simulator.requests.length;
      assert.deepEqual(await typed(KEY, { api: 'v2' }), { status: 200, body: { used: {} } });
      assert.match(simulator.requests.at(-1)?.path ?? '', /^\/vtapi\/v2\//);
      assert.equal(simulator.requests.length - asked, 1);
    });

    it('goes by the TLS and the proxy that are chosen', async () => {
      const way = { baseUrl: 'https://virustotal.internal', tls: 'lax', proxy: 'open' };
      assert.equal((await typed(KEY, way)).status, 200);
      assert.deepEqual(proxy.asked, ['virustotal.internal:443']);
    });

    it('counts what it asks, so that a plan that is typed is not exceeded', async () => {
      const key = 'deadbeef'.repeat(8);
      const plan = { plan: 'custom', perMinute: 2, perDay: 0, perMonth: 0 };
      const asked = simulator.requests.length;
      const codes = [];
      for (let turn = 0; turn < 3; turn += 1) codes.push((await typed(key, plan)).body.code);
      assert.deepEqual(codes, ['credentials', 'credentials', 'quota']);
      assert.equal(simulator.requests.length - asked, 2);
    });
  });

  describe('with a stored key', () => {
    it('asks with it where it is deployed, and counts that in the ledger of the account', async () => {
      const earlier = await used('deployed');
      assert.equal((await typed(STORED, { id: 'deployed' })).status, 200);
      assert.equal(await used('deployed'), earlier + 1);
      assert.equal((await typed(DEPLOYED_KEY, { id: 'new' })).status, 200);
      assert.equal(await used('deployed'), earlier + 2);
    });

    it('asks with one of the environment where that is deployed', async () => {
      for (const apiKey of [STORED, '${VT_CHECK_KEY}']) {
        assert.equal((await typed(apiKey, { id: 'variable' })).status, 200);
      }
    });

    const refused: [what: string, account: object, apiKey: string, code: string][] = [
      ['another address', { id: 'deployed', baseUrl: 'FAULTY' }, STORED, 'type-again'],
      ['the usual address', { id: 'deployed', baseUrl: '' }, STORED, 'type-again'],
      ['other TLS', { id: 'deployed', tls: 'lax' }, STORED, 'type-again'],
      ['a proxy', { id: 'deployed', proxy: 'open' }, STORED, 'type-again'],
      ['another node', { id: 'new' }, STORED, 'deploy-first'],
      [
        'a variable at another address',
        { id: 'variable', baseUrl: 'FAULTY' },
        '${VT_CHECK_KEY}',
        'type-again',
      ],
      ['a variable that is not deployed', { id: 'deployed' }, '${VT_CHECK_OTHER}', 'deploy-first'],
      ['a variable as the address', { baseUrl: '${VT_CHECK_OTHER}' }, KEY, 'deploy-first'],
      ['a variable as the timeout', { timeout: '${VT_CHECK_OTHER}' }, KEY, 'deploy-first'],
    ];
    for (const [what, account, apiKey, code] of refused) {
      it(`asks nobody for ${what}`, async () => {
        let heard = 0;
        await faulty.behave((response) => {
          heard += 1;
          response.end();
        });
        const asked = simulator.requests.length;
        const text = JSON.stringify(account).replace('FAULTY', faulty.url);
        const { status, body } = await typed(apiKey, JSON.parse(text));
        assert.deepEqual([status, body.code], [409, code]);
        assert.equal(heard + simulator.requests.length - asked, 0);
      });
    }
  });

  describe('that fails', () => {
    it('says that the key is wrong, without the key', async () => {
      const { status, body } = await typed(WRONG_KEY);
      assert.deepEqual([status, body.code], [502, 'credentials']);
      const second = await typed(WRONG_KEY, { api: 'v2' });
      assert.deepEqual([second.status, second.body.code], [502, 'credentials']);
    });

    it('sends nothing when the quota of the deployed account is spent', async () => {
      const asked = simulator.requests.length;
      const left = 5 - (await used('deployed'));
      for (let turn = 0; turn < left; turn += 1) await typed(STORED, { id: 'deployed' });
      const { status, body } = await typed(STORED, { id: 'deployed' });
      assert.deepEqual([status, body.code], [503, 'quota']);
      assert.match(body.retryAt, /T00:00:00.000Z$/);
      assert.equal(simulator.requests.length - asked, left);
    });

    const networks: [what: string, account: () => object, trouble: string][] = [
      [
        'a host that is not found',
        () => ({ baseUrl: 'http://virustotal.invalid' }),
        'hostNotFound',
      ],
      ['a port that is closed', () => ({ baseUrl: 'http://127.0.0.1:1' }), 'refused'],
      ['a certificate that is not trusted', () => ({ baseUrl: secure.url }), 'certificate'],
      ['a server without TLS', () => ({ baseUrl: faulty.url.replace('http', 'https') }), 'noTls'],
      [
        'a proxy that is not there',
        () => ({ proxy: 'closed', baseUrl: 'http://virustotal.internal' }),
        'proxyUnreachable',
      ],
      [
        'a proxy that refuses',
        () => ({ proxy: 'open', baseUrl: 'https://elsewhere.internal' }),
        'proxy',
      ],
    ];
    for (const [what, account, trouble] of networks) {
      it(`tells of ${what}`, async () => {
        const { status, body } = await typed(KEY, account());
        assert.deepEqual(
          [status, body.code, body.trouble],
          [502, 'network', trouble],
          body.message,
        );
      });
    }

    it('tells of a connection that breaks off', async () => {
      await faulty.behave(breakOff('reset'));
      const { body } = await typed(KEY, { baseUrl: faulty.url });
      assert.deepEqual([body.code, body.trouble], ['network', 'cutOff']);
    });

    it('tells of a server that says nothing', async () => {
      await faulty.behave(silent);
      const { status, body } = await typed(KEY, { baseUrl: faulty.url, timeout: '1s' });
      assert.deepEqual([status, body.code], [504, 'timeout']);
    });

    const page = '<!DOCTYPE html><html><body>Log in to the guest network</body></html>';
    for (const code of [200, 401, 403, 404, 511]) {
      it(`takes a page with status ${code} for one on the way`, async () => {
        await faulty.behave(answer(code, page, 'text/html'));
        for (const api of ['v3', 'v2']) {
          const { body } = await typed(KEY, { baseUrl: faulty.url, api });
          assert.equal(body.code, 'bad-response');
          assert.match(body.message, /^A web page answers in VirusTotal's place/);
        }
      });
    }

    const replies: [what: string, status: number, text: string, code: string][] = [
      ['a service that is down', 503, page, 'service'],
      ['nothing', 200, '', 'bad-response'],
      ['another service', 200, '{"ok":true}', 'bad-response'],
      ['a redirect', 302, '', 'bad-response'],
      ['a wrong path', 404, '{"error":"no such route"}', 'bad-response'],
      ['a refusal for want of quota', 429, '{"error":{"code":"QuotaExceededError"}}', 'quota'],
    ];
    for (const [what, status, text, code] of replies) {
      it(`tells of ${what}`, async () => {
        await faulty.behave(answer(status, text));
        const key = what.replaceAll(' ', '-');
        assert.equal((await typed(key, { baseUrl: faulty.url })).body.code, code);
      });
    }

    it('believes who knows the key and may not tell what it may do', async () => {
      await faulty.behave(answer(403, '{"error":{"code":"ForbiddenError","message":"no"}}'));
      const { status, body } = await typed('of-a-group', { baseUrl: faulty.url });
      assert.deepEqual([status, body], [200, { used: {} }]);
    });

    const malformed: [what: string, account: object, code: string][] = [
      ['no key', { credentials: {} }, 'credentials'],
      ['a key with spaces in it', { credentials: { apiKey: 'a key' } }, 'credentials'],
      ['no address', { baseUrl: 'virustotal', credentials: { apiKey: KEY } }, 'configuration'],
      ['no timeout', { timeout: 'long', credentials: { apiKey: KEY } }, 'configuration'],
      [
        'a plan that is none',
        { plan: 'custom', perDay: -1, credentials: { apiKey: KEY } },
        'configuration',
      ],
      [
        'a TLS node that is not deployed',
        { tls: 'new', credentials: { apiKey: KEY } },
        'deploy-first',
      ],
      [
        'a proxy that is not deployed',
        { proxy: 'new', credentials: { apiKey: KEY } },
        'deploy-first',
      ],
      ['the demonstration', { api: 'demo' }, 'not-available'],
      ['no account', { credentials: 'text', api: [] }, 'bad-request'],
    ];
    for (const [what, account, code] of malformed) {
      it(`asks nobody with ${what}`, async () => {
        const asked = simulator.requests.length;
        assert.equal((await check(account)).body.code, code);
        assert.equal(simulator.requests.length, asked);
      });
    }
  });

  describe('however it ended', () => {
    it('shows a key in no answer, in no line of the log and in no file', () => {
      const files = readdirSync(nodeRed.userDir, { recursive: true, encoding: 'utf8' })
        .filter(
          (file) => !file.startsWith('node_modules') && /\.(json|sqlite|sqlite-wal)$/.test(file),
        )
        .map((file) => readFileSync(path.join(nodeRed.userDir, file), 'latin1'));
      const shown = [...answers, nodeRed.log(), ...files].join('\n');
      assert.match(shown, /"perMinute":10/);
      for (const secret of [KEY, WRONG_KEY, DEPLOYED_KEY, VARIABLE_KEY, 'nobody-may-see-this']) {
        assert.ok(!shown.includes(secret));
      }
    });
  });
});
