import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { openEditor, whyNoBrowser, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { readExamples, separateIds } from '../support/example-flows';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs, projectName } from '../support/pair';

const nodes = separateIds(readExamples()).flatMap((example) => example.nodes);
/** Whose properties are variables of the environment in the examples. */
const configNodes = nodes.filter(
  ({ type, wires }) => type.startsWith('virustotal-') && wires === undefined,
);
const types = [...new Set(configNodes.map(({ type }) => type))];

for (const pair of pairs) {
  describe(`the config nodes of the examples, in ${pair.name}`, function () {
    this.timeout(60_000);
    let nodeRed: NodeRedProcess | undefined;
    let editor: Editor;

    before(async function () {
      const reason = whyNoBrowser();
      if (reason !== undefined) {
        console.log(`      skipped: ${reason}`);
        this.skip();
      }
      nodeRed = await startNodeRed({
        pair,
        modules: [projectName, 'node-red-node-email'],
        flows: nodes,
      });
      editor = await openEditor(nodeRed.url, nodeTypes);
    });

    after(async () => {
      await editor?.close();
      await nodeRed?.stop();
    });

    for (const type of types) {
      it(`keep every value where nothing is changed: ${type}`, async () => {
        for (const node of configNodes.filter((one) => one.type === type)) {
          const { credentials: _none, ...original } = await editor.properties(node.id);
          await editor.openConfigAlone(node.id);
          await editor.saveConfig();
          const { credentials: _, ...saved } = await editor.properties(node.id);
          assert.deepEqual(saved, original, node.id);
          assert.equal(await editor.model(`RED.nodes.node('${node.id}').valid`), true, node.id);
        }
      });
    }

    it('cause no error in the page', () => {
      assert.deepEqual(editor.pageErrors, []);
    });
  });
}
