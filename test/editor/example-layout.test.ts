import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { openEditor, whyNoBrowser, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { readExamples, separateIds } from '../support/example-flows';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs, projectName } from '../support/pair';
import { findCutOff, findLayoutFaults } from '../support/tab-layout';

const examples = separateIds(readExamples());

for (const pair of pairs) {
  describe(`the examples on their tabs, in ${pair.name}`, function () {
    this.timeout(30_000);
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
        flows: examples.flatMap(({ nodes }) => nodes),
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

      it(`fit into an editor of 1,600 pixels: ${name}`, async () => {
        const tab = nodes.find(({ type }) => type === 'tab');
        assert.deepEqual(await findCutOff(editor, tab?.id ?? ''), []);
      });
    }
  });
}
