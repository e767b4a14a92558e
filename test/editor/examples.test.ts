import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { readExamples, separateIds, type FlowNode } from '../support/example-flows';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs, projectName } from '../support/pair';
import { findCutOff, findLayoutFaults } from '../support/tab-layout';

const examples = separateIds(readExamples());
const flows = examples.flatMap(({ nodes }) => nodes);

/** Whose properties are variables of the environment in the examples. */
const configNodes = flows.filter(
  ({ type, wires }) => type.startsWith('virustotal-') && wires === undefined,
);
const configTypes = [...new Set(configNodes.map(({ type }) => type))];

/** From the event to the mail, and how it goes. */
const PALETTE = ['collect', 'lookup', 'verdict', 'gate', 'raise', 'notify', 'status'].map(
  (node) => `virustotal-${node}`,
);

for (const pair of pairs) {
  describe(`the examples in the editor, in ${pair.name}`, function () {
    this.timeout(60_000);
    let nodeRed: NodeRedProcess | undefined;
    let editor: Editor;

    needsBrowser();

    before(async () => {
      nodeRed = await startNodeRed({
        pair,
        modules: [projectName, 'node-red-node-email'],
        flows,
      });
      editor = await openEditor(nodeRed.url, nodeTypes);
    });

    after(async () => {
      await editor?.close();
      await nodeRed?.stop();
    });

    for (const { name, nodes } of examples) {
      it(`hide no node, wire or status behind another: ${name}`, async () => {
        const tab = nodes.find(({ type }) => type === 'tab');
        assert.deepEqual(await findLayoutFaults(editor, tab?.id ?? ''), []);
      });

      it(`fit into an editor of 1,400 pixels: ${name}`, async () => {
        const tab = nodes.find(({ type }) => type === 'tab');
        assert.deepEqual(await findCutOff(editor, tab?.id ?? ''), []);
      });
    }

    for (const type of configTypes) {
      it(`keep every value where nothing is changed in a dialog: ${type}`, async () => {
        for (const node of different(configNodes.filter((one) => one.type === type))) {
          const { credentials: _none, ...original } = await editor.properties(node.id);
          await editor.openConfigAlone(node.id);
          await editor.saveConfig();
          const { credentials: _, ...saved } = await editor.properties(node.id);
          assert.deepEqual(saved, original, node.id);
          assert.equal(await editor.model(`RED.nodes.node('${node.id}').valid`), true, node.id);
        }
      });
    }

    it('stand beside a palette in the order in which data flows', async () => {
      const names = await editor.page
        .locator('#red-ui-palette-VirusTotal .red-ui-palette-node')
        .evaluateAll((entries) => entries.map((entry) => entry.getAttribute('data-palette-type')));
      assert.deepEqual(names, PALETTE);
    });

    it('stand beside a palette that says what the nodes are for', async () => {
      await editor.page.locator('#red-ui-palette-header-VirusTotal').hover();
      const popover = editor.page.locator('.red-ui-popover', { hasText: 'Asks VirusTotal' });
      await popover.waitFor();
      await editor.page.mouse.move(700, 500);
      await popover.waitFor({ state: 'detached' });
    });

    it('cause no error in the page', () => {
      assert.deepEqual(editor.pageErrors, []);
    });
  });
}

/** Of nodes that differ in nothing but their names the first. */
function different(nodes: readonly FlowNode[]): FlowNode[] {
  const first = new Map(nodes.toReversed().map((node) => [valuesOf(node), node]));
  return [...first.values()];
}

function valuesOf({ id: _id, name: _name, ...others }: FlowNode): string {
  return JSON.stringify(others);
}
