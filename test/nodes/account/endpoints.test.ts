import assert from 'node:assert/strict';
import { systemClock } from '../../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import {
  askAs,
  settingsWithUsers,
  type Answer,
  type Ask,
  type User,
} from '../../support/editor-users';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';

/** Each group of tests has a key of its own, and with it a quota of its own. */
const KEYS = ['feedc0de', 'c0ffee00', 'beefcafe', 'decade01'].map((part) => part.repeat(8));
const [ASKED_KEY = '', LISTED_KEY = '', REFUSED_KEY = '', TOLD_KEY = ''] = KEYS;
const WRONG_KEY = 'badc0ffe'.repeat(8);
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const ACCOUNTS = 'virustotal/accounts';

/** Node-RED takes a property whose value is the id of a config node for a use of that node. */
const PREFIX = 'account-';

function account(name: string, apiKey: string, properties: object): Record<string, unknown> {
  const id = PREFIX + name;
  const plan = { plan: 'custom', perMinute: 30, perDay: 0, perMonth: 50, retries: 0 };
  return { id, type: 'virustotal-account', ...plan, ...properties, credentials: { apiKey } };
}

function debug(name: string, complete: string): Record<string, unknown> {
  const shown = { active: true, console: true, tosidebar: false, complete, targetType: 'msg' };
  return { id: name, type: 'debug', name, z: 'tab', x: 0, y: 0, ...shown, wires: [] };
}

/** A flow that looks `values` up by each account, and logs each end and each status. */
function flow(
  accounts: readonly Record<string, unknown>[],
  values: readonly string[],
): Record<string, unknown>[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const lookups = accounts.map(({ id }) => `look-${String(id)}`);
  const payload = { payload: JSON.stringify(values), payloadType: 'json' };
  const start = { type: 'inject', props: [{ p: 'payload' }], ...payload };
  return [
    { id: 'tab', type: 'tab', label: 'accounts' },
    ...accounts,
    { id: 'start', ...place, ...start, wires: [lookups] },
    ...lookups.map((id, number) => ({
      id,
      ...place,
      type: 'virustotal-lookup',
      account: accounts[number]?.id,
      wires: [['end'], ['end']],
    })),
    { id: 'watch', ...place, type: 'status', scope: null, wires: [['status']] },
    debug('end', '_msgid'),
    debug('status', 'status.text'),
  ];
}

describe("the editor's questions about accounts", function () {
  this.timeout(30_000);
  const answers: string[] = [];
  let nodeRed: NodeRedProcess;
  let ask: Ask;
  let simulator: SimulatorServer;

  async function deploy(
    accounts: readonly Record<string, unknown>[],
    values: readonly string[] = [EICAR],
  ): Promise<void> {
    const after = nodeRed.log().length;
    assert.equal((await ask('admin', 'POST', 'flows', flow(accounts, values))).status, 204);
    await nodeRed.waitForLog(/Started (modified )?(flows|nodes)/, { after });
  }

  /** Has the accounts look everything up, and waits until `count` lookups have ended. */
  async function lookUp(count: number): Promise<void> {
    let after = nodeRed.log().length;
    assert.equal((await ask('admin', 'POST', 'inject/start')).status, 200);
    for (let ended = 0; ended < count; ended += 1) {
      await nodeRed.waitForLog('[debug:end]', { after });
      after = nodeRed.log().indexOf('[debug:end]', after) + 1;
    }
  }

  async function list(): Promise<Record<string, Answer['body']>> {
    const { status, body } = await ask('admin', 'GET', ACCOUNTS);
    assert.equal(status, 200);
    assert.ok(Array.isArray(body));
    return Object.fromEntries(body.map((each) => [each.id.replace(PREFIX, ''), each]));
  }

  function askAllowance(id: string): Promise<Answer> {
    return ask('admin', 'POST', `${ACCOUNTS}/${PREFIX}${id}/allowance`);
  }

  before(async () => {
    const quota = { perMinute: 10, perDay: 1000, perMonth: 30_000 };
    simulator = await startSimulatorServer({ clock: systemClock, keys: KEYS, quota });
    nodeRed = await startNodeRed({
      modules: [projectName],
      settings: {
        ...settingsWithUsers,
        logging: { console: { level: 'trace', metrics: false, audit: true } },
      },
    });
    ask = askAs(nodeRed, (text) => answers.push(text));
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  describe('by who asks', () => {
    before(() => deploy([account('one', ASKED_KEY, { baseUrl: simulator.url })]));

    const rights: [user: User | undefined, read: number, write: number][] = [
      ['admin', 200, 200],
      ['reader', 200, 401],
      ['watcher', 200, 401],
      ['writer', 401, 200],
      ['stranger', 401, 401],
      [undefined, 401, 401],
    ];
    for (const [user, read, write] of rights) {
      it(`are answered with ${read} and ${write} for ${user ?? 'who has not logged in'}`, async () => {
        const asked = simulator.requests.length;
        assert.equal((await ask(user, 'GET', ACCOUNTS)).status, read);
        assert.equal((await ask(user, 'POST', `${ACCOUNTS}/${PREFIX}one/allowance`)).status, write);
        assert.equal(simulator.requests.length - asked, write === 200 ? 1 : 0);
        const checked = await ask(user, 'POST', `${ACCOUNTS}/check`, { api: 'demo' });
        assert.equal(checked.status, write === 200 ? 409 : 401);
      });
    }
  });

  describe('about what they did', () => {
    it('are answered for each account that is deployed', async () => {
      const { url: baseUrl } = simulator;
      await deploy([
        account('good', LISTED_KEY, { baseUrl, name: 'Ours' }),
        // By another spelling of the address: it does not share the answers of the first.
        account('bad', WRONG_KEY, { baseUrl: `${baseUrl}/`, perMinute: 0, perDay: 9, perMonth: 0 }),
        account('demo', LISTED_KEY, { api: 'demo' }),
        account('broken', LISTED_KEY, { baseUrl, timeout: 'long' }),
        account('keyless', '', { baseUrl }),
        account('strange', LISTED_KEY, { api: 'v9' }),
      ]);
      await lookUp(6);
      await lookUp(6);
      const { good, bad, demo, broken, keyless, strange, ...others } = await list();
      assert.deepEqual(others, {});
      const figures = { asked: 1, fromCache: 1, joined: 0, waited: 0, refused: 0, failed: 0 };
      assert.deepEqual(good, {
        id: 'account-good',
        name: 'Ours',
        api: 'v3',
        simulated: false,
        ready: true,
        running: 0,
        waiting: 0,
        figures,
        quota: {
          minute: { used: 1, limit: 30 },
          day: { used: 1, limit: null },
          month: { used: 1, limit: 50 },
        },
      });
      assert.deepEqual([bad.figures.asked, bad.figures.failed], [1, 2]);
      assert.deepEqual(bad.quota.day, { used: 1, limit: 9 });
      assert.deepEqual([demo.api, demo.simulated, demo.figures], ['demo', true, figures]);
      assert.deepEqual(demo.quota.month, { used: 1, limit: null });
      assert.deepEqual(keyless, {
        id: 'account-keyless',
        name: '',
        api: 'v3',
        simulated: false,
        ready: false,
        problem: 'apiKey: the account has no API key',
        running: 0,
        waiting: 0,
      });
      assert.match(broken.problem, /^timeout: /);
      assert.match(strange.problem, /^api: /);
      assert.ok(!('api' in strange));
    });

    it('say what waits because VirusTotal refuses, and until when', async () => {
      const quota = { perMinute: 1, perDay: 0, perMonth: 0 };
      const strict = await startSimulatorServer({ clock: systemClock, quota });
      try {
        const properties = { baseUrl: strict.url, concurrency: 1, perMinute: 0 };
        await deploy([account('refused', REFUSED_KEY, properties)], [EICAR, 'b'.repeat(64)]);
        const after = nodeRed.log().length;
        await lookUp(1);
        await nodeRed.waitForLog('1 waiting', { after });
        const { refused } = await list();
        assert.deepEqual([refused.running, refused.waiting, refused.figures.refused], [0, 1, 1]);
        assert.ok(Date.parse(refused.nextAt) > Date.now());
        assert.match(refused.quota.pausedUntil, /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
        const asked = strict.requests.length;
        const { status, body } = await askAllowance('refused');
        assert.equal(status, 503);
        assert.deepEqual(body, {
          code: 'quota',
          message: 'The quota is spent',
          retryAt: refused.nextAt,
        });
        assert.equal(strict.requests.length, asked, 'nothing waits for a dialog');
      } finally {
        await deploy([]);
        await strict.close();
      }
    });

    it('are answered with nothing when there is no account any more', async () => {
      await deploy([account('gone', LISTED_KEY, { api: 'demo' })]);
      assert.deepEqual(Object.keys(await list()), ['gone']);
      await deploy([]);
      assert.deepEqual(await list(), {});
    });
  });

  describe('about what a key may do', () => {
    before(() => {
      const { url: baseUrl } = simulator;
      return deploy([
        account('custom', TOLD_KEY, { baseUrl }),
        account('public', TOLD_KEY, { baseUrl, plan: 'public' }),
        account('wrong', WRONG_KEY, { baseUrl }),
        account('unreachable', TOLD_KEY, { baseUrl: 'http://127.0.0.1:1' }),
        account('elsewhere', TOLD_KEY, { baseUrl: `${baseUrl}/elsewhere` }),
        account('v2', TOLD_KEY, { api: 'v2', baseUrl }),
        account('demo', TOLD_KEY, { api: 'demo' }),
        account('broken', TOLD_KEY, { baseUrl, timeout: 'long' }),
        account('keyless', '', { baseUrl }),
      ]);
    });

    for (const id of ['custom', 'public']) {
      it(`are answered by VirusTotal, for an account with the plan ${id}`, async () => {
        const { status, body } = await askAllowance(id);
        assert.equal(status, 200);
        const used = { hour: 0, day: 0, month: 0 };
        assert.deepEqual(body, { perMinute: 10, perDay: 1000, perMonth: 30_000, used });
      });
    }

    it('change what the plan of a public key holds it to, and no other', async () => {
      const accounts = await list();
      assert.equal(accounts.public.quota.day.limit, 1000);
      assert.equal(accounts.custom.quota.month.limit, 50);
    });

    const failures: [id: string, status: number, code: string, message: RegExp][] = [
      ['nobody', 404, 'not-deployed', /^Deploy first/],
      ['v2', 409, 'not-available', /API v2 cannot tell/],
      ['demo', 409, 'not-available', /demonstration/],
      ['broken', 409, 'configuration', /^timeout: /],
      ['keyless', 409, 'credentials', /no API key/],
      ['wrong', 502, 'credentials', /does not accept the API key/],
      ['unreachable', 502, 'network', /ECONNREFUSED/],
      ['elsewhere', 502, 'bad-response', /does not tell/],
    ];
    for (const [id, status, code, message] of failures) {
      it(`end with ${status} and ${code} for ${id}`, async () => {
        const told = await askAllowance(id);
        assert.equal(told.status, status);
        assert.equal(told.body.code, code);
        assert.match(told.body.message, message);
      });
    }

    for (const id of ['__proto__', 'start', '%2e%2e%2fflows']) {
      it(`end with 404 for ${id}, which is no account`, async () => {
        assert.equal((await ask('admin', 'POST', `${ACCOUNTS}/${id}/allowance`)).status, 404);
      });
    }

    it('show a key in no answer and in no line of the log', () => {
      const shown = [...answers, nodeRed.log()].join('\n');
      assert.match(shown, /"perMinute":10/);
      for (const key of [...KEYS, WRONG_KEY]) assert.ok(!shown.includes(key));
    });
  });
});
