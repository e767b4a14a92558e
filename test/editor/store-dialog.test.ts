import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { needsSqlite } from '../support/needs-sqlite';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';

describe('the button that makes a backup of a store', function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess | undefined;
  let opened: Editor | undefined;

  needsBrowser();
  needsSqlite();

  before(async () => {
    nodeRed = await startNodeRed({ modules: ['@alertwire/node-red-virustotal'] });
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Store' },
      {
        id: 'raise',
        z: 'flow',
        type: 'virustotal-raise',
        x: 200,
        y: 100,
        store: 'file',
        wires: [[], []],
      },
      {
        id: 'file',
        type: 'virustotal-store',
        name: '',
        kind: 'embedded',
        path: 'kept/state.sqlite',
      },
      { id: 'unused', type: 'virustotal-store', name: '', kind: 'embedded', path: 'unused.sqlite' },
    ]);
    opened = await openEditor(nodeRed.url, nodeTypes);
  });

  afterEach(() => opened?.cancelAll());

  after(async () => {
    await opened?.close();
    await nodeRed?.stop();
  });

  async function press(id: string): Promise<{ text: string; isRefusal: boolean }> {
    const dialog = await (opened ?? assert.fail()).openConfigAlone(id);
    await dialog.locator('#virustotal-store-backup').click();
    const told = dialog.locator('.virustotal-store-told').filter({ hasNotText: 'being made' });
    const text = await told.innerText();
    const classes = (await told.getAttribute('class')) ?? '';
    return { text, isRefusal: classes.includes('virustotal-store-refused') };
  }

  it('says where the backup lies that was made', async () => {
    const { text, isRefusal } = await press('file');
    assert.equal(isRefusal, false, text);
    const [, file = ''] = /^Made: (.*)$/.exec(text) ?? [];
    assert.match(path.basename(file), /^state\.sqlite\.backup-\d{8}T\d{6}Z$/);
    assert.ok(existsSync(file));
  });

  it('says why none was made', async () => {
    assert.deepEqual(await press('unused'), {
      text: 'Nothing was kept in this store so far',
      isRefusal: true,
    });
  });

  it('makes one of the store that is used without a node, by its endpoint', async () => {
    const running = nodeRed ?? assert.fail();
    const response = await fetch(new URL('virustotal/stores/embedded/backup', running.url), {
      method: 'POST',
    });
    assert.equal(response.status, 409);
    const missing = new URL('virustotal/stores/none/backup', running.url);
    assert.equal((await fetch(missing, { method: 'POST' })).status, 404);
  });
});
