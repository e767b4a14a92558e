import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { createDeferred } from '../support/deferred';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

const HOSTILE = '<img src=x onerror="window.hacked = true">';

const VERDICT = {
  level: 'suspicious',
  positives: 2,
  percent: 14.3,
  detections: [{ engine: HOSTILE, label: 'a', category: 'malicious' }],
};

const RULES = [
  { metric: 'positives', op: '>', value: 1 },
  { metric: 'percent', op: '>=', value: 50 },
  { metric: 'score', op: '>', value: 9 },
];

const GATE = {
  z: 'flow',
  type: 'virustotal-gate',
  name: '',
  property: 'verdict',
  propertyType: 'msg',
  rules: RULES,
  match: 'any',
  x: 400,
  wires: [['end'], ['end'], ['end']],
};

const FLOWS = [
  { id: 'flow', type: 'tab', label: 'Try' },
  {
    id: 'start',
    z: 'flow',
    type: 'inject',
    props: [{ p: 'verdict', v: JSON.stringify(VERDICT), vt: 'json' }],
    x: 150,
    y: 100,
    wires: [['gate']],
  },
  { ...GATE, id: 'gate', y: 100 },
  { ...GATE, id: 'quiet', y: 160 },
  {
    id: 'end',
    z: 'flow',
    type: 'debug',
    name: 'end',
    active: true,
    console: true,
    complete: 'gate.passed',
    targetType: 'msg',
    x: 600,
    y: 100,
    wires: [],
  },
];

function rows(dialog: Locator): Locator {
  return dialog.locator('#node-input-rule-list > li');
}

/** Waits until the text that is shown beneath holds `text`. */
async function shows(dialog: Locator, text: string): Promise<Locator> {
  const result = dialog.locator('.virustotal-gate-result');
  await result.filter({ hasText: text }).waitFor();
  return result;
}

async function paste(dialog: Locator, json: unknown): Promise<void> {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  await dialog.locator('#virustotal-gate-json').fill(text);
}

describe('the preview in the dialog of a gate', function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess | undefined;
  let opened: Editor | undefined;

  needsBrowser();

  before(async () => {
    nodeRed = await startNodeRed({ modules: [projectName], flows: FLOWS });
    opened = await openEditor(nodeRed.url, nodeTypes);
  });

  afterEach(async () => {
    await opened?.page.unrouteAll();
    await opened?.cancelAll();
  });

  after(async () => {
    await opened?.close();
    await nodeRed?.stop();
  });

  function editor(): Editor {
    if (opened === undefined) throw new Error('The editor is not open');
    return opened;
  }

  it('shows which output is taken, why, and which rule decides', async () => {
    const dialog = await editor().openNode('gate');
    await paste(dialog, VERDICT);
    const result = await shows(dialog, 'Leaves by output 1: passes');
    assert.deepEqual(await result.locator('li').allInnerTexts(), ['positives > 1 holds: it is 2.']);
    const rulings = dialog.locator('.virustotal-gate-ruling');
    const texts = (await rulings.allInnerTexts()).map((text) => text.trim());
    assert.deepEqual(texts, ['holds, and decides', 'does not hold', 'undetermined']);
    const reasons = await rulings.evaluateAll((all) =>
      all.map((each) => each.getAttribute('title')),
    );
    assert.deepEqual(reasons, [
      'positives > 1 holds: it is 2.',
      'percent >= 50 does not hold: it is 14.3.',
      'Undetermined: score > 9, but it is missing.',
    ]);
  });

  it('follows the rules as they are edited, not as they are deployed', async () => {
    const dialog = await editor().openNode('gate');
    await paste(dialog, VERDICT);
    await shows(dialog, 'output 1');
    await editor().type(rows(dialog).nth(0).locator('.virustotal-gate-text'), '5');
    await shows(dialog, 'Leaves by output 3: undetermined');
    await rows(dialog).nth(2).locator('.red-ui-editableList-item-remove').click();
    await shows(dialog, 'Leaves by output 2: does not pass');
    await dialog.locator('#node-input-match').selectOption('all');
    await editor().type(rows(dialog).nth(0).locator('.virustotal-gate-text'), '1');
    await editor().type(rows(dialog).nth(1).locator('.virustotal-gate-text'), '10');
    await shows(dialog, 'Leaves by output 1: passes');
  });

  it('reads the property that the dialog names', async () => {
    const dialog = await editor().openNode('gate');
    await paste(dialog, { judgement: VERDICT });
    await shows(dialog, 'there is no verdict');
    const property = dialog
      .locator('.red-ui-typedInput-container .red-ui-typedInput-input')
      .first();
    await editor().type(property, 'judgement');
    await shows(dialog, 'Leaves by output 1: passes');
  });

  it('shows names as text, whoever chose them', async () => {
    const dialog = await editor().openNode('gate');
    const row = rows(dialog).nth(0);
    await row.locator('.virustotal-gate-metric').selectOption('engine');
    await row.locator('.virustotal-gate-op').selectOption('contains');
    await editor().type(row.locator('.virustotal-gate-text'), HOSTILE);
    await paste(dialog, VERDICT);
    const result = await shows(dialog, 'Leaves by output 1: passes');
    assert.ok((await result.innerText()).includes(HOSTILE));
    assert.equal(await dialog.locator('img').count(), 0);
    assert.equal(await editor().model('window.hacked === undefined'), true);
  });

  it('says what is wrong instead of a result', async () => {
    const dialog = await editor().openNode('gate');
    for (const text of ['{"level": "mal', '[]', '5', 'null']) {
      await paste(dialog, text);
      await shows(dialog, 'This is not a JSON object');
      assert.equal(await dialog.locator('.virustotal-gate-ruling').first().innerText(), '');
    }
    await paste(dialog, VERDICT);
    await shows(dialog, 'output 1');
    await editor().type(rows(dialog).nth(0).locator('.virustotal-gate-text'), 'many');
    await shows(dialog, 'A rule has a problem');
    await editor().type(rows(dialog).nth(0).locator('.virustotal-gate-text'), '1');
    await paste(dialog, { payload: 'x'.repeat(300_000) });
    await shows(dialog, 'This is too large to be tried');
    await paste(dialog, '');
    await dialog.locator('.virustotal-gate-result:not(:has-text("large"))').waitFor();
  });

  it('says that Node-RED does not answer, or not this user', async () => {
    const dialog = await editor().openNode('gate');
    await editor().page.route('**/virustotal/gate/preview', (route) => route.abort());
    await paste(dialog, VERDICT);
    await shows(dialog, 'Node-RED does not answer');
  });

  it('fetches the last message of the gate, and tries it', async () => {
    assert.ok(nodeRed);
    await nodeRed.api('POST', 'inject/start');
    await nodeRed.waitForLog('[debug:end]');
    const dialog = await editor().openNode('gate');
    // The dialog still has what was pasted before, which passes too, and says so.
    await paste(dialog, '');
    await dialog.locator('.virustotal-gate-result:not(:has-text("Leaves"))').waitFor();
    await dialog.locator('#virustotal-gate-last').click();
    await shows(dialog, 'Leaves by output 1: passes');
    const fetched = JSON.parse(await dialog.locator('#virustotal-gate-json').inputValue());
    assert.equal(fetched.verdict.positives, 2);
    const note = dialog.locator('.virustotal-gate-note');
    assert.match(await note.innerText(), /^Seen .*\.$/);

    await rows(dialog).nth(0).locator('.virustotal-gate-metric').selectOption('msg');
    await rows(dialog)
      .nth(0)
      .locator('.virustotal-gate-path .red-ui-typedInput-input')
      .fill('topic');
    await dialog.locator('#virustotal-gate-last').click();
    await note.filter({ hasText: 'Not kept before the next deploy: msg.topic.' }).waitFor();
  });

  it('leaves alone what is pasted while the last message is being fetched', async () => {
    const dialog = await editor().openNode('gate');
    const note = dialog.locator('.virustotal-gate-note');
    const held = createDeferred<void>();
    await editor().page.route('**/gate/last', async (route) => {
      await held.promise;
      await route.continue();
    });
    await dialog.locator('#virustotal-gate-last').click();
    await paste(dialog, { ...VERDICT, positives: 0, percent: 60 });
    const answered = editor().page.waitForResponse('**/gate/last');
    held.resolve();
    await (await answered).finished();
    await shows(dialog, 'Leaves by output 1: passes');
    const field = dialog.locator('#virustotal-gate-json');
    assert.equal(JSON.parse(await field.inputValue()).percent, 60);
    assert.equal(await note.innerText(), '');
  });

  it('says why there is no last message', async () => {
    const dialog = await editor().openNode('quiet');
    const note = dialog.locator('.virustotal-gate-note');
    await dialog.locator('#virustotal-gate-last').click();
    await note.filter({ hasText: 'No message has come since this gate was started.' }).waitFor();
    await editor().cancel();

    await editor().model(
      `RED.view.importNodes(${JSON.stringify([{ ...GATE, id: 'new', y: 300, wires: [] }])}, { addFlow: false, touchImport: true })`,
    );
    const added = await editor().model<string>(
      `RED.nodes.filterNodes({ type: 'virustotal-gate' }).find(({ id }) => id !== 'gate' && id !== 'quiet').id`,
    );
    await editor().openNode(added);
    await dialog.locator('#virustotal-gate-last').click();
    await note.filter({ hasText: 'Deploy first: this gate is not running.' }).waitFor();
  });

  it('has what was pasted when the dialog is opened again, and saves none of it', async () => {
    const dialog = await editor().openNode('quiet');
    await paste(dialog, VERDICT);
    await shows(dialog, 'output 1');
    await editor().save();
    await editor().openNode('quiet');
    await shows(dialog, 'output 1');
    await editor().cancel();
    const saved = JSON.stringify(await editor().properties('quiet'));
    assert.ok(!saved.includes('percent":14.3'));
    assert.equal(await editor().model(`Boolean(RED.nodes.node('quiet').changed)`), false);
  });

  it('breaks nothing in the page', () => {
    assert.deepEqual(editor().pageErrors, []);
  });
});
