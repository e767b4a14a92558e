import assert from 'node:assert/strict';
import { it } from 'mocha';
import type { Locator } from 'playwright-core';
import { describeDialog } from '../support/dialogs';
import type { FlowNode } from '../support/example-flows';

const HOSTILE = '<img src=x onerror="window.hacked = true">';

/** What is pasted has two engines that no list has, and a category. */
const REPORT = {
  data: {
    id: 'evil.example',
    type: 'domain',
    attributes: {
      categories: { 'Vendor A': 'made up for tests', 'Vendor B': HOSTILE },
      last_analysis_results: {
        'Eve AV': { engine_name: 'Eve AV', category: 'malicious', result: 'malware' },
        [HOSTILE]: { engine_name: HOSTILE, category: 'malicious', result: 'malware' },
      },
    },
  },
};

const VERDICT = {
  id: 'verdict',
  z: 'flow',
  type: 'virustotal-verdict',
  name: '',
  property: 'payload',
  propertyType: 'msg',
  target: 'verdict',
  maliciousAt: 3,
  suspiciousAt: 1,
  perType: '',
  exceptions: true,
  assessment: true,
  countSuspicious: true,
  trusted: 'Kaspersky\nKasperky, ${ENGINE}',
  ignored: '',
  staleAfter: '',
  devoFields: false,
  dnifFields: false,
  taxonomy: false,
  x: 300,
  y: 60,
  wires: [['gate']],
};

const GATE = {
  id: 'gate',
  z: 'flow',
  type: 'virustotal-gate',
  name: '',
  property: 'verdict',
  propertyType: 'msg',
  rules: [
    { metric: 'positives', op: '>', value: 1 },
    { metric: 'engine', op: '=', value: 'Kasperky' },
    { metric: 'score', op: '>', value: 50 },
  ],
  match: 'any',
  x: 500,
  y: 60,
  wires: [[], [], []],
};

const FLOWS: readonly FlowNode[] = [
  { id: 'flow', type: 'tab', label: 'Names' },
  {
    id: 'start',
    z: 'flow',
    type: 'inject',
    props: [
      { p: 'payload', v: JSON.stringify(REPORT), vt: 'json' },
      { p: 'event', v: '{"host": {"zone": "plant"}, "password": "x"}', vt: 'json' },
    ],
    repeat: '',
    x: 120,
    y: 60,
    wires: [['verdict']],
  },
  VERDICT,
  GATE,
];

const entry = (dialog: Locator, property: string): Locator =>
  dialog.locator(`#virustotal-verdict-${property}-entry`);
const chosen = (dialog: Locator, property: string): Promise<string[]> =>
  dialog.locator(`#virustotal-verdict-${property}-chosen > li > span`).allInnerTexts();
const doubts = (dialog: Locator, property: string): Locator =>
  dialog.locator(`#virustotal-verdict-${property}-doubts`);
const rule = (dialog: Locator, place: number): Locator =>
  dialog.locator('#node-input-rule-list > li').nth(place);

describeDialog('a node for which names are picked', FLOWS, ({ editor }) => {
  const heard = (): Promise<string> => editor().page.locator('.virustotal-heard').innerText();
  const press = (key: string): Promise<void> => editor().page.keyboard.press(key);
  const offered = (id: string): Promise<string[]> =>
    editor().model(`$('#${id} option').map((_, option) => option.value).get()`);

  it('keeps what is saved as long as nothing is changed', async () => {
    for (const node of [VERDICT, GATE]) {
      await editor().openNode(node.id);
      await editor().save();
      assert.deepEqual(await editor().properties(node.id), node);
      assert.equal(await editor().model(`Boolean(RED.nodes.node('${node.id}').changed)`), false);
    }
  });

  it('shows the engines of a verdict one by one, and doubts the one that nobody knows', async () => {
    const dialog = await editor().openNode('verdict');
    assert.deepEqual(await chosen(dialog, 'trusted'), ['Kaspersky', 'Kasperky', '${ENGINE}']);
    const sentence = 'No engine called Kasperky is known here. Did you mean Kaspersky?';
    assert.deepEqual(await doubts(dialog, 'trusted').locator('div > span').allInnerTexts(), [
      sentence,
    ]);
    await doubts(dialog, 'trusted').getByRole('button', { name: 'Use Kaspersky' }).click();
    assert.deepEqual(await chosen(dialog, 'trusted'), ['Kaspersky', '${ENGINE}']);
    assert.equal(await doubts(dialog, 'trusted').innerText(), '');
    await editor().save();
    assert.equal((await editor().properties('verdict'))['trusted'], 'Kaspersky\n${ENGINE}');
  });

  it('adds and removes engines by keys alone, says so, and loses nothing that was typed', async () => {
    const dialog = await editor().openNode('verdict');
    await entry(dialog, 'ignored').focus();
    await editor().page.keyboard.type('AVG');
    await press('Enter');
    assert.equal(await heard(), 'Added: AVG');
    await editor().page.keyboard.type('avg, Nobody at all,');
    assert.deepEqual(await chosen(dialog, 'ignored'), ['AVG', 'Nobody at all']);
    const unknown = 'No engine called Nobody at all is known here. It is taken all the same.';
    assert.equal(await doubts(dialog, 'ignored').innerText(), unknown);
    await press('Shift+Tab');
    const name = 'document.activeElement.getAttribute("aria-label")';
    assert.equal(await editor().model(name), 'Remove Nobody at all');
    await press('Enter');
    assert.equal(await heard(), 'Removed: Nobody at all');
    assert.equal(await editor().model(name), 'Remove AVG');
    await entry(dialog, 'ignored').focus();
    await editor().page.keyboard.type('ClamAV');
    await editor().save();
    assert.equal((await editor().properties('verdict'))['ignored'], 'AVG\nClamAV');
  });

  it('offers what is known at once where Node-RED does not tell more', async () => {
    await editor().page.route('**/virustotal/names', (route) => route.fulfill({ status: 401 }));
    const dialog = await editor().openNode('verdict');
    assert.equal(await entry(dialog, 'trusted').getAttribute('list'), 'virustotal-verdict-engines');
    const engines = await offered('virustotal-verdict-engines');
    assert.ok(engines.includes('Kaspersky') && engines.length > 100);
    assert.deepEqual(engines, [...new Set(engines)]);
    await editor().page.unrouteAll();
  });

  it('offers what reports have brought, whatever that is, as text', async () => {
    const { page } = editor();
    await page.evaluate(`fetch('inject/start', { method: 'POST' })`);
    await page.waitForFunction(
      `fetch('virustotal/names').then((answer) => answer.json()).then(({ engines }) => engines.length === 2)`,
    );
    const verdict = await editor().openNode('verdict');
    await page.waitForFunction(
      `$('#virustotal-verdict-engines option').get().some(({ value }) => value === 'Eve AV')`,
    );
    assert.ok((await offered('virustotal-verdict-engines')).includes(HOSTILE));
    await entry(verdict, 'ignored').fill(HOSTILE);
    await press('Enter');
    assert.deepEqual(await chosen(verdict, 'ignored'), [HOSTILE]);
    assert.equal(await doubts(verdict, 'ignored').innerText(), '');
    assert.equal(await verdict.locator('img').count(), 0);
    await editor().cancel();

    const gate = await editor().openNode('gate');
    await page.waitForFunction(`$('#virustotal-gate-properties option').length > 0`);
    const properties = await offered('virustotal-gate-properties');
    assert.ok(properties.includes('event.host.zone') && properties.includes('verdict.count'));
    assert.ok(!properties.some((name) => name.includes('password')));
    const categories = await offered('virustotal-gate-categories');
    for (const category of [HOSTILE, 'made up for tests', 'phishing and other frauds']) {
      assert.ok(categories.includes(category), category);
    }
    assert.ok((await offered('virustotal-gate-engines')).includes('Eve AV'));
    assert.equal(await gate.locator('img').count(), 0);
    assert.equal(await editor().model('window.hacked === undefined'), true);
  });

  it('offers in a rule what goes with its metric', async () => {
    const gate = await editor().openNode('gate');
    const [metric, op] = ['metric', 'op'].map((part) =>
      rule(gate, 0).locator(`.virustotal-gate-${part}`),
    );
    const list = (): Promise<string | null> =>
      rule(gate, 0).locator('.virustotal-gate-text').getAttribute('list');
    assert.equal(await list(), null);
    await metric?.selectOption('engine');
    assert.equal(await list(), 'virustotal-gate-engines');
    await op?.selectOption('matches');
    assert.equal(await list(), null);
    await metric?.selectOption('category');
    assert.equal(await list(), null);
    await op?.selectOption('contains');
    assert.equal(await list(), 'virustotal-gate-categories');
    await metric?.selectOption('msg');
    const path = rule(gate, 0).locator('.virustotal-gate-path .red-ui-typedInput-input');
    assert.equal(await path.getAttribute('list'), 'virustotal-gate-properties');
  });

  it('doubts a rule about an engine that nobody knows, and one that always says the same', async () => {
    const gate = await editor().openNode('gate');
    const doubt = (place: number): Locator => rule(gate, place).locator('.virustotal-gate-doubt');
    const value = (place: number): Locator => rule(gate, place).locator('.virustotal-gate-text');
    assert.match(await doubt(1).innerText(), /^No engine called Kasperky .* mean Kaspersky\?/);
    await doubt(1).getByRole('button', { name: 'Use Kaspersky' }).click();
    assert.equal(await value(1).inputValue(), 'Kaspersky');
    assert.equal(await doubt(1).innerText(), '');
    await rule(gate, 1).locator('.virustotal-gate-op').selectOption('contains');
    await editor().type(value(1), 'persk');
    assert.equal(await doubt(1).innerText(), '');
    await editor().type(value(2), '500');
    assert.equal(await doubt(2).innerText(), 'This is always a number from 0 to 100.');
    await editor().type(value(0), '-1');
    assert.equal(await doubt(0).innerText(), 'This is never less than 0.');
    assert.equal(await gate.locator('.virustotal-gate-problem').innerText(), '');
    await editor().save();
    assert.equal(await editor().model(`RED.nodes.node('gate').valid`), true);
  });

  it('adds, moves and removes rules by keys alone, and says so', async () => {
    const gate = await editor().openNode('gate');
    const rows = '#node-input-rule-list > li:not(.red-ui-editableList-item-deleting)';
    const values = (): Promise<string[]> =>
      editor().model(`$('${rows} .virustotal-gate-metric').map((_, select) => select.value).get()`);
    await rule(gate, 0).locator('.red-ui-editableList-item-handle').focus();
    await press('ArrowDown');
    assert.equal(await heard(), 'Now 2 of 3');
    assert.deepEqual(await values(), ['engine', 'positives', 'score']);
    await press('ArrowDown');
    await press('ArrowDown');
    await press('ArrowUp');
    assert.deepEqual(await values(), ['engine', 'positives', 'score']);
    await rule(gate, 0).locator('.red-ui-editableList-item-remove').focus();
    await press('Enter');
    assert.equal(await heard(), 'Removed, 2 left');
    assert.deepEqual(await values(), ['positives', 'score']);
    await gate.locator('.red-ui-editableList-addButton').focus();
    await press('Enter');
    await editor().page.getByText('Added, 3 of 3').waitFor();
    const focused = 'document.activeElement.className';
    assert.equal(await editor().model(focused), 'virustotal-gate-metric');
    await editor().save();
    const { rules } = await editor().properties('gate');
    assert.deepEqual(rules, [GATE.rules[0], GATE.rules[2], GATE.rules[0]]);
  });

  it('has a name for each field of a rule', async () => {
    const gate = await editor().openNode('gate');
    await rule(gate, 0).locator('.virustotal-gate-metric').selectOption('msg');
    for (const [role, name] of [
      ['combobox', 'What is compared'],
      ['combobox', 'How it is compared'],
      ['combobox', 'Property of the message'],
      ['textbox', 'What it is compared with'],
    ] as const) {
      assert.equal(await rule(gate, 0).getByRole(role, { name, exact: true }).count(), 1, name);
    }
  });
});
