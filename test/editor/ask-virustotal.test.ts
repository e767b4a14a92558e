import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import type { Limits } from '../../src/simulator/usage';
import { createDeferred } from '../support/deferred';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';

const KEY = 'feedc0de'.repeat(8);
const WRONG_KEY = 'badc0ffe'.repeat(8);

const DEPLOY_FIRST = 'Deploy first: VirusTotal is asked with the deployed key.';

const ACCOUNT = {
  type: 'virustotal-account',
  name: '',
  api: 'v3',
  baseUrl: 'https://www.virustotal.com',
  plan: 'custom',
  perMinute: 60,
  perDay: 5000,
  perMonth: 0,
  concurrency: 4,
  timeout: '15s',
  retries: 0,
  queueLimit: 1000,
  keepFlagged: '24h',
  keepClean: '24h',
  keepUnknown: '1h',
  neverSend: '',
  sendPrivate: false,
  store: '',
  tls: '',
  proxy: '',
};

const PUBLIC = { perMinute: 4, perDay: 500, perMonth: 15_500 };

/** An account as it is deployed. */
function account(id: string, properties: object, apiKey = KEY): object {
  return { ...ACCOUNT, id, ...properties, credentials: { apiKey } };
}

/** Presses the button and gives what is shown beside it then. */
async function ask(dialog: Locator): Promise<{ text: string; isRefusal: boolean }> {
  await dialog.locator('#virustotal-account-ask').click();
  const told = dialog.locator('.virustotal-account-told').filter({ hasNotText: 'being asked' });
  const text = await told.innerText();
  const classes = (await told.getAttribute('class')) ?? '';
  return { text, isRefusal: classes.includes('virustotal-account-refused') };
}

async function shown(dialog: Locator): Promise<string[]> {
  const properties = ['plan', 'perMinute', 'perDay', 'perMonth'];
  const fields = properties.map((name) => dialog.locator(`#node-config-input-${name}`));
  return await Promise.all(fields.map((field) => field.inputValue()));
}

describe('the button that asks VirusTotal', function () {
  this.timeout(30_000);
  const simulators: SimulatorServer[] = [];
  let nodeRed: NodeRedProcess | undefined;
  let opened: Editor | undefined;

  async function startSimulator(quota: Limits): Promise<string> {
    const simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY], quota });
    simulators.push(simulator);
    return simulator.url;
  }

  needsBrowser();

  before(async () => {
    const baseUrl = await startSimulator({ perMinute: 10, perDay: 1000, perMonth: 30_000 });
    const ofPublicKeys = await startSimulator(PUBLIC);
    nodeRed = await startNodeRed({ modules: ['@alertwire/node-red-virustotal'] });
    const wires = [[], []];
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Ask' },
      { id: 'lookup', z: 'flow', type: 'virustotal-lookup', x: 200, y: 100, wires },
      account('typed', { baseUrl }),
      account('free', { baseUrl, plan: 'public' }),
      account('usual', { baseUrl: ofPublicKeys, plan: 'public', ...PUBLIC }),
      account('wrong', { baseUrl }, WRONG_KEY),
    ]);
    opened = await openEditor(nodeRed.url, nodeTypes);
  });

  afterEach(async () => {
    await opened?.page.unrouteAll();
    await opened?.cancelAll();
  });

  after(async () => {
    await opened?.close();
    await nodeRed?.stop();
    await Promise.all(simulators.map((simulator) => simulator.close()));
  });

  function editor(): Editor {
    if (opened === undefined) throw new Error('The editor is not open');
    return opened;
  }

  function asked(): number {
    return simulators.reduce((sum, { requests }) => sum + requests.length, 0);
  }

  for (const id of ['typed', 'free']) {
    it(`fills in what the key of "${id}" may do where that is taken over, and it is saved`, async () => {
      const dialog = await editor().openConfigAlone(id);
      const earlier = await shown(dialog);
      assert.deepEqual(await ask(dialog), {
        text: 'This is what VirusTotal says about the key: 10 a minute, 1000 of 1000 left today, 30000 of 30000 left this month.',
        isRefusal: false,
      });
      assert.deepEqual(await shown(dialog), earlier, 'nothing is changed in silence');
      await dialog.locator('#virustotal-account-take-over').click();
      assert.deepEqual(await shown(dialog), ['custom', '10', '1000', '30000']);
      await editor().saveConfig();
      const { plan, perMinute, perDay, perMonth } = await editor().properties(id);
      assert.deepEqual([plan, perMinute, perDay, perMonth], ['custom', 10, 1000, 30_000]);
    });
  }

  it('leaves the plan of a public key when the key is one', async () => {
    const dialog = await editor().openConfigAlone('usual');
    assert.equal((await ask(dialog)).isRefusal, false);
    assert.equal(await dialog.locator('#virustotal-account-take-over').isVisible(), false);
    assert.deepEqual(await shown(dialog), ['public', '4', '500', '15500']);
    await editor().saveConfig();
    assert.equal(await editor().model(`Boolean(RED.nodes.node('usual').changed)`), false);
  });

  it('says what is wrong, and changes nothing', async () => {
    const dialog = await editor().openConfigAlone('wrong');
    const { text, isRefusal } = await ask(dialog);
    assert.match(text, /^Wrong key: VirusTotal does not accept it\.$/);
    assert.ok(!text.includes(WRONG_KEY));
    assert.equal(isRefusal, true);
    assert.deepEqual(await shown(dialog), ['custom', '60', '5000', '0']);
    assert.equal(await dialog.locator('#virustotal-account-ask').isEnabled(), true);
  });

  it('keeps the numbers of a public key that were saved, which count for nothing', async () => {
    await editor().model(
      `void Object.assign(RED.nodes.node('usual'), { perMinute: 60, perDay: '', changed: false })`,
    );
    const dialog = await editor().openConfigAlone('usual');
    assert.deepEqual(await shown(dialog), ['public', '4', '500', '15500']);
    await editor().saveConfig();
    const kept = await editor().properties('usual');
    assert.deepEqual([kept['perMinute'], kept['perDay'], kept['perMonth']], [60, '', 15_500]);
    assert.equal(await editor().model(`Boolean(RED.nodes.node('usual').changed)`), false);
    assert.equal(await editor().model(`RED.nodes.node('usual').valid`), true);
    await editor().model(
      `void Object.assign(RED.nodes.node('usual'), { perMinute: 4, perDay: 500 })`,
    );
  });

  it('is not taken for open after its account was deleted: one that lacks a key is marked', async () => {
    await editor().model(
      `void RED.nodes.import([${JSON.stringify({ ...ACCOUNT, id: 'gone' })}, ${JSON.stringify({ ...ACCOUNT, id: 'bare' })}])`,
    );
    await editor().openConfigAlone('gone');
    await editor()
      .page.locator('.red-ui-tray')
      .last()
      .getByRole('button', { name: 'Delete' })
      .click();
    await editor().page.waitForFunction(
      `!RED.nodes.node('gone') && document.querySelectorAll('.red-ui-tray').length === 0`,
    );
    const valid = `RED.nodes.getType('virustotal-account').defaults.api.validate.call(
      { ...RED.nodes.node('bare'), _: (key) => key, credentials: { has_apiKey: false } }, 'v3', {})`;
    assert.equal(await editor().model(valid), 'error.apiKey');
  });

  it('does not ask with a key that is typed but not deployed', async () => {
    const before = asked();
    const dialog = await editor().openConfigAlone('wrong');
    await editor().type(dialog.locator('#node-config-input-apiKey'), KEY);
    assert.deepEqual(await ask(dialog), { text: DEPLOY_FIRST, isRefusal: true });
    assert.equal(asked(), before);
  });

  it('asks for nobody who is not deployed', async () => {
    await editor().model(
      `void (RED.nodes.import([${JSON.stringify({ ...ACCOUNT, id: 'new' })}]),
        Object.assign(RED.nodes.node('new'), { credentials: { has_apiKey: true } }))`,
    );
    const dialog = await editor().openConfigAlone('new');
    assert.deepEqual(await ask(dialog), { text: DEPLOY_FIRST, isRefusal: true });
  });

  it('is there for API v3 alone', async () => {
    const dialog = await editor().openConfigAlone('typed');
    const button = dialog.locator('#virustotal-account-ask');
    for (const [api, isVisible] of [
      ['v2', false],
      ['demo', false],
      ['v3', true],
    ] as const) {
      await dialog.locator('#node-config-input-api').selectOption(api);
      assert.equal(await button.isVisible(), isVisible, api);
    }
  });

  const answers: [name: string, answer: object | undefined, text: RegExp][] = [
    ['that it is not allowed', { status: 401 }, /^You may not ask: .*virustotal\.write/],
    ['that Node-RED does not answer', undefined, /^Node-RED does not answer\.$/],
    [
      'when to ask again',
      {
        status: 503,
        json: { code: 'quota', message: 'No quota', retryAt: '2026-01-15T12:00:00Z' },
      },
      /^The quota is spent: ask again after .*2026/,
    ],
  ];
  for (const [name, answer, text] of answers) {
    it(`says ${name}`, async () => {
      await editor().page.route('**/allowance', (route) =>
        answer ? route.fulfill(answer) : route.abort(),
      );
      const told = await ask(await editor().openConfigAlone('usual'));
      assert.match(told.text, text);
      assert.equal(told.isRefusal, true);
    });
  }

  it('fills nothing into the dialog that is open by the time of the answer', async () => {
    const held = createDeferred<void>();
    await editor().page.route('**/allowance', async (route) => {
      await held.promise;
      await route.fulfill({ json: { perMinute: 7, perDay: 7, perMonth: 7, used: {} } });
    });
    const dialog = await editor().openConfigAlone('usual');
    await dialog.locator('#virustotal-account-ask').click();
    await editor().cancelConfig();
    await editor().openConfigAlone('wrong');
    const answered = editor().page.waitForResponse((response) =>
      response.url().endsWith('/allowance'),
    );
    held.resolve();
    await (await answered).finished();
    assert.deepEqual(await shown(dialog), ['custom', '60', '5000', '0']);
    assert.equal(await dialog.locator('.virustotal-account-told').innerText(), '');
  });

  it('causes no error in the page', () => {
    assert.deepEqual(editor().pageErrors, []);
  });
});
