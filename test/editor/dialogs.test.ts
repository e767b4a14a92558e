import assert from 'node:assert/strict';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { parseUrl } from '../../src/indicator/parse-url';
import { loadEditorScript } from '../support/editor-sandbox';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';

const ACCOUNT = {
  id: 'account',
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
  retries: 3,
  queueLimit: 1000,
  keepFlagged: '24h',
  keepClean: '24h',
  keepUnknown: '1h',
  neverSend: 'example.com\n192.0.2.0/24',
  sendPrivate: false,
  allow: 'updates.example.com',
  store: 'store',
  tls: '',
  proxy: '',
};

const STORE = {
  id: 'store',
  type: 'virustotal-store',
  name: '',
  kind: 'embedded',
  path: 'virustotal/dialogs.sqlite',
};

const GROUP = {
  id: 'group',
  type: 'virustotal-group',
  name: 'Security desk',
  to: 'desk@example.com\nOn call <oncall@example.com>',
  cc: '',
  bcc: '${ARCHIVE}',
};

const LOOKUP = {
  id: 'lookup',
  z: 'flow',
  type: 'virustotal-lookup',
  name: '',
  account: 'account',
  property: 'sha256',
  propertyType: 'flow',
  source: 'value',
  kind: 'file',
  find: 'url,file,domain,ip',
  output: 'text',
  target: 'response',
  unknown: 'submit',
  maxAge: '30d',
  x: 200,
  y: 100,
  wires: [['verdict'], []],
};

const VERDICT = {
  id: 'verdict',
  z: 'flow',
  type: 'virustotal-verdict',
  name: '',
  property: 'response',
  propertyType: 'msg',
  target: 'judgement',
  maliciousAt: 5,
  suspiciousAt: 2,
  perType: { file: [10, 5] },
  exceptions: false,
  assessment: false,
  countSuspicious: false,
  trusted: 'Kaspersky\nSophos',
  ignored: 'Noisy',
  staleAfter: '30d',
  devoFields: false,
  dnifFields: true,
  taxonomy: true,
  x: 500,
  y: 100,
  wires: [['gate']],
};

const GATE = {
  id: 'gate',
  z: 'flow',
  type: 'virustotal-gate',
  name: '',
  property: 'judgement',
  propertyType: 'msg',
  rules: [
    { metric: 'positives', op: '>', value: 1 },
    { metric: 'level', op: '>=', value: 'suspicious' },
    { metric: 'engine', op: 'matches', value: '/^Kasp/i' },
    { metric: 'msg', op: '>=', value: 2, path: 'VTPositives' },
    { metric: 'msg', op: '=', value: '2', path: 'VTResponseCode' },
  ],
  match: 'all',
  x: 200,
  y: 250,
  wires: [['notify'], [], []],
};

const VARIABLE_GATE = {
  ...GATE,
  id: 'variable-gate',
  rules: [{ metric: 'level', op: '>=', value: '${LEVEL}' }],
  y: 350,
  wires: [[], [], []],
};

const NOTIFY = {
  id: 'notify',
  z: 'flow',
  type: 'virustotal-notify',
  name: '',
  group: 'group',
  to: 'soc@example.com',
  subject: '%%{file_name} is bad',
  text: 'Line one\n$VTPositives of $VTTotal\n',
  html: 'none',
  via: 'message',
  mailer: '',
  digest: '',
  x: 500,
  y: 250,
  wires: [[], []],
};

const FLOW = { id: 'flow', type: 'tab', label: 'Dialogs' };

describe('the dialogs in a browser', function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess | undefined;
  let opened: Editor | undefined;

  needsBrowser();

  before(async () => {
    nodeRed = await startNodeRed({
      modules: ['@alertwire/node-red-virustotal'],
      flows: [FLOW, ACCOUNT, STORE, GROUP, LOOKUP, VERDICT, GATE, VARIABLE_GATE, NOTIFY],
    });
    opened = await openEditor(nodeRed.url, nodeTypes);
  });

  afterEach(async () => opened?.cancelAll());

  after(async () => {
    await opened?.close();
    await nodeRed?.stop();
  });

  function editor(): Editor {
    if (opened === undefined) throw new Error('The editor is not open');
    return opened;
  }

  for (const node of [LOOKUP, VERDICT, GATE, VARIABLE_GATE, NOTIFY]) {
    it(`keeps every value of ${node.id} when nothing is changed`, async () => {
      await editor().openNode(node.id);
      await editor().save();
      assert.deepEqual(await editor().properties(node.id), node);
      assert.equal(await editor().model(`Boolean(RED.nodes.node('${node.id}').changed)`), false);
    });
  }

  it('keeps every value of the config nodes, and a new key', async () => {
    await editor().openNode('lookup');
    const account = await editor().openConfig('account');
    await editor().type(account.locator('#node-config-input-apiKey'), 'a'.repeat(64));
    await editor().saveConfig();
    await editor().save();
    const { credentials, ...properties } = await editor().properties('account');
    assert.deepEqual(properties, ACCOUNT);
    assert.deepEqual(credentials, { apiKey: 'a'.repeat(64) });

    await editor().openNode('notify');
    await editor().openConfig('group');
    await editor().saveConfig();
    await editor().save();
    assert.deepEqual(await editor().properties('group'), GROUP);

    await editor().openConfigAlone('store');
    await editor().saveConfig();
    const { credentials: secrets, ...place } = await editor().properties('store');
    assert.deepEqual(place, { ...STORE, schema: 'virustotal', tls: '' });
    assert.deepEqual(secrets, { url: '' });
  });

  it('says of an account of before there were marks that it shares all, and takes a limit', async () => {
    await editor().openNode('lookup');
    const account = await editor().openConfig('account');
    const sharing = account.locator('#node-config-input-sharing');
    assert.equal(await sharing.inputValue(), 'red');
    await sharing.selectOption('amber+strict');
    await editor().saveConfig();
    await editor().save();
    assert.equal((await editor().properties('account')).sharing, 'amber+strict');
    assert.equal(
      await editor().model(`RED.nodes.getType('virustotal-account').defaults.sharing.value`),
      'green',
    );
  });

  it('offers the stores in an account, and to have none', async () => {
    await editor().openNode('lookup');
    const account = await editor().openConfig('account');
    const store = account.locator('#node-config-input-store');
    assert.equal(await store.inputValue(), 'store');
    assert.equal(await store.locator('option:checked').innerText(), STORE.path);
    await store.selectOption('_ADD_');
    await editor().saveConfig();
    await editor().save();
    assert.equal((await editor().properties('account')).store, '');
    assert.equal(await editor().model(`RED.nodes.node('lookup').valid`), true);
  });

  it('asks for the file of a store, but not when it is memory', async () => {
    const store = await editor().openConfigAlone('store');
    const path = store.locator('#node-config-input-path');
    const shown = () => store.locator('.form-tips:visible').allInnerTexts();
    assert.match((await shown()).join('\n'), /^A file needs Node\.js 22\.13[^\n]*$/);
    await editor().type(path, ' ');
    assert.equal(await editor().reason(path), 'A file is needed, such as virustotal/state.sqlite');
    await editor().saveConfig();
    assert.equal(await editor().model(`RED.nodes.node('store').valid`), false);

    await editor().openConfigAlone('store');
    await store.locator('#node-config-input-kind').selectOption('memory');
    assert.equal(await path.isVisible(), false);
    assert.match((await shown()).join('\n'), /^Nothing is kept over a restart[^\n]*$/);
    await editor().saveConfig();
    assert.equal((await editor().properties('store')).kind, 'memory');
    assert.equal(await editor().model(`RED.nodes.node('store').valid`), true);
  });

  it('saves what is typed and shows it again', async () => {
    const verdict = await editor().openNode('verdict');
    await editor().type(verdict.locator('#node-input-maliciousAt'), '10');
    await editor().type(verdict.locator('#node-input-suspiciousAt'), '${SUSPICIOUS_AT}');
    await verdict.locator('#node-input-countSuspicious').check();
    await editor().save();
    const { maliciousAt, suspiciousAt, countSuspicious } = await editor().properties('verdict');
    assert.deepEqual([maliciousAt, suspiciousAt, countSuspicious], [10, '${SUSPICIOUS_AT}', true]);
    assert.equal(await editor().model(`RED.nodes.node('verdict').valid`), true);

    await editor().openNode('verdict');
    assert.equal(await verdict.locator('#node-input-maliciousAt').inputValue(), '10');
    assert.equal(await verdict.locator('#node-input-countSuspicious').isChecked(), true);
    await editor().cancel();
  });

  it('shows thresholds per type line by line, and saves them as pairs', async () => {
    const verdict = await editor().openNode('verdict');
    const cell = (name: string) => verdict.locator(`#virustotal-verdict-${name}`);
    assert.equal(await cell('file-malicious').inputValue(), '10');
    assert.equal(await cell('file-suspicious').inputValue(), '5');
    assert.equal(await cell('url-malicious').inputValue(), '');
    const general = await verdict.locator('#node-input-maliciousAt').inputValue();
    assert.equal(await cell('url-malicious').getAttribute('placeholder'), general);

    await editor().type(cell('file-malicious'), '4');
    assert.match((await cell('file-malicious').getAttribute('class')) ?? '', /input-error/);
    await editor().type(cell('file-malicious'), '7');
    assert.doesNotMatch((await cell('file-malicious').getAttribute('class')) ?? '', /input-error/);
    await editor().type(cell('ip-suspicious'), '1');
    await editor().save();
    const { perType } = await editor().properties('verdict');
    assert.deepEqual(perType, { file: [7, 5], ip: [Number(general), 1] });
    assert.equal(await editor().model(`RED.nodes.node('verdict').valid`), true);
    assert.equal(await editor().model(`RED.nodes.node('verdict').changed`), true);
  });

  it('keeps thresholds per type that it cannot show until they are changed', async () => {
    await editor().model(`RED.nodes.node('verdict').perType = '\${PER_TYPE}'`);
    const verdict = await editor().openNode('verdict');
    await editor().save();
    assert.equal((await editor().properties('verdict')).perType, '${PER_TYPE}');
    await editor().openNode('verdict');
    await editor().type(verdict.locator('#virustotal-verdict-url-malicious'), '9');
    await editor().type(verdict.locator('#virustotal-verdict-url-suspicious'), '8');
    await editor().save();
    assert.deepEqual((await editor().properties('verdict')).perType, { url: [9, 8] });
  });

  for (const choice of ['exceptions', 'assessment']) {
    it(`shows ${choice} as chosen for a node of before there was the choice`, async () => {
      await editor().model(`delete RED.nodes.node('verdict').${choice}`);
      const verdict = await editor().openNode('verdict');
      assert.equal(await verdict.locator(`#node-input-${choice}`).isChecked(), true);
      await editor().cancel();
    });
  }

  it('shows the payload for a verdict node of before it could read where the lookup wrote', async () => {
    await editor().model(`delete RED.nodes.node('verdict').property`);
    const verdict = await editor().openNode('verdict');
    assert.equal(await verdict.locator('#node-input-property').inputValue(), 'payload');
    await editor().cancel();
  });

  it('lets a verdict node read where the lookup wrote', async () => {
    const verdict = await editor().openNode('verdict');
    const property = verdict.locator('#node-input-property');
    const isValid = await property.evaluate((field) => {
      $(field).typedInput('value', '');
      return $(field).typedInput('validate');
    });
    assert.equal(isValid, true);
    await editor().save();
    assert.equal((await editor().properties('verdict')).property, '');
  });

  it('gives the reason why a value is refused', async () => {
    const verdict = await editor().openNode('verdict');
    const staleAfter = verdict.locator('#node-input-staleAfter');
    await editor().type(staleAfter, 'a month');
    assert.match(
      await editor().reason(staleAfter),
      /^A duration such as 30s, 10m, 1h30m or 2d, or nothing$/,
    );
    await editor().type(staleAfter, '30d');
    assert.doesNotMatch((await staleAfter.getAttribute('class')) ?? '', /input-error/);
    await editor().cancel();
  });

  it('gives the reason for a malformed address, and marks the node', async () => {
    await editor().openNode('notify');
    const group = await editor().openConfig('group');
    const to = group.locator('#node-config-input-to');
    await editor().type(to, 'desk at example.com');
    assert.equal(await editor().reason(to), 'Not an e-mail address: desk at example.com');
    await editor().saveConfig();
    await editor().cancel();
    assert.deepEqual(await editor().model(`RED.nodes.node('group').validationErrors`), [
      'Not an e-mail address: desk at example.com',
    ]);
    assert.equal(await editor().model(`RED.nodes.node('notify').valid`), false);

    await editor().openNode('notify');
    await editor().openConfig('group');
    await editor().type(to, 'desk@example.com');
    await editor().saveConfig();
    await editor().cancel();
    assert.equal(await editor().model(`RED.nodes.node('notify').valid`), true);
  });

  it('asks for a key, but not for the demo', async () => {
    await editor().openNode('lookup');
    const account = await editor().openConfig('account');
    const key = account.locator('#node-config-input-apiKey');
    await editor().type(key, '');
    assert.equal(await editor().reason(key), 'An API key is needed, except for the demo');
    await editor().saveConfig();
    assert.deepEqual(await editor().model(`RED.nodes.node('account').validationErrors`), [
      'An API key is needed, except for the demo',
    ]);

    await editor().openConfig('account');
    await account.locator('#node-config-input-api').selectOption('demo');
    for (const property of ['apiKey', 'plan', 'perDay', 'baseUrl', 'tls', 'proxy']) {
      assert.equal(await account.locator(`#node-config-input-${property}`).isVisible(), false);
    }
    assert.equal(await account.locator('.virustotal-account-demo').isVisible(), true);
    await editor().saveConfig();
    await editor().cancel();
    assert.equal(await editor().model(`RED.nodes.node('account').valid`), true);
  });

  for (const url of ['http://[', 'http://[::1', 'https://example.com:65536', 'http://a b']) {
    it(`refuses ${url} as the base URL, like the runtime`, async () => {
      await editor().openNode('lookup');
      const account = await editor().openConfig('account');
      await account.locator('#node-config-input-api').selectOption('v3');
      const baseUrl = account.locator('#node-config-input-baseUrl');
      await editor().type(baseUrl, url);
      assert.equal(parseUrl(url), undefined);
      assert.match(await editor().reason(baseUrl), /^A URL such as /);
    });
  }

  it('accepts the last port there is in a base URL', async () => {
    await editor().openNode('lookup');
    const account = await editor().openConfig('account');
    await account.locator('#node-config-input-api').selectOption('v3');
    const baseUrl = account.locator('#node-config-input-baseUrl');
    await editor().type(baseUrl, 'http://[::1]:65535/vt');
    assert.doesNotMatch((await baseUrl.getAttribute('class')) ?? '', /input-error/);
  });

  it('asks for an account, and for another one when it is gone', async () => {
    const lookup = await editor().openNode('lookup');
    await lookup.locator('#node-input-account').selectOption('_ADD_');
    await editor().save();
    assert.deepEqual(await editor().model(`RED.nodes.node('lookup').validationErrors`), [
      'Choose an account',
    ]);
    await editor().openNode('lookup');
    await lookup.locator('#node-input-account').selectOption('account');
    await editor().save();
    assert.equal(await editor().model(`RED.nodes.node('lookup').valid`), true);
  });

  it("shows a public key's allowance, and the entered one again", async () => {
    await editor().openNode('lookup');
    const account = await editor().openConfig('account');
    await account.locator('#node-config-input-api').selectOption('v3');
    const plan = account.locator('#node-config-input-plan');
    const shown = () =>
      Promise.all(
        ['perMinute', 'perDay', 'perMonth'].map((property) =>
          account.locator(`#node-config-input-${property}`).inputValue(),
        ),
      );
    await plan.selectOption('public');
    assert.deepEqual(await shown(), ['4', '500', '15500']);
    assert.equal(await account.locator('.virustotal-account-custom').isVisible(), false);
    assert.equal(await account.locator('#node-config-input-perDay').isDisabled(), true);
    await plan.selectOption('custom');
    assert.deepEqual(await shown(), ['60', '5000', '0']);
    assert.equal(await account.locator('.virustotal-account-custom').isVisible(), true);
    assert.equal(await account.locator('#node-config-input-perDay').isDisabled(), false);
    await editor().cancelConfig();
    await editor().cancel();
  });

  it('adds, changes and removes rules of a gate, and deploys them', async () => {
    const gate = await editor().openNode('gate');
    const rows = gate.locator('#node-input-rule-list > li');
    await rows.nth(4).locator('.red-ui-editableList-item-remove').click();
    await rows.nth(3).locator('.red-ui-editableList-item-remove').click();
    await rows.nth(2).locator('.red-ui-editableList-item-remove').click();
    await rows.nth(2).waitFor({ state: 'detached' });
    await editor().type(rows.nth(0).locator('.virustotal-gate-text'), '3');
    await gate.locator('.red-ui-editableList-addButton').click();
    const added = rows.nth(2);
    await added.locator('.virustotal-gate-metric').selectOption('msg');
    await added.locator('.virustotal-gate-op').selectOption('<');
    await added.locator('.virustotal-gate-value .red-ui-typedInput-input').fill('7');
    await added.locator('.virustotal-gate-path .red-ui-typedInput-input').fill('VTTotal');
    await gate.locator('.red-ui-editableList-addButton').click();
    await rows.nth(3).locator('.red-ui-editableList-item-remove').click();
    await editor().save();

    const expected = [
      { metric: 'positives', op: '>', value: 3 },
      { metric: 'level', op: '>=', value: 'suspicious' },
      { metric: 'msg', op: '<', value: 7, path: 'VTTotal' },
    ];
    assert.deepEqual((await editor().properties('gate')).rules, expected);
    const deployed = editor().page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/flows'),
    );
    await editor().page.locator('#red-ui-header-button-deploy').click();
    assert.equal((await deployed).ok(), true);
    const flows = await nodeRed?.api('GET', '/flows');
    assert.ok(Array.isArray(flows));
    const saved = flows.find((node: { id?: string }) => node.id === 'gate');
    assert.deepEqual(saved.rules, expected);
  });

  it('offers the comparisons that make sense', async () => {
    const gate = await editor().openNode('gate');
    const row = gate.locator('#node-input-rule-list > li').nth(0);
    const offered = () => row.locator('.virustotal-gate-op option').allInnerTexts();
    const metric = row.locator('.virustotal-gate-metric');
    assert.deepEqual(await offered(), ['>', '>=', '=', '!=', '<', '<=']);
    await metric.selectOption('engine');
    assert.deepEqual(await offered(), ['=', '!=', 'contains', 'matches']);
    await metric.selectOption('level');
    assert.deepEqual(await offered(), ['>', '>=', '=', '!=', '<', '<=']);
    await row.locator('.virustotal-gate-level').selectOption('pending');
    assert.deepEqual(await offered(), ['=', '!=']);
    await editor().cancel();
  });

  it('gives the reason for a malformed regular expression', async () => {
    const gate = await editor().openNode('gate');
    const row = gate.locator('#node-input-rule-list > li').nth(0);
    await row.locator('.virustotal-gate-metric').selectOption('engine');
    await row.locator('.virustotal-gate-op').selectOption('matches');
    const value = row.locator('.virustotal-gate-text');
    await editor().type(value, 'kasp(');
    assert.equal(await editor().reason(value), 'the regular expression is malformed');
    const problem = gate.locator('.virustotal-gate-problem');
    assert.equal(await problem.innerText(), 'Rule 1: the regular expression is malformed');
    await editor().type(value, 'kasp');
    assert.equal(await problem.innerText(), '');
    await editor().cancel();
  });

  it('says under the list that a rule is missing', async () => {
    const gate = await editor().openNode('variable-gate');
    const problem = gate.locator('.virustotal-gate-problem');
    assert.equal(await problem.innerText(), '');
    await gate.locator('.red-ui-editableList-item-remove').click();
    await problem.getByText('Add at least one rule').waitFor();
    await gate.locator('.red-ui-editableList-addButton').click();
    assert.equal(await problem.innerText(), '');
    await editor().cancel();
  });

  it('gives a rule a fresh value when it asks for something of another kind', async () => {
    const gate = await editor().openNode('gate');
    const row = gate.locator('#node-input-rule-list > li').nth(0);
    const metric = row.locator('.virustotal-gate-metric');
    const text = row.locator('.virustotal-gate-text');
    const typed = row.locator('.virustotal-gate-value .red-ui-typedInput-input');
    const level = row.locator('.virustotal-gate-level');
    await editor().type(text, '7');
    await metric.selectOption('percent');
    assert.equal(await text.inputValue(), '7', 'a number stays a number');
    await metric.selectOption('engine');
    assert.equal(await text.inputValue(), '');
    await editor().type(text, 'ClamAV');
    await metric.selectOption('score');
    assert.equal(await text.inputValue(), '1');
    await metric.selectOption('msg');
    await typed.fill('9');
    await metric.selectOption('level');
    await level.selectOption('clean');
    await metric.selectOption('msg');
    assert.equal(await typed.inputValue(), '1');
    await metric.selectOption('level');
    assert.equal(await level.inputValue(), 'malicious');
    await editor().cancel();
  });

  it('asks for the path of a message property before its comparison and value', async () => {
    const gate = await editor().openNode('gate');
    const row = gate.locator('#node-input-rule-list > li').nth(0);
    await row.locator('.virustotal-gate-metric').selectOption('msg');
    const parts = row.locator('.virustotal-gate-line > :visible');
    const names = await parts.evaluateAll((all) => all.map((part) => part.className));
    const short = names.map((name) => name.replace('virustotal-gate-', ''));
    assert.deepEqual(short, ['metric', 'path', 'op', 'value']);
    await editor().cancel();
  });

  it('wraps the lines of a mail and shows no small map of it', async () => {
    const notify = await editor().openNode('notify');
    const options = await editor().model<object>(
      `(({ wordWrap, minimap }) => ({ wordWrap, minimap: minimap.enabled }))(
        RED.nodes.node('notify').editor.getRawOptions())`,
    );
    assert.deepEqual(options, { wordWrap: 'on', minimap: false });
    assert.equal(await notify.locator('.monaco-editor .minimap:visible').count(), 0);
    await editor().cancel();
  });

  it('saves the text of a mail, and forgets it on cancel', async () => {
    await editor().openNode('notify');
    await editor().model(`RED.nodes.node('notify').editor.setValue('forgotten')`);
    await editor().cancel();
    assert.equal((await editor().properties('notify')).text, NOTIFY.text);

    await editor().openNode('notify');
    await editor().model(`RED.nodes.node('notify').editor.setValue('{{verdict.link}}\\n')`);
    await editor().save();
    assert.equal((await editor().properties('notify')).text, '{{verdict.link}}\n');
  });

  it('gives a node from the palette its defaults', async () => {
    const { page } = editor();
    const entry = page.locator('.red-ui-palette-node[data-palette-type="virustotal-gate"]');
    await entry.scrollIntoViewIfNeeded();
    await entry.hover();
    await page.mouse.down();
    await page.mouse.move(500, 500);
    await page.mouse.move(600, 600, { steps: 20 });
    await page.mouse.up();
    const ids = await editor().model<string[]>(
      `RED.nodes.filterNodes({ type: 'virustotal-gate' }).map((node) => node.id)`,
    );
    const [added, ...more] = ids.filter((id) => id !== GATE.id && id !== VARIABLE_GATE.id);
    assert.ok(added !== undefined && more.length === 0, 'one gate was added');
    const { definition } = loadEditorScript('virustotal-gate');
    const properties = await editor().properties(added);
    for (const [name, { value }] of Object.entries(definition.defaults)) {
      assert.equal(JSON.stringify(properties[name]), JSON.stringify(value), name);
    }
  });

  it('causes no error in the page', () => {
    assert.deepEqual(editor().pageErrors, []);
  });
});
