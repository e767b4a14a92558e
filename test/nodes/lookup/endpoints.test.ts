import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import { answer, silent, startFaultyServer, type FaultyServer } from '../../support/faulty-server';
import { needsSqlite } from '../../support/needs-sqlite';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';

const KEY = 'feedc0de'.repeat(8);
const WRONG_KEY = 'badc0ffe'.repeat(8);
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const UNKNOWN = 'ab'.repeat(32);

interface Told {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

describe('one indicator that is tried in the dialog of a lookup', function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess;
  let simulator: SimulatorServer;
  let faulty: FaultyServer;
  let flows: readonly object[] = [];

  async function send(sent: unknown): Promise<Told> {
    const response = await fetch(new URL('virustotal/lookup/try', nodeRed.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
    return { status: response.status, body: await response.json() };
  }

  function look(value: string, account = 'good', kind = 'auto'): Promise<Told> {
    return send({ account, kind, value });
  }

  async function used(id: string): Promise<number> {
    const listed = await nodeRed.api('GET', 'virustotal/accounts');
    return listed.find((each: { id: string }) => each.id === id).quota.day.used;
  }

  before(async () => {
    simulator = await startSimulatorServer({
      clock: systemClock,
      keys: [KEY],
      quota: { perMinute: 0, perDay: 0, perMonth: 0 },
    });
    faulty = await startFaultyServer();
    nodeRed = await startNodeRed({ modules: [projectName] });
    const account = {
      type: 'virustotal-account',
      api: 'v3',
      baseUrl: simulator.url,
      plan: 'custom',
      perMinute: 0,
      perDay: 0,
      perMonth: 0,
      retries: 0,
      timeout: '1s',
      credentials: { apiKey: KEY },
    };
    flows = [
      {
        ...account,
        id: 'good',
        perDay: 100,
        neverSend: 'secret.example',
        allow: 'updates.example',
      },
      { ...account, id: 'older', api: 'v2' },
      { ...account, id: 'wrong', credentials: { apiKey: WRONG_KEY } },
      { ...account, id: 'spent', perDay: 1, credentials: { apiKey: 'c0ffee00'.repeat(8) } },
      { ...account, id: 'faulty', baseUrl: faulty.url },
      { ...account, id: 'gone', baseUrl: 'http://127.0.0.1:1' },
      { ...account, id: 'broken', timeout: 'long' },
      { ...account, id: 'one', perDay: 1, store: 'kept' },
      { id: 'kept', type: 'virustotal-store', name: '', kind: 'embedded', path: 'kept.sqlite' },
      { ...account, id: 'made-up', api: 'demo' },
    ];
    await nodeRed.deploy(flows);
  });

  after(async () => {
    await nodeRed.stop();
    await Promise.all([simulator.close(), faulty.close()]);
  });

  it('is asked for once, which counts, and is remembered', async () => {
    const asked = simulator.requests.length;
    const earlier = await used('good');
    const { status, body } = await look(EICAR);
    assert.equal(status, 200);
    const { positives, total, link, ...rest } = body;
    assert.deepEqual(rest, {
      indicator: { type: 'file', value: EICAR },
      outcome: 'found',
      source: 'api',
      simulated: false,
      level: 'malicious',
    });
    assert.ok(positives > 50 && total >= positives);
    assert.equal(link, `https://www.virustotal.com/gui/file/${EICAR}`);
    assert.equal((await look(EICAR.toUpperCase())).body.source, 'cache');
    assert.equal(simulator.requests.length - asked, 1);
    assert.equal((await used('good')) - earlier, 1);
  });

  it('is unknown where VirusTotal does not know it', async () => {
    const { body } = await look(UNKNOWN);
    assert.deepEqual([body.outcome, body.level, body.positives], ['unknown', 'unknown', 0]);
  });

  it('is asked for by the API of the account, and made up by that of the demonstration', async () => {
    const v2 = await look(EICAR, 'older');
    assert.equal(v2.body.level, 'malicious', v2.body.message);
    assert.match(simulator.requests.at(-1)?.path ?? '', /^\/vtapi\/v2\//);
    const asked = simulator.requests.length;
    assert.deepEqual((await look(EICAR, 'made-up')).body.simulated, true);
    assert.equal(simulator.requests.length, asked);
  });

  it('is answered by the list of what is known to be good', async () => {
    const asked = simulator.requests.length;
    const { body } = await look('www.updates.example');
    assert.deepEqual([body.outcome, body.source, body.level], ['allowed', 'list', 'clean']);
    assert.equal(body.link, undefined);
    assert.equal(simulator.requests.length, asked);
  });

  it('is its host where a URL names a person', async () => {
    const { body } = await look('https://shop.example.com/?mail=ann@corp.example');
    assert.deepEqual(body.indicator, { type: 'domain', value: 'shop.example.com' }, body.message);
    assert.match(body.instead, /mail address/);
    assert.match(simulator.requests.at(-1)?.path ?? '', /domains\/shop.example.com$/);
  });

  const stopped: [what: string, value: string, code: string, kind?: string][] = [
    ['nothing', '', 'not-an-indicator'],
    ['no indicator', 'hello world', 'not-an-indicator'],
    ['another kind', EICAR, 'not-an-indicator', 'ip'],
    ['a private address', '192.168.1.10', 'private'],
    ['an internal name', 'https://intranet/', 'private'],
    ['a URL with a password', 'https://ann:pw@shop.example/', 'private'],
    ['what must not leave', 'https://www.secret.example/x', 'never-send'],
  ];
  for (const [what, value, code, kind] of stopped) {
    it(`goes nowhere where it is ${what}`, async () => {
      const asked = simulator.requests.length;
      const { status, body } = await look(value, 'good', kind);
      assert.deepEqual([status, body.code], [400, code]);
      assert.equal(simulator.requests.length, asked);
    });
  }

  it('is not waited for where the quota of the day is spent', async () => {
    assert.equal((await look('first.example.com', 'spent')).body.code, 'credentials');
    const asked = simulator.requests.length;
    const { status, body } = await look('second.example.com', 'spent');
    assert.deepEqual([status, body.code], [503, 'quota']);
    assert.match(body.retryAt, /T00:00:00.000Z$/);
    assert.equal(simulator.requests.length, asked);
  });

  describe('that only the store knows', () => {
    needsSqlite();

    it('is answered by it, whatever is left of the quota', async () => {
      assert.equal((await look(EICAR, 'one')).body.source, 'api');
      // What memory knows is gone with the account.
      await nodeRed.deploy(flows);
      assert.equal((await look('second.example.com', 'one')).body.code, 'quota');
      const { status, body } = await look(EICAR, 'one');
      assert.deepEqual([status, body.source, body.level], [200, 'cache', 'malicious']);
    });
  });

  it('is made up by a demonstration that is not deployed, by its lists as they are typed', async () => {
    const demo = { allow: 'updates.example', neverSend: 'secret.example', sendPrivate: false };
    const tried = (value: string, lists: object = demo): Promise<Told> =>
      send({ account: 'new', kind: 'auto', value, demo: lists });
    const { body } = await tried(EICAR);
    assert.deepEqual([body.level, body.simulated, body.source], ['malicious', true, 'api']);
    assert.equal((await tried('www.updates.example')).body.outcome, 'allowed');
    assert.equal((await tried('secret.example')).body.code, 'never-send');
    assert.equal((await tried('192.168.1.10')).body.code, 'private');
    assert.equal((await tried('192.168.1.10', { sendPrivate: true })).status, 200);
    const wrong = await tried(EICAR, { allow: '/(/' });
    assert.deepEqual(
      [wrong.status, wrong.body.code, wrong.body.property],
      [409, 'configuration', 'allow'],
    );
    const asked = simulator.requests.length;
    await tried('e.example.com', { api: 'v3', baseUrl: simulator.url });
    assert.equal(simulator.requests.length, asked);
  });

  const failures: [what: string, account: string, status: number, code: string][] = [
    ['the key is wrong', 'wrong', 502, 'credentials'],
    ['nobody listens', 'gone', 502, 'network'],
    ['the account is not deployed', 'nobody', 404, 'not-deployed'],
    ['the account is none', '__proto__', 404, 'not-deployed'],
    ['the account has a problem', 'broken', 409, 'configuration'],
  ];
  for (const [what, account, status, code] of failures) {
    it(`fails where ${what}`, async () => {
      const told = await look('third.example.com', account);
      assert.deepEqual([told.status, told.body.code], [status, code]);
      assert.ok(!JSON.stringify(told.body).includes(WRONG_KEY));
    });
  }

  it('fails where something else answers, and where nothing does', async () => {
    await faulty.behave(answer(200, '<html>Log in</html>', 'text/html'));
    assert.equal((await look('a.example.com', 'faulty')).body.code, 'bad-response');
    await faulty.behave(answer(503));
    assert.equal((await look('b.example.com', 'faulty')).body.code, 'service');
    await faulty.behave(silent);
    const { status, body } = await look('c.example.com', 'faulty');
    assert.deepEqual([status, body.code], [504, 'timeout']);
  });

  it('has to be asked for as the dialog does', async () => {
    const good = { account: 'good', kind: 'auto', value: 'd.example.com' };
    for (const sent of [
      { ...good, kind: 'whatever' },
      { ...good, kind: undefined },
      { ...good, value: 7 },
      { ...good, value: ['d.example.com'] },
      { ...good, value: 'a'.repeat(200_000) },
      [],
      {},
    ]) {
      const { status, body } = await send(sent);
      assert.deepEqual([status, body.code], [400, 'bad-request']);
    }
  });
});
