import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs } from '../support/pair';
import { installWithPseudoLanguage } from '../support/pseudo-language';
import {
  lookAtHelp,
  lookAtNames,
  lookAtPalette,
  lookAtReasons,
  lookAtStatuses,
  lookThroughDialog,
  type Shown,
} from '../support/shown-texts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { LANGUAGES } from '../support/words-of-languages';

const PALETTE = ['collect', 'lookup', 'verdict', 'gate', 'raise', 'notify', 'status'];
/** By the node that sends. */
const WIRES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  lookup: [['gate']],
  gate: [['raise']],
  raise: [['notify']],
};

/** By the node in whose dialog one is made, the property that will name it. */
const NEW_CONFIG = { lookup: 'account', collect: 'store', notify: 'group' };

const CONFIG = ['account', 'store', 'group', 'mailer'];

/** A file that the demonstration knows. */
const KNOWN = '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c';

/** One node of each type, with what they use. A message goes through all when they have started. */
const FLOW: readonly object[] = [
  { id: 'flow', type: 'tab', label: '1' },
  { id: 'account', type: 'virustotal-account', name: '', api: 'demo' },
  { id: 'store', type: 'virustotal-store', name: '', kind: 'memory' },
  { id: 'group', type: 'virustotal-group', name: '' },
  { id: 'mailer', type: 'virustotal-mailer', name: '' },
  {
    id: 'inject',
    type: 'inject',
    z: 'flow',
    once: true,
    props: [{ p: 'payload' }],
    payload: KNOWN,
    payloadType: 'str',
    x: 100,
    y: 40,
    wires: [['collect', 'lookup']],
  },
  ...PALETTE.map((node, index) => ({
    id: node,
    type: `virustotal-${node}`,
    z: 'flow',
    name: '',
    ...(node === 'lookup' && { account: 'account', output: 'verdict', target: '' }),
    ...(node === 'gate' && { rules: [{ metric: 'positives', op: '>', value: 1 }] }),
    ...(node === 'raise' && { store: 'store', detection: '' }),
    ...(node === 'collect' && { store: 'store' }),
    x: 200,
    y: 80 + 60 * index,
    wires: WIRES[node] ?? [],
  })),
];

for (const pair of pairs) {
  describe(`the editor in another language, in ${pair.name}`, function () {
    this.timeout(60_000);
    let userDir: string | undefined;
    let nodeRed: NodeRedProcess | undefined;

    needsBrowser();

    before(async () => {
      userDir = makeTemporaryFolder();
      await installWithPseudoLanguage(userDir);
      nodeRed = await startNodeRed({
        pair,
        userDir,
        flows: FLOW,
        settings: { lang: 'de' },
      });
    });

    after(async () => {
      await nodeRed?.stop();
      // Where the suite is skipped, nothing was begun.
      if (userDir !== undefined) removeTemporaryFolder(userDir);
    });

    for (const { name, language, leftIn } of LANGUAGES) {
      describe(name, () => {
        let opened: Editor | undefined;
        const faults: string[] = [];
        const shown: Shown[] = [];

        before(async () => {
          opened = await openEditor(nodeRed?.url ?? '', nodeTypes, { language });
          for (const type of nodeTypes) shown.push(...(await lookAtAll(opened, type, faults)));
          shown.push(...(await lookAtPalette(opened)));
        });

        after(async () => opened?.close());

        it('says nothing that is not translated', () => {
          assert.ok(shown.length > 300, `${shown.length} texts`);
          const escaped = shown
            .map(({ where, text }) => ({ where, text, words: leftIn(text) }))
            .filter(({ words }) => words.length > 0)
            .map(({ where, text, words }) => `${where}: ${words.join(', ')} in "${text}"`);
          assert.deepEqual([...new Set(escaped)], []);
        });

        it('shows what nodes do in the language of the runtime', async () => {
          await opened?.page.getByText('Demo: Mail verfasst').waitFor();
          const statuses = await lookAtStatuses(opened ?? assert.fail());
          const texts = statuses.map(({ text }) => text);
          for (const text of ['Demo: gefunden', 'Demo: durch', 'Demo: ausgelöst, Schweregrad 3'])
            assert.ok(texts.includes(text), texts.join('; '));
          assert.ok(texts.some((text) => text.startsWith('0 in 1 Ereignis')));
        });

        it('has room for all words', () => assert.deepEqual(faults, []));

        it('opens no dialog of a new config node wider than 600 pixels', async () => {
          const editor = opened ?? assert.fail();
          for (const [id, property] of Object.entries(NEW_CONFIG)) {
            await editor.openNode(id);
            const dialog = await editor.openNewConfig(property);
            const { width = 0 } = (await dialog.boundingBox()) ?? {};
            assert.ok(width >= 400 && width <= 600, `${property}: ${width}`);
            await editor.cancelAll();
          }
        });

        it('causes no error in the page', () => assert.deepEqual(opened?.pageErrors, []));
      });
    }
  });
}

async function lookAtAll(editor: Editor, type: string, faults: string[]): Promise<Shown[]> {
  const id = type.replace('virustotal-', '');
  if (CONFIG.includes(id)) await editor.openConfigAlone(id);
  else await editor.openNode(id);
  const dialog = await lookThroughDialog(editor, `the dialog of ${type}`);
  faults.push(...dialog.faults);
  await editor.cancelAll();
  return [
    ...dialog.shown,
    ...(await lookAtNames(editor, type)),
    ...(await lookAtReasons(editor, type)),
    ...(await lookAtHelp(editor, type)),
  ];
}
