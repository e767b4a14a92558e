import assert from 'node:assert/strict';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

/**
 * What another version, an environment or a hand may have written. The validators are tested with
 * `__proto__`; as any saved value it breaks the search index of the editor itself.
 */
const GATE = {
  id: 'gate',
  z: 'flow',
  type: 'virustotal-gate',
  name: '',
  property: 'verdict',
  propertyType: 'msg',
  rules: [
    { metric: '${METRIC}', op: '>=', value: 2 },
    { metric: '${METRIC}', op: '${OPERATOR}', value: '${VALUE}', path: '${PATH_TO_IT}' },
    { metric: 'positives', op: '${OPERATOR}', value: '5' },
    { metric: 'votes', op: 'near', value: 'many', path: 'a.b', note: 'kept' },
    { metric: 'constructor', op: 'toString', value: 'x' },
    { metric: 'engine', op: '>', value: 'ClamAV' },
    { metric: 'level', op: 'contains', value: 'Malicious' },
    { op: '=', value: 3 },
    { metric: 'msg', op: '${OPERATOR}', value: 7, path: 'VTTotal' },
  ],
  match: 'all',
  x: 200,
  y: 100,
  wires: [[], [], []],
};

const FLOWS = [{ id: 'flow', type: 'tab', label: 'Saved' }, GATE];

describe('the saved rules in the dialog of a gate', function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess | undefined;
  let opened: Editor | undefined;

  needsBrowser();

  before(async () => {
    nodeRed = await startNodeRed({ modules: [projectName], flows: FLOWS });
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

  it('are kept exactly when nothing is changed', async () => {
    await editor().openNode('gate');
    await editor().save();
    assert.deepEqual(await editor().properties('gate'), GATE);
    assert.equal(await editor().model(`Boolean(RED.nodes.node('gate').changed)`), false);
  });

  it('are shown with a metric and comparison that the dialog does not know, and kept but for what is changed', async () => {
    const gate = await editor().openNode('gate');
    const rows = gate.locator('#node-input-rule-list > li');
    const shown = async (index: number, part: string): Promise<string> =>
      rows.nth(index).locator(`.virustotal-gate-${part}`).inputValue();
    assert.deepEqual(
      [
        await shown(0, 'metric'),
        await shown(1, 'op'),
        await shown(3, 'metric'),
        await shown(3, 'op'),
      ],
      ['${METRIC}', '${OPERATOR}', 'votes', 'near'],
    );
    assert.deepEqual([await shown(4, 'metric'), await shown(4, 'op')], ['constructor', 'toString']);
    await rows.nth(0).locator('.virustotal-gate-op').selectOption('<');
    await rows.nth(3).locator('.virustotal-gate-metric').selectOption('score');
    await rows.nth(5).locator('.virustotal-gate-op').selectOption('contains');
    await editor().save();
    const { rules } = await editor().properties('gate');
    assert.deepEqual(
      rules,
      GATE.rules
        .with(0, { metric: '${METRIC}', op: '<', value: 2 })
        .with(3, { metric: 'score', op: '>', value: 1 })
        .with(5, { metric: 'engine', op: 'contains', value: 'ClamAV' }),
    );
  });

  it('break nothing in the page', () => {
    assert.deepEqual(editor().pageErrors, []);
  });
});
