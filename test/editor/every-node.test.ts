import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { createDialogFaults, type DialogFaults } from '../support/dialog-faults';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes, type NodeType } from '../support/editor-page';
import { createFlowBuilder, type FlowBuilder } from '../support/flow-builder';
import { newProperties } from '../support/editor-sandbox';
import { exportAll, importCopies } from '../support/clipboard';
import type { FlowNode } from '../support/example-flows';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs, projectName } from '../support/pair';

const KEY = 'a11ce5ed'.repeat(8);

/** What the nodes of the palette are deployed with, and is edited too; each has its type as its id. */
function configNodes(virusTotal: string): { type: NodeType }[] {
  const own = {
    'virustotal-account': { api: 'v3', baseUrl: virusTotal, credentials: { apiKey: KEY } },
    'virustotal-store': { path: 'virustotal/every-node.sqlite' },
    'virustotal-group': { name: 'Desk', to: 'desk@example.com' },
    'virustotal-mailer': { host: '127.0.0.1', from: 'node-red@example.com', port: 1 },
  };
  return nodeTypes
    .filter((type) => type in own)
    .map((type) => ({ ...newProperties(type), ...Reflect.get(own, type), id: type, type }));
}

const CONFIG_TYPES = configNodes('').map(({ type }) => type);

/** What a new node has to be told before it can be deployed. */
const CHOICES: Partial<Record<NodeType, Readonly<Record<string, string>>>> = {
  'virustotal-lookup': { account: 'virustotal-account' },
  'virustotal-notify': { group: 'virustotal-group' },
};

function isConfig(type: NodeType): boolean {
  return CONFIG_TYPES.includes(type);
}

/** In an order that does not depend on ids. */
function byType(nodes: readonly FlowNode[]): FlowNode[] {
  return nodes.toSorted((one, other) => (one.type < other.type ? -1 : 1));
}

for (const pair of pairs) {
  const hasDarkTheme = pair.name !== 'node-red-4';

  describe(`every node in the editor of ${pair.name}`, function () {
    this.timeout(30_000);
    let virusTotal: SimulatorServer;
    let nodeRed: NodeRedProcess;
    let editor: Editor;
    let build: FlowBuilder;
    let faults: DialogFaults;
    const ids = new Map<NodeType, string>();

    needsBrowser();

    before(async () => {
      virusTotal = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
      nodeRed = await startNodeRed({ pair, modules: [projectName] });
      await nodeRed.deploy([
        { id: 'flow', type: 'tab', label: 'Every node' },
        { id: 'note', type: 'comment', z: 'flow', name: 'mine', x: 100, y: 40, wires: [] },
        ...configNodes(virusTotal.url),
      ]);
      editor = await openEditor(nodeRed.url, nodeTypes);
      build = createFlowBuilder(editor);
      faults = await createDialogFaults(editor.page);
    });

    after(async () => {
      await editor?.close();
      await nodeRed?.stop();
      await virusTotal?.close();
    });

    const open = (type: NodeType): Promise<unknown> =>
      isConfig(type) ? editor.openConfigAlone(type) : editor.openNode(ids.get(type) ?? '');
    const save = (type: NodeType): Promise<void> =>
      isConfig(type) ? editor.saveConfig() : editor.save();
    const setDark = (isDark: boolean): Promise<unknown> =>
      editor.model(`document.documentElement.classList.toggle('nr-theme-dark', ${isDark})`);
    const seeAll = (): Promise<unknown> =>
      editor.model(`$('.virustotal-form details').prop('open', true).length`);

    for (const type of nodeTypes) {
      describe(`the dialog of a new ${type}`, () => {
        before(async () => {
          ids.set(type, isConfig(type) ? type : await build.drag(type));
          await open(type);
          await seeAll();
        });

        after(async () => {
          for (const [property, value] of Object.entries(CHOICES[type] ?? {}))
            await editor.page.locator(`#node-input-${property}`).selectOption(value);
          await save(type);
        });

        for (const width of [1400, 900]) {
          it(`is no wider than 600 pixels and cuts nothing off in a window of ${width}`, async () => {
            await editor.page.setViewportSize({ width, height: 1000 });
            assert.deepEqual(await faults.ofWidth(), []);
          });
        }

        it('leads the Tab key from field to field as one reads, and out again', async () => {
          await editor.page.setViewportSize({ width: 1400, height: 1000 });
          assert.deepEqual(await faults.ofTabOrder(), []);
        });

        it('names whatever takes the focus, whatever is chosen, and cuts nothing off then', async () => {
          assert.deepEqual(await faults.ofChoices(), []);
        });
      });
    }

    describe('together', () => {
      it('can all be deployed', async () => {
        await build.deploy();
        for (const id of ids.values())
          assert.equal(await editor.model(`RED.nodes.node('${id}').valid`), true, id);
      });

      it('are the same after they were exported and imported', async () => {
        const all = await exportAll(editor);
        const imported = await importCopies(editor, all);
        // A config node that is there already is used by the copies, too.
        const exported = all.filter(({ type, z }) => type === 'tab' || z === 'flow');
        assert.equal(imported.length, exported.length);
        const copyOf = new Map(
          exported.map(({ id, type }) => [
            id,
            imported.find((node) => node.type === type)?.id ?? '',
          ]),
        );
        const asCopies: FlowNode[] = JSON.parse(
          JSON.stringify(exported),
          (_name, value: unknown) =>
            typeof value === 'string' ? (copyOf.get(value) ?? value) : value,
        );
        assert.deepEqual(byType(imported), byType(asCopies));
        await editor.model(`RED.actions.invoke('core:undo')`);
      });
    });

    for (const type of nodeTypes) {
      describe(`the dialog of a deployed ${type}`, () => {
        before(async () => {
          await open(type);
          await seeAll();
        });

        after(() => (isConfig(type) ? editor.cancelConfig() : editor.cancel()));

        it('shows what its buttons give so that axe-core finds nothing of weight', async () => {
          await faults.pressAll();
          assert.deepEqual(await faults.ofAxe(), []);
          assert.deepEqual(await faults.ofNames(), []);
          assert.deepEqual(await faults.ofWidth(), []);
        });

        it('says under each field what is wrong with it', async () => {
          assert.deepEqual(await faults.ofReasons(), []);
        });

        it('shows what is wrong so that axe-core finds nothing of weight, also in the dark', async () => {
          await faults.pressAll();
          assert.deepEqual(await faults.ofAxe(), []);
          if (!hasDarkTheme) return;
          await setDark(true);
          assert.deepEqual(await faults.ofAxe(), []);
          await setDark(false);
        });
      });
    }

    describe('at the end', () => {
      it('have caused no error in the page', () => {
        assert.deepEqual(editor.pageErrors, []);
      });
    });
  });
}
