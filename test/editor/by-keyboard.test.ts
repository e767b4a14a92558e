import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { answerToDeploy, startedAfter } from '../support/deployed';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { newProperties } from '../support/editor-sandbox';
import { createKeyboard, type Keyboard } from '../support/keyboard';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs, projectName } from '../support/pair';

const KEY = 'a11ce5ed'.repeat(8);
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

/** The nodes of the flow as they come from the palette; no key gets there, but keys can paste. */
const NODES = [
  {
    type: 'inject',
    props: [{ p: 'sha_256', v: EICAR, vt: 'str' }],
    repeat: '',
    crontab: '',
    once: false,
    onceDelay: 0.1,
    topic: '',
  },
  { type: 'virustotal-lookup', ...newProperties('virustotal-lookup') },
  { type: 'json', property: 'payload', action: '', pretty: false },
  { type: 'virustotal-verdict', ...newProperties('virustotal-verdict') },
  { type: 'virustotal-gate', ...newProperties('virustotal-gate') },
  { type: 'virustotal-notify', ...newProperties('virustotal-notify') },
];

const PASTED = [
  { id: 'pasted', type: 'tab', label: 'By keyboard' },
  ...NODES.map((node, index) => ({
    ...node,
    id: `pasted-${index}`,
    z: 'pasted',
    x: 100 + index * 160,
    y: 120,
    wires: [],
  })),
];

for (const pair of pairs) {
  describe(`with the keyboard alone, in ${pair.name}`, function () {
    this.timeout(60_000);
    let inbox: Inbox;
    let virusTotal: SimulatorServer;
    let nodeRed: NodeRedProcess;
    let editor: Editor;
    let keys: Keyboard;

    needsBrowser();

    before(async () => {
      inbox = await startInbox({ clock: systemClock });
      virusTotal = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
      const flows = [
        { id: 'tab', type: 'tab', label: 'Flow 1' },
        { id: 'note', type: 'comment', z: 'tab', name: 'mine', x: 100, y: 40, wires: [] },
      ];
      nodeRed = await startNodeRed({ pair, modules: [projectName], flows });
      editor = await openEditor(nodeRed.url, nodeTypes);
      keys = createKeyboard(editor);
    });

    after(async () => {
      await editor?.close();
      await nodeRed?.stop();
      await virusTotal?.close();
      await inbox?.close();
    });

    /** What has been read out of late. */
    const heard = (): Promise<string> => editor.model(`$('.virustotal-heard').last().text()`);

    it('the nodes of a flow are put on a tab and wired', async () => {
      await keys.press('Control+i');
      await keys.tabTo('#red-ui-clipboard-dialog-import-text');
      await editor.page.keyboard.insertText(JSON.stringify(PASTED));
      await keys.press('End');
      // Node-RED reads what was pasted a moment later, and till then there is no button to go to.
      await editor.page.waitForFunction(`$('#red-ui-clipboard-dialog-ok').is(':enabled')`);
      await keys.tabTo('#red-ui-clipboard-dialog-ok');
      await keys.press('Enter');
      await editor.page.waitForFunction(`RED.nodes.filterNodes({ type: 'json' }).length === 1`);
      await keys.tabTo('#red-ui-workspace-chart');
      await keys.press('Control+]');
      await editor.page.waitForFunction(`RED.workspaces.active() !== 'tab'`);
      await keys.press('Control+A');
      await keys.act('wire series');
      const wires = await editor.model(`RED.nodes.filterLinks({}).map((wire) => wire.target.type)`);
      assert.deepEqual(
        wires,
        NODES.slice(1).map(({ type }) => type),
      );
      await keys.press('Escape');
    });

    it('a lookup gets an account that is made on the way', async () => {
      await keys.selectNext('ArrowRight', 'inject');
      await keys.selectNext('ArrowRight', 'virustotal-lookup');
      await keys.openDialog();
      await keys.tabTo('#node-input-btn-account-add');
      await keys.openConfigDialog();
      await keys.choose('#node-config-input-api', 'v3');
      await keys.fill('#node-config-input-baseUrl', virusTotal.url);
      await keys.fill('#node-config-input-apiKey', KEY);
      await keys.confirmDialog();
      await keys.fill(
        '.red-ui-typedInput-container input[aria-labelledby="node-input-property-label"]',
        'sha_256',
      );
      await keys.choose('#node-input-output', 'text');
      await keys.tabTo('.virustotal-fold > summary');
      await keys.press('Enter');
      await keys.fill('#node-input-maxAge', '30d');
      await keys.confirmDialog();
    });

    it('an answer is parsed, and rules are added, moved, removed, and heard', async () => {
      await keys.selectNext('ArrowRight', 'json');
      await keys.openDialog();
      await keys.choose('#node-input-action', 'obj');
      await keys.confirmDialog();
      await keys.selectNext('ArrowRight', 'virustotal-verdict');
      await keys.selectNext('ArrowRight', 'virustotal-gate');
      await keys.openDialog();
      await keys.tabTo('.red-ui-editableList-addButton');
      await keys.press('Enter');
      await editor.page.waitForFunction(`$('.virustotal-heard').last().text() !== ''`);
      assert.equal(await heard(), 'Added, 2 of 2');
      assert.equal(await editor.model(`$(':focus').closest('li').index()`), 1);
      await keys.press('Shift+Tab');
      await keys.press('ArrowUp');
      assert.equal(await heard(), 'Now 1 of 2');
      await keys.tabTo('.red-ui-editableList-item-remove');
      await keys.press('Enter');
      assert.equal(await heard(), 'Removed, 1 left');
      await keys.confirmDialog();
    });

    it('a mail gets its receiver and its server', async () => {
      await keys.selectNext('ArrowRight', 'virustotal-notify');
      await keys.openDialog();
      await keys.fill('#node-input-to', 'soc@example.com');
      await keys.choose('#node-input-via', 'smtp');
      await keys.tabTo('#node-input-btn-mailer-add');
      await keys.openConfigDialog();
      await keys.fill('#node-config-input-host', inbox.smtp.host);
      await keys.choose('#node-config-input-security', 'none');
      await keys.fill('#node-config-input-port', String(inbox.smtp.port));
      await keys.fill('#node-config-input-from', 'node-red@example.com');
      await keys.confirmDialog();
      await keys.confirmDialog();
    });

    it('the flow is deployed and run, and its mail arrives', async () => {
      const invalid = await editor.model(
        `RED.nodes.filterNodes({}).filter(({ valid }) => !valid).map(({ type }) => type)`,
      );
      assert.deepEqual(invalid, []);
      const answer = answerToDeploy(editor.page);
      await keys.press('Control+d');
      await startedAfter(editor.page, await answer);
      for (const { type } of NODES.toReversed().slice(1)) await keys.selectNext('ArrowLeft', type);
      await keys.act('trigger selected');
      const [mail] = await inbox.waitForMails(1, AbortSignal.timeout(15_000));
      assert.match(mail?.subject ?? '', /malicious/);
      assert.ok(mail?.text.includes(EICAR), mail?.text);
    });

    it('no error is caused in the page', () => {
      assert.deepEqual(editor.pageErrors, []);
    });
  });
}
