import assert from 'node:assert/strict';
import { clusterDemonstrationFlow } from '../support/cluster-demonstration-flow';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

describe('the demonstration of several Node-REDs in the editor', function () {
  this.timeout(60_000);
  needsBrowser();
  const flow = clusterDemonstrationFlow({
    link: 'http://malicious.example/',
    schema: 'demo',
    broker: 1,
    smtp: 1,
    simulator: 'http://127.0.0.1:1',
  });
  let nodeRed: NodeRedProcess;
  let editor: Editor;

  before(async () => {
    nodeRed = await startNodeRed({
      modules: [projectName, 'pg'],
      env: { DEMO_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' },
    });
    await nodeRed.deploy(flow);
    editor = await openEditor(nodeRed.url, nodeTypes);
  });
  after(async () => {
    await editor?.close();
    await nodeRed?.stop();
  });

  it('has nothing that the editor marks as incomplete', async () => {
    const marked: string[] = [];
    for (const { id, type } of flow) {
      if (type === 'tab') continue;
      const isValid = await editor.model(`RED.nodes.node('${id}').valid`);
      if (isValid !== true) marked.push(id);
    }
    assert.deepEqual(marked, []);
  });
});
