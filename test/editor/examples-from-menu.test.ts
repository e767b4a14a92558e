import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { exampleEnvironment, readExamples, type FlowNode } from '../support/example-flows';
import { findChatFaults } from '../support/chat-example';
import { startChatServer, type ChatServer } from '../support/chat-server';
import { createFlowBuilder, type FlowBuilder } from '../support/flow-builder';
import { importExample, listExamples } from '../support/import-menu';
import { startMailbox, type Mailbox } from '../support/mailbox';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { pairs, projectName } from '../support/pair';

const examples = readExamples();

/** A key for each: none has to wait for the quota that another has used. */
const KEYS = examples.map((_, index) => `c0ffee${index + 10}`.repeat(8));

/** For all that comes of a button. */
const PATIENCE = 15_000;

/** How many mails of an example come at once, and what their subjects begin with. */
const MAILS: Readonly<Record<string, readonly [count: number, ...subjects: string[]]>> = {
  '01': [1, 'Threat detected'],
  '04': [2, 'Malicious URL: '],
  '05': [1, 'Malicious file on 2009-EMEA-006'],
  '06': [1, 'File on '],
  '07': [3, 'In a reported mail: ', 'Re: Fwd: Your parcel'],
  '09': [1, 'Malicious file on web-02'],
  '10': [1, 'VirusTotal: the last 24 hours'],
};

/** What a mail is called that tells what has turned bad, or good again. */
const TURN = /^VirusTotal: (?!the last)/;

/** What the editor marks as wrong, of what is not disabled. */
const FAULTY = `(() => {
  const names = [];
  RED.nodes.eachNode((node) => {
    if (node.valid === false && !node.d) names.push(node.type + ' ' + node.name);
  });
  return names;
})()`;

for (const pair of pairs) {
  describe(`the examples from the menu, in ${pair.name}`, function () {
    this.timeout(60_000);
    let virusTotal: SimulatorServer;
    let inbox: Inbox;
    let chats: ChatServer;
    let mailbox: Mailbox;
    let nodeRed: NodeRedProcess;
    let editor: Editor;
    let build: FlowBuilder;
    let listed: string[];
    let faulty: string[];
    /** The types of which a dialog was opened. */
    const typed = new Set<string>();

    needsBrowser();

    before(async () => {
      virusTotal = await startSimulatorServer({ clock: systemClock, keys: KEYS });
      inbox = await startInbox({ clock: systemClock });
      chats = await startChatServer();
      mailbox = await startMailbox();
      nodeRed = await startNodeRed({
        pair,
        modules: [projectName, 'node-red-node-email'],
        env: exampleEnvironment(KEYS[0] ?? '', inbox.smtp, { mailbox, chats }),
        flows: [
          { id: 'tab', type: 'tab', label: 'Mine' },
          { id: 'note', type: 'comment', z: 'tab', name: 'mine', x: 100, y: 40, wires: [] },
        ],
      });
      editor = await openEditor(nodeRed.url, nodeTypes);
      build = createFlowBuilder(editor);
      listed = await listExamples(editor);
      for (const { name } of examples) await importExample(editor, name);
      faulty = await editor.model(FAULTY);
      for (const [index, { nodes }] of examples.entries()) {
        for (const node of nodes) await fit(node, KEYS[index] ?? '');
      }
      await build.deploy();
    });

    after(async () => {
      await editor?.close();
      await nodeRed?.stop();
      await mailbox?.close();
      await inbox?.close();
      await chats?.close();
      await virusTotal?.close();
    });

    it('are listed in their order', () => {
      assert.deepEqual(
        listed,
        examples.map(({ name }) => name),
      );
    });

    it('are imported whole', async () => {
      const others = examples
        .flatMap(({ nodes }) => nodes)
        .filter(({ type }) => type !== 'tab' && type !== 'global-config');
      const known = others.map(({ id }) => `RED.nodes.node('${id}')?.type`).join();
      assert.deepEqual(
        await editor.model(`[${known}]`),
        others.map(({ type }) => type),
      );
    });

    it('are valid as they are', () => {
      assert.deepEqual(faulty, []);
    });

    /** All that is not as in life: whom they ask, and that the inbox has no certificate. */
    async function fit({ type, id, api }: FlowNode, key: string): Promise<void> {
      const isAccount = type === 'virustotal-account' && api !== 'demo';
      if (!isAccount && type !== 'virustotal-mailer') return;
      if (typed.has(type)) return await fitLikeIt(id, key);
      typed.add(type);
      const dialog = await editor.openConfigAlone(id);
      if (isAccount) {
        await editor.type(dialog.locator('#node-config-input-apiKey'), key);
        await openFolds();
        await editor.type(dialog.locator('#node-config-input-baseUrl'), virusTotal.url);
      } else {
        await dialog.locator('#node-config-input-security').selectOption('none');
      }
      await editor.saveConfig();
    }

    /** What a dialog of the type does is known by then, and takes its time: the same without it. */
    async function fitLikeIt(id: string, key: string): Promise<void> {
      const changes = JSON.stringify({ baseUrl: virusTotal.url, security: 'none' });
      await editor.model(`(() => {
        const node = RED.nodes.node('${id}');
        for (const [name, value] of Object.entries(${changes})) if (name in node) node[name] = value;
        if ('apiKey' in node.credentials) node.credentials.apiKey = '${key}';
      })()`);
    }

    /** Where rarely needed fields are. */
    async function openFolds(): Promise<void> {
      const folds = editor.page.locator('.red-ui-tray details:not([open]) > summary');
      for (const fold of await folds.all()) await fold.click();
    }

    for (const { name, nodes } of examples) {
      it(`do what they show: ${name}`, async () => {
        const [count, ...subjects] = MAILS[name.slice(0, 2)] ?? [0];
        const earlier = inbox.mails().length;
        await editor.model(
          `RED.workspaces.show('${nodes.find(({ type }) => type === 'tab')?.id}')`,
        );
        for (const { id, type, d } of nodes) {
          if (type === 'inject' && d !== true) await press(id);
        }
        if (name.startsWith('08')) return await expectTexts();
        if (count === 0) return await expectOutput(nodes);
        for (const mail of await mailsAfter(earlier, count))
          assert.ok(
            subjects.some((subject) => mail.subject.startsWith(subject)),
            mail.subject,
          );
      });
    }

    /**
     * So many mails that came after the earlier ones. What the last example tells by itself, such as of
     * a store in memory only, comes whenever it does.
     */
    async function mailsAfter(earlier: number, count: number): Promise<ReceivedMail[]> {
      const signal = AbortSignal.timeout(PATIENCE);
      for (let wanted = earlier + count; ; wanted += 1) {
        const all = await inbox.waitForMails(wanted, signal);
        const mails = all.slice(earlier).filter(({ subject }) => !TURN.test(subject));
        if (mails.length >= count) return mails;
      }
    }

    async function press(id: string): Promise<void> {
      const done = editor.page.waitForResponse((response) => response.url().includes('/inject/'));
      await build.press(id);
      assert.ok((await done).ok());
    }

    async function expectTexts(): Promise<void> {
      await chats.waitForPosts(3, AbortSignal.timeout(PATIENCE));
      assert.deepEqual(findChatFaults(chats.posts()), []);
    }

    /** Each debug node of these but those behind a Catch has something to show in the sidebar. */
    async function expectOutput(nodes: readonly FlowNode[]): Promise<void> {
      const behindCatch = JSON.stringify(
        nodes.filter(({ type }) => type === 'catch').map((node) => node['wires']),
      );
      const first = nodes.some(({ type }) => type === 'virustotal-notify')
        ? nodes.filter(({ name }) => name === 'The mail')
        : nodes.filter(({ type, id }) => type === 'debug' && !behindCatch.includes(id));
      assert.notEqual(first.length, 0);
      for (const { name } of first) {
        const shown = editor.page.locator('.red-ui-debug-msg', { hasText: String(name) });
        await shown.first().waitFor({ state: 'attached', timeout: PATIENCE });
      }
    }

    it('cause no error in the page', () => {
      assert.deepEqual(editor.pageErrors, []);
    });
  });
}
