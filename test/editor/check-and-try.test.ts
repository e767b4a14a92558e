import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { createDeferred } from '../support/deferred';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { answer, silent, startFaultyServer, type FaultyServer } from '../support/faulty-server';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs, projectName } from '../support/pair';

const KEY = 'feedc0de'.repeat(8);
const WRONG_KEY = 'badc0ffe'.repeat(8);
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const INJECTED = '<img src=x onerror="window.ranFromText = true">';

/** The widths of a window at which everything is to be reached. */
const WIDTHS = [1400, 900];

const ACCOUNT = {
  type: 'virustotal-account',
  name: '',
  api: 'v3',
  baseUrl: 'https://www.virustotal.com',
  plan: 'custom',
  perMinute: 0,
  perDay: 0,
  perMonth: 0,
  concurrency: 4,
  timeout: '1s',
  retries: 0,
  queueLimit: 1000,
  keepFlagged: '24h',
  keepClean: '24h',
  keepUnknown: '1h',
  neverSend: 'secret.example.com',
  allow: 'updates.example.com',
  sendPrivate: false,
  store: '',
  tls: '',
  proxy: '',
};

function lookup(id: string, account: string, y: number): object {
  return {
    id,
    z: 'flow',
    type: 'virustotal-lookup',
    name: '',
    account,
    property: 'payload',
    propertyType: 'msg',
    source: 'value',
    kind: 'auto',
    find: 'url,file,domain,ip',
    output: 'report',
    target: '',
    unknown: 'report',
    maxAge: '',
    x: 200,
    y,
    wires: [[], []],
  };
}

/** What is said once the answer has come. */
async function said(told: Locator): Promise<{ text: string; isBad: boolean }> {
  const answered = told.filter({ hasNotText: /^$|is being/ });
  const text = await answered.innerText();
  const classes = (await answered.getAttribute('class')) ?? '';
  return { text, isBad: classes.includes('virustotal-refused') };
}

async function check(dialog: Locator): Promise<{ text: string; isBad: boolean }> {
  await dialog.locator('#virustotal-account-check').click();
  return await said(dialog.locator('.virustotal-account-checked'));
}

for (const pair of pairs) {
  describe(`the buttons that ask by an account, in ${pair.name}`, function () {
    this.timeout(30_000);
    let simulator: SimulatorServer;
    let faulty: FaultyServer;
    let nodeRed: NodeRedProcess;
    let editor: Editor;
    const consoleErrors: string[] = [];

    needsBrowser();

    before(async () => {
      const quota = { perMinute: 0, perDay: 500, perMonth: 0 };
      simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY], quota });
      faulty = await startFaultyServer();
      nodeRed = await startNodeRed({ pair, modules: [projectName] });
      const baseUrl = simulator.url;
      const credentials = { apiKey: KEY };
      await nodeRed.deploy([
        { id: 'flow', type: 'tab', label: 'Check and try' },
        { ...ACCOUNT, id: 'good', baseUrl, credentials },
        { ...ACCOUNT, id: 'wrong', baseUrl, credentials: { apiKey: WRONG_KEY } },
        { ...ACCOUNT, id: 'once', baseUrl, perDay: 1, credentials: { apiKey: 'c0de'.repeat(16) } },
        { ...ACCOUNT, id: 'faulty', name: INJECTED, baseUrl: faulty.url, credentials },
        { ...ACCOUNT, id: 'free', api: 'demo' },
        ...['good', 'wrong', 'once', 'faulty', 'free'].map((id, row) =>
          lookup(`by-${id}`, id, 100 + 60 * row),
        ),
      ]);
      editor = await openEditor(nodeRed.url, nodeTypes);
      editor.page.on('console', (message) => {
        const isOurs = !message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && isOurs) consoleErrors.push(message.text());
      });
    });

    afterEach(async () => {
      await editor.page.unrouteAll();
      await editor.cancelAll();
      await editor.page.setViewportSize({ width: 1400, height: 1000 });
    });

    after(async () => {
      await editor?.close();
      await nodeRed?.stop();
      await Promise.all([simulator?.close(), faulty?.close()]);
    });

    async function type(dialog: Locator, property: string, text: string): Promise<void> {
      await editor.type(dialog.locator(`#node-config-input-${property}`), text);
    }

    async function tryOne(
      id: string,
      value: string,
      kind = 'auto',
    ): Promise<{ text: string; isBad: boolean }> {
      const dialog = await editor.openNode(id);
      await dialog.locator('#node-input-kind').selectOption(kind);
      await dialog.locator('#virustotal-lookup-value').fill(value);
      await dialog.locator('#virustotal-lookup-try').click();
      return await said(dialog.locator('.virustotal-lookup-tried'));
    }

    describe('Check', () => {
      for (const width of WIDTHS) {
        it(`tells what a stored key may do, in a window ${width} pixels wide`, async () => {
          await editor.page.setViewportSize({ width, height: 1000 });
          const { text, isBad } = await check(await editor.openConfigAlone('good'));
          assert.match(
            text,
            /^Works: no limit a minute, \d+ of 500 left today, no limit a month\.$/,
          );
          assert.equal(isBad, false);
        });
      }

      it('asks with a key that was typed for an account that is not deployed', async () => {
        await editor.openNode('by-good');
        const dialog = await editor.openNewConfig('account');
        await type(dialog, 'apiKey', KEY);
        await type(dialog, 'baseUrl', simulator.url);
        assert.match((await check(dialog)).text, /^Works: .* of 500 left today/);
      });

      it('forgets what it said when something is changed that it depends on', async () => {
        const dialog = await editor.openConfigAlone('good');
        await check(dialog);
        await type(dialog, 'apiKey', WRONG_KEY);
        await dialog.locator('#node-config-input-name').focus();
        assert.equal(await dialog.locator('.virustotal-account-checked').innerText(), '');
        assert.deepEqual(await check(dialog), {
          text: 'Wrong key: VirusTotal does not accept it.',
          isBad: true,
        });
      });

      it('says nothing of a key in whose place another was typed meanwhile', async () => {
        const held = createDeferred<void>();
        await editor.page.route('**/accounts/check', async (route) => {
          await held.promise;
          await route.fulfill({ json: { used: {} } });
        });
        const dialog = await editor.openConfigAlone('good');
        const answered = editor.page.waitForResponse('**/accounts/check');
        await dialog.locator('#virustotal-account-check').click();
        await type(dialog, 'apiKey', WRONG_KEY);
        held.resolve();
        await (await answered).finished();
        const told = dialog.locator('.virustotal-account-checked');
        await told.filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
      });

      it('has a stored key typed again for another address', async () => {
        const asked = simulator.requests.length;
        const dialog = await editor.openConfigAlone('faulty');
        await type(dialog, 'baseUrl', simulator.url);
        assert.match((await check(dialog)).text, /^Type the secret again: /);
        assert.equal(simulator.requests.length, asked);
        await type(dialog, 'apiKey', KEY);
        assert.match((await check(dialog)).text, /^Works: /);
      });

      it('reads nothing of the environment that is not deployed', async () => {
        const dialog = await editor.openConfigAlone('good');
        await type(dialog, 'apiKey', '${PATH}');
        assert.match((await check(dialog)).text, /^Deploy first: /);
      });

      it('asks for a key first', async () => {
        await editor.openNode('by-good');
        const dialog = await editor.openNewConfig('account');
        assert.deepEqual(await check(dialog), { text: 'Type a key first.', isBad: true });
      });

      const networks: [what: string, baseUrl: string, text: RegExp][] = [
        ['a host that is not found', 'http://vt.invalid', /^The host vt\.invalid is not found\.$/],
        ['a closed port', 'http://127.0.0.1:1', /^127\.0\.0\.1:1 refuses the connection/],
        ['a server without TLS', 'FAULTY-TLS', /does not speak what was expected/],
      ];
      for (const [what, baseUrl, text] of networks) {
        it(`names the trouble with ${what}`, async () => {
          const dialog = await editor.openConfigAlone('good');
          await type(dialog, 'apiKey', KEY);
          const url = baseUrl.replace('FAULTY-TLS', faulty.url.replace('http', 'https'));
          await type(dialog, 'baseUrl', url);
          const told = await check(dialog);
          assert.match(told.text, text);
          assert.equal(told.isBad, true);
        });
      }

      it('names a log-in page, a service that is down and one that says nothing', async () => {
        const dialog = await editor.openConfigAlone('faulty');
        await faulty.behave(answer(200, `<html>${INJECTED}</html>`, 'text/html'));
        assert.match((await check(dialog)).text, /^Not VirusTotal answers at 127\.0\.0\.1:\d+: /);
        await faulty.behave(answer(503, '{"error":{"code":"TransientError"}}'));
        assert.match((await check(dialog)).text, /^VirusTotal itself has trouble/);
        await faulty.behave(silent);
        assert.equal((await check(dialog)).text, 'No answer in time.');
      });

      it('says when the quota is spent, and until when', async () => {
        const dialog = await editor.openConfigAlone('once');
        assert.match((await check(dialog)).text, /^Wrong key/);
        assert.match((await check(dialog)).text, /^The quota is spent: ask again after .*\d/);
      });

      const refusals: [what: string, reply: object | undefined, text: RegExp][] = [
        ['who may not ask', { status: 401 }, /^You may not ask: .*virustotal\.write/],
        ['a Node-RED that is gone', undefined, /^Node-RED does not answer\.$/],
        [
          'a page that Node-RED takes for foreign',
          { status: 403, json: { code: 'foreign-page', message: 'no' } },
          /^Node-RED takes this page for one of another site/,
        ],
        [
          'an answer with markup in it, as text',
          { status: 409, json: { code: 'configuration', message: INJECTED } },
          /^<img src=x/,
        ],
      ];
      for (const [what, reply, text] of refusals) {
        it(`tells of ${what}`, async () => {
          await editor.page.route('**/accounts/check', (route) =>
            reply ? route.fulfill(reply) : route.abort(),
          );
          const told = await check(await editor.openConfigAlone('good'));
          assert.match(told.text, text);
          assert.equal(told.isBad, true);
        });
      }
    });

    describe('the demonstration', () => {
      it('lists what it knows, to be copied, and hides what does not apply', async () => {
        await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        const dialog = await editor.openConfigAlone('free');
        const rows = dialog.locator('#virustotal-account-samples li');
        await rows.first().waitFor();
        assert.ok((await rows.count()) >= 10);
        assert.match(await rows.first().innerText(), new RegExp(`${EICAR}\\s+malicious eicar`));
        await rows.first().locator('button').click();
        assert.equal(await editor.model('navigator.clipboard.readText()'), EICAR);
        for (const property of ['keepClean', 'queueLimit', 'plan', 'apiKey', 'retries', 'store']) {
          const field = dialog.locator(`#node-config-input-${property}`);
          assert.equal(await field.isVisible(), false, property);
        }
        assert.equal(await dialog.locator('#virustotal-account-check').isVisible(), false);
        assert.equal(await dialog.locator('details').isVisible(), false);
      });
    });

    describe('Try it', () => {
      for (const width of WIDTHS) {
        it(`says what became of it, in a window ${width} pixels wide`, async () => {
          await editor.page.setViewportSize({ width, height: 1000 });
          const { text, isBad } = await tryOne('by-good', EICAR);
          assert.match(text, /^Malicious: \d+ of \d+ engines flag it\. It /);
          assert.equal(isBad, false);
          const link = editor.page.locator('.virustotal-lookup-tried a');
          const href = await link.getAttribute('href');
          assert.equal(href, `https://www.virustotal.com/gui/file/${EICAR}`);
          assert.match((await link.getAttribute('rel')) ?? '', /noopener/);
        });
      }

      const ends: [what: string, id: string, value: string, text: RegExp, kind?: string][] = [
        ['what is unknown', 'by-good', 'ab'.repeat(32), /^Unknown: .* not make it clean\. It cost/],
        ['what is remembered', 'by-good', 'ab'.repeat(32), /remembered, and cost nothing/],
        ['what is allowed', 'by-good', 'updates.example.com', /^Allowed: /],
        ['what must not leave', 'by-good', 'secret.example.com', /^Not sent: .* Never send\.$/],
        ['what is private', 'by-good', '192.168.1.1', /^Not sent: it is private/],
        ['what is no indicator', 'by-good', 'hello world', /^That is no hash/],
        ['markup', 'by-good', INJECTED, /^(That is no hash|Not sent)/],
        ['another kind', 'by-good', EICAR, /^That is no hash/, 'ip'],
        [
          'the host of a URL',
          'by-good',
          'https://a.example.com/?u=b@c.example.com',
          /so that its host was asked: a\.example\.com\./,
        ],
        ['what the demo makes up', 'by-free', EICAR, /^Malicious: .* The demo made it up\./],
        ['a wrong key', 'by-wrong', 'b.example.com', /^Wrong key/],
        ['nothing', 'by-good', ' ', /^Type a hash, URL, domain or IP address first\.$/],
      ];
      for (const [what, id, value, text, kind] of ends) {
        it(`tells of ${what}`, async () => {
          assert.match((await tryOne(id, value, kind)).text, text);
        });
      }

      it('tells of a service that does not answer, and of one that is down', async () => {
        await faulty.behave(silent);
        assert.equal((await tryOne('by-faulty', 'c.example.com')).text, 'No answer in time.');
        await faulty.behave('gone');
        await editor.cancelAll();
        const { text } = await tryOne('by-faulty', 'd.example.com');
        assert.match(text, /^127\.0\.0\.1:\d+ refuses the connection/);
      });

      it('has to have an account, and one that is deployed', async () => {
        const dialog = await editor.openNode('by-good');
        await dialog.locator('#node-input-account').selectOption('_ADD_');
        await dialog.locator('#virustotal-lookup-value').fill(EICAR);
        await dialog.locator('#virustotal-lookup-try').click();
        const told = dialog.locator('.virustotal-lookup-tried');
        assert.equal((await said(told)).text, 'Choose an account first.');
        await editor.cancelAll();
        const fresh = JSON.stringify({ ...ACCOUNT, id: 'fresh', api: 'v3', name: 'fresh' });
        await editor.model(`void RED.nodes.import([${fresh}])`);
        const again = await editor.openNode('by-good');
        await again.locator('#node-input-account').selectOption('fresh');
        await again.locator('#virustotal-lookup-value').fill(EICAR);
        await again.locator('#virustotal-lookup-value').press('Enter');
        assert.match((await said(told)).text, /^Deploy first: /);
      });
    });

    describe('a new account', () => {
      it('gets a name that tells it from others, and never by its key', async () => {
        const names: unknown[] = [];
        for (const api of ['demo', 'demo', 'v3', 'v2']) {
          await editor.openNode('by-good');
          const dialog = await editor.openNewConfig('account');
          await dialog.locator('#node-config-input-api').selectOption(api);
          if (api !== 'demo') await type(dialog, 'apiKey', KEY);
          await editor.saveConfig();
          const id = await editor.page.locator('#node-input-account').inputValue();
          names.push((await editor.properties(id))['name']);
          await editor.save();
        }
        assert.deepEqual(names, [
          'VirusTotal demo',
          'VirusTotal demo (2)',
          'VirusTotal, public key',
          'VirusTotal, public key, API v2',
        ]);
      });

      it('keeps the name that was typed, and changes one that it got with what it says', async () => {
        await editor.openNode('by-good');
        let dialog = await editor.openNewConfig('account');
        await type(dialog, 'name', 'Ours');
        await type(dialog, 'apiKey', KEY);
        await editor.saveConfig();
        const id = await editor.page.locator('#node-input-account').inputValue();
        assert.equal((await editor.properties(id))['name'], 'Ours');
        dialog = await editor.openConfig('account');
        await type(dialog, 'name', 'VirusTotal, public key (7)');
        await editor.saveConfig();
        dialog = await editor.openConfig('account');
        await dialog.locator('#node-config-input-plan').selectOption('custom');
        await editor.saveConfig();
        assert.equal((await editor.properties(id))['name'], 'VirusTotal, own plan');
      });
    });

    describe('after all that', () => {
      it('nothing was run that stood in a name or an answer, and nothing broke', async () => {
        assert.equal(await editor.model('window.ranFromText === undefined'), true);
        assert.deepEqual(editor.pageErrors, []);
        assert.deepEqual(consoleErrors, []);
      });
    });
  });
}
