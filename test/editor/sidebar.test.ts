import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { askAs, logIn, settingsWithUsers, type Ask } from '../support/editor-users';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs, projectName } from '../support/pair';
import { EVIL_SHOWN, HOSTILE, KEY, PHISHING_SHOWN, sidebarFlow } from '../support/sidebar-flow';

const TAB = '.virustotal-sidebar-tab';
const QUESTION = /\/virustotal\/(?:sidebar|mails|raise\/silences)(?:\?|$)/;

/** Each endpoint by which the sidebar changes something. */
const CHANGES = [
  ['POST', 'virustotal/raise/silence'],
  ['POST', 'virustotal/raise/unsilence'],
  ['POST', 'virustotal/raise/acknowledge'],
  ['POST', 'virustotal/raise/again'],
  ['POST', 'virustotal/mails/mail/1/send'],
  ['DELETE', 'virustotal/mails/mail/1'],
] as const;

async function says(where: Locator, text: string): Promise<void> {
  await where.getByText(text).first().waitFor();
}

async function act(where: Locator, name: RegExp): Promise<void> {
  await where.getByRole('button', { name }).first().click();
}

for (const pair of pairs) {
  describe(`the sidebar in a browser, in ${pair.name}`, function () {
    this.timeout(60_000);
    let virusTotal: SimulatorServer;
    let smtp: FaultySmtp;
    let nodeRed: NodeRedProcess;
    let ask: Ask;
    let editor: Editor;
    /** What Node-RED has told the page of us. */
    const told: unknown[] = [];
    /** What the page has asked for. */
    const asked: string[] = [];

    needsBrowser();

    before(async () => {
      virusTotal = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
      smtp = await startFaultySmtp();
      nodeRed = await startNodeRed({ pair, modules: [projectName], settings: settingsWithUsers });
      ask = askAs(nodeRed);
      await deploy([
        { id: 'flow', type: 'tab', label: 'Nothing yet' },
        { id: 'note', type: 'comment', z: 'flow', name: '', x: 100, y: 40, wires: [] },
      ]);
      editor = await openAs('admin');
      editor.page.on('request', (request) => asked.push(request.url()));
      editor.page.on('websocket', (socket) => {
        socket.on('framereceived', ({ payload }) => told.push(...toldIn(String(payload))));
      });
    });

    after(async () => {
      await editor?.close();
      await nodeRed?.stop();
      await smtp?.close();
      await virusTotal?.close();
    });

    async function deploy(flows: readonly object[]): Promise<void> {
      const { length } = nodeRed.log();
      assert.equal((await ask('admin', 'POST', 'flows', [...flows])).status, 204);
      await nodeRed.waitForLog(/Started (modified )?(flows|nodes)/, { after: length });
    }

    async function openAs(user: 'admin' | 'reader'): Promise<Editor> {
      const token = await logIn(nodeRed, user);
      return await openEditor(`${nodeRed.url}?access_token=${token}`, nodeTypes);
    }

    const press = (button: string): Promise<unknown> => ask('admin', 'POST', `inject/${button}`);
    const tab = (): Locator => editor.page.locator(TAB);
    const section = (name: string): Locator => tab().locator(`[data-section="${name}"]`);
    const row = (name: string, text: string): Locator =>
      section(name).locator('.virustotal-sidebar-row').filter({ hasText: text });

    /** Whether a section stands before the quota of the accounts. */
    const isFirst = (name: string): Promise<boolean> =>
      section(name).evaluate((element) => {
        const quota = document.querySelector('[data-window="minute"]');
        return quota !== null && (element.compareDocumentPosition(quota) & 4) !== 0;
      });

    it('says what to do where there is nothing', async () => {
      await editor.model(`RED.sidebar.show('virustotal-sidebar')`);
      await says(tab(), 'Nothing runs here yet. Import an example');
      await deploy(sidebarFlow(virusTotal.url, smtp.port));
      // Before the page counts on it: a clock that comes later begins anew.
      await editor.page.clock.install();
      await editor.load();
      await editor.model(`RED.sidebar.show('virustotal-sidebar')`);
    });

    it('moves the bar of the quota with a lookup, and shows the verdict', async () => {
      const minute = tab().locator('[data-window="minute"]');
      await says(minute, '0 of 4, 4 left');
      await press('evil');
      await says(minute, '1 of 4, 3 left');
      const verdict = row('verdicts', EVIL_SHOWN);
      await says(verdict, 'malicious');
      await says(verdict, '15 / 71');
      await says(verdict, 'Mailed to ann@example.com');
      assert.match(
        (await verdict.getByRole('link').getAttribute('href')) ?? '',
        /^https:\/\/www\.virustotal\.com\/gui\/url\//,
      );
    });

    it('shows the node that judged, which is in a subflow', async () => {
      await act(row('verdicts', EVIL_SHOWN), /^Show the node/);
      assert.equal(await editor.model('RED.workspaces.active()'), 'judging');
      await editor.model(`RED.workspaces.show('flow')`);
    });

    it('says of an alert to whom it was mailed, and why the next event was not', async () => {
      const alert = row('alerts', EVIL_SHOWN);
      await says(alert, 'Mailed to ann@example.com');
      await press('evil');
      await says(alert, 'Not mailed: quiet after the alert of');
      assert.equal(smtp.taken.length, 1);
    });

    it('silences an alert: the next event is counted and not mailed', async () => {
      const alert = row('alerts', EVIL_SHOWN);
      await act(alert, /^Silence …/);
      await alert.getByRole('combobox', { name: 'For how long' }).selectOption('');
      await alert.getByRole('textbox').fill('soon');
      await act(alert, /^Silence$/);
      await says(alert, 'A duration such as');
      await alert.getByRole('textbox').fill('2d12h');
      await alert.getByRole('textbox').press('Enter');
      await says(alert, 'Silenced.');
      await says(row('silences', EVIL_SHOWN), 'until');
      await press('evil');
      await says(alert, 'Not mailed: silenced until');
      await says(alert, 'Mailed to ann@example.com');
      assert.equal(smtp.taken.length, 1);
    });

    it('has it raised again by the button', async () => {
      const alert = row('alerts', EVIL_SHOWN);
      await act(row('silences', EVIL_SHOWN), /^End silence/);
      await section('silences').waitFor({ state: 'hidden' });
      await act(alert, /^Raise again/);
      await press('evil');
      await smtp.waitForTaken(2);
      await says(alert, 'Mailed to ann@example.com');
    });

    it('says no longer what a button did when something else has come', async () => {
      const alert = row('alerts', EVIL_SHOWN);
      await editor.page.clock.setSystemTime(Date.now() + 60_000);
      await press('evil');
      await says(alert, 'Not mailed: quiet after the alert of');
      await alert.getByText('The next one is raised.').waitFor({ state: 'hidden' });
    });

    it('acknowledges an alert', async () => {
      const alert = row('alerts', EVIL_SHOWN);
      await act(alert, /^Acknowledge/);
      await says(alert, 'Quiet until it gets worse.');
      await press('evil');
      await says(alert, 'Not mailed: acknowledged');
    });

    it('sends a mail again that was given up, and it arrives', async () => {
      const { length } = smtp.taken;
      smtp.next({ data: '554 5.6.0 Looks like spam' });
      await press('phishing');
      const mail = row('mails', 'given up').first();
      await says(mail, '554 5.6.0 Looks like spam');
      await says(row('alerts', PHISHING_SHOWN), 'Given up');
      await act(mail, /^Send again/);
      await smtp.waitForTaken(length + 1);
      await row('mails', 'given up').waitFor({ state: 'detached' });
      await says(row('alerts', PHISHING_SHOWN), 'Mailed to ann@example.com');
    });

    it('shows hostile names as text', async () => {
      await press('hostile');
      const title = section('alerts').locator('.virustotal-sidebar-title').first();
      await says(title, HOSTILE);
      assert.equal(await title.innerText(), HOSTILE);
      assert.equal(await tab().locator('img').count(), 0);
      assert.equal(await editor.model('window.hacked === undefined'), true);
    });

    it('finds what is typed, defanged or not, and what became of it', async () => {
      const search = tab().getByRole('searchbox');
      const alerts = section('alerts').locator('.virustotal-sidebar-row');
      for (const typed of ['hxxp://malware[.]wicar', 'http://malware.wicar', 'MALWARE.']) {
        await search.fill(typed);
        await row('verdicts', PHISHING_SHOWN).waitFor({ state: 'detached' });
        assert.equal(await alerts.count(), 1);
        assert.equal(await isFirst('alerts'), true, 'what is found stands first');
        await search.fill('');
        await row('verdicts', PHISHING_SHOWN).waitFor();
        assert.equal(await isFirst('alerts'), false);
      }
      await section('alerts').getByRole('combobox').selectOption('acknowledged');
      await row('alerts', PHISHING_SHOWN).waitFor({ state: 'detached' });
      await row('alerts', EVIL_SHOWN).waitFor();
      await section('verdicts').getByRole('combobox').selectOption('clean');
      await says(section('verdicts'), 'Nothing fits.');
      await section('alerts').getByRole('combobox').selectOption('');
      await section('verdicts').getByRole('combobox').selectOption('');
      await row('verdicts', PHISHING_SHOWN).waitFor();
    });

    it('shows the Node-REDs that share a store, and has no word of them where none does', async () => {
      assert.equal(await section('instances').isVisible(), false);
      await editor.page.route(/virustotal\/sidebar\?/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({
          response,
          json: { ...(await response.json()), instances: INSTANCES },
        });
      });
      await press('evil');
      await says(row('instances', 'red-1:1880'), 'this one');
      await says(row('instances', 'red-2:1880'), 'Messages waiting: 12');
      await says(row('instances', 'red-3:1880'), 'gone');
    });

    it('can be read and reached by everybody, also at 180 pixels and in the dark', async () => {
      await editor.page.evaluate(axe.source);
      for (const [width, isDark] of [
        ['', false],
        ['180px', false],
        ['180px', pair.name === 'node-red-5'],
      ] as const) {
        await editor.model(`document.documentElement.classList.toggle('nr-theme-dark', ${isDark})`);
        await tab().evaluate((element, wide) => {
          element.setAttribute('style', wide === '' ? '' : `width: ${wide}`);
        }, width);
        assert.deepEqual(await editor.model(FAULTS), [], `${width} ${isDark}`);
      }
      await editor.page.unrouteAll();
      await editor.model(`document.documentElement.classList.remove('nr-theme-dark')`);
      await tab().evaluate((element) => element.removeAttribute('style'));
    });

    it('asks nothing while nobody sees it', async () => {
      await editor.model(`RED.sidebar.show('info')`);
      await tab().waitFor({ state: 'hidden' });
      // What the page sees it is told by an observer; when one that came later is told, so is that.
      await editor.model(
        `new Promise((seen) => new IntersectionObserver(() => seen(true)).observe(document.querySelector('${TAB}')))`,
      );
      await editor.page.waitForFunction('$.active === 0');
      const { length } = asked.filter((url) => QUESTION.test(url));
      await editor.model(
        `RED.comms.subscribe('virustotal/sidebar', () => { window.isTold = true; })`,
      );
      await press('evil');
      await editor.page.waitForFunction('window.isTold && $.active === 0');
      assert.equal(asked.filter((url) => QUESTION.test(url)).length, length);
      const [question] = await Promise.all([
        editor.page.waitForRequest(QUESTION),
        editor.model(`RED.sidebar.show('virustotal-sidebar')`),
      ]);
      assert.match(question.url(), QUESTION);
    });

    it('is told nothing but that there is something new', () => {
      assert.deepEqual([...new Set(told)], ['changed']);
    });

    it('has no buttons for a user who may only read, whom each endpoint refuses', async () => {
      const reading = await openAs('reader');
      try {
        await reading.model(`RED.sidebar.show('virustotal-sidebar')`);
        const page = reading.page.locator(TAB);
        await page.locator('[data-section="alerts"] .virustotal-sidebar-row').first().waitFor();
        assert.equal(
          (await page.getByRole('button', { name: /^Show the node/ }).count()) > 0,
          true,
        );
        assert.equal(await page.getByRole('button', { name: ACTION }).count(), 0);
        assert.deepEqual(reading.pageErrors, []);
      } finally {
        await reading.close();
      }
      for (const [method, path] of CHANGES) {
        assert.equal((await ask('reader', method, path, {})).status, 401, path);
      }
      assert.equal((await ask('stranger', 'GET', 'virustotal/sidebar')).status, 401);
      assert.equal((await ask(undefined, 'GET', 'virustotal/sidebar')).status, 401);
    });

    it('is not there for who may not read, and says so where it is refused', async () => {
      await editor.page.route(QUESTION, (route) => route.fulfill({ status: 401 }));
      await tab().getByRole('searchbox').fill('x');
      await says(tab(), 'You may not do this: the permission virustotal.read is missing.');
      await editor.page.unrouteAll();
      // Somebody has signed in again.
      await tab().getByRole('searchbox').fill('');
      await row('verdicts', EVIL_SHOWN).waitFor();
      await editor.model(
        `RED.settings.user.permissions = ['flows.read'], RED.sidebar.removeTab('virustotal-sidebar'), RED.events.emit('login', '')`,
      );
      assert.equal(await editor.model(`RED.sidebar.containsTab('virustotal-sidebar')`), false);
    });

    it('causes no error in the page', () => {
      assert.deepEqual(editor.pageErrors, []);
    });
  });
}

/** Three of them, as they are told. */
const INSTANCES = [
  { name: 'red-1:1880', isThis: true },
  { name: 'red-2:1880', doing: { running: 4, waiting: 12, mails: 3, kept: 1 } },
  { name: 'red-3:1880', isGone: true },
].map((each) => ({
  id: each.name,
  store: 'db.example:5432/alerts, schema virustotal',
  since: 0,
  seen: 0,
  isThis: false,
  isGone: false,
  doing: { running: 0, waiting: 0, mails: 0, kept: 0 },
  ...each,
}));

/** The buttons that change something. */
const ACTION = /^(?:Silence|End silence|Acknowledge|Raise again|Send again|Forget)/;

/** What has been told of us in one frame. */
function toldIn(frame: string): unknown[] {
  const messages: unknown = JSON.parse(frame);
  if (!Array.isArray(messages)) return [];
  return messages
    .filter(({ topic }) => topic === 'virustotal/sidebar')
    .map(({ data }): unknown => data);
}

/** What axe-core finds critical or serious, what has no room, and where the Tab key does not get to. */
const FAULTS = `axe.run(document.querySelector('${TAB}'), { resultTypes: ['violations'] }).then(({ violations }) => [
  ...violations
    .filter(({ impact }) => impact === 'critical' || impact === 'serious')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))),
  ...[...document.querySelectorAll('${TAB} *')]
    .filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 2)
    .map((each) => 'has no room: ' + each.outerHTML.slice(0, 160)),
  ...[...document.querySelectorAll('${TAB} :is(button, a, input, select, summary)')]
    .filter((each) => each.checkVisibility() && (each.tabIndex < 0 || each.tagName === 'A' && !each.href))
    .map((each) => 'no key gets to ' + each.outerHTML.slice(0, 160)),
])`;
