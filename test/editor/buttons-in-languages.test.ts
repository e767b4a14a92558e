import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { ACCOUNT, COLLECT, MAILER, NOTIFY, RAISE } from '../support/alert-dialog-flow';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { installWithPseudoLanguage } from '../support/pseudo-language';
import { lookAtDialog, type Shown } from '../support/shown-texts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { LANGUAGES } from '../support/words-of-languages';

const KEY = 'feedc0de'.repeat(8);
const WRONG_KEY = 'badc0ffe'.repeat(8);
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const VERDICT = { level: 'suspicious', positives: 2, percent: 14.3, detections: [] };

const place = { z: 'flow', x: 300, y: 100 };

/** Of each rule one that holds, one that does not, and those of which nothing can be told. */
const RULES = [
  { metric: 'positives', op: '>', value: 1 },
  { metric: 'level', op: '=', value: 'malicious' },
  { metric: 'engine', op: 'contains', value: '7' },
  { metric: 'score', op: '>', value: 9 },
  { metric: 'msg', op: '<', value: 9, path: 'payload' },
];

function inject(id: string, props: readonly object[], to: string): object {
  return { ...place, id, type: 'inject', props, wires: [[to]] };
}

function flowBy(baseUrl: string, port: number): object[] {
  const online = { ...ACCOUNT, name: '1', api: 'v3', baseUrl, plan: 'custom' };
  const account = { ...online, perMinute: 0, perDay: 0, perMonth: 0, retries: 0, timeout: '2s' };
  return [
    { id: 'flow', type: 'tab', label: '1' },
    { ...account, id: 'good', credentials: { apiKey: KEY } },
    { ...account, id: 'bad', credentials: { apiKey: WRONG_KEY } },
    { id: 'kept', type: 'virustotal-store', name: '2', kind: 'embedded', path: 'kept.sqlite' },
    { id: 'lost', type: 'virustotal-store', name: '3', kind: 'memory', path: '' },
    { ...MAILER, host: '127.0.0.1', port: String(port), security: 'none', from: 'a@example.com' },
    inject('say', [{ p: 'payload', v: 'http://evil.com/a', vt: 'str' }], 'collect'),
    inject('find', [{ p: 'payload', v: 'http://evil.com/b', vt: 'str' }], 'raise'),
    inject('judge', [{ p: 'verdict', v: JSON.stringify(VERDICT), vt: 'json' }], 'gate'),
    {
      ...place,
      id: 'lookup',
      type: 'virustotal-lookup',
      account: 'good',
      output: 'verdict',
      source: 'value',
      kind: 'auto',
      target: '',
      wires: [[], []],
    },
    { ...COLLECT, ...place, ignore: '', store: 'lost', wires: [[]] },
    {
      ...RAISE,
      ...place,
      detection: '7',
      subject: 'payload',
      store: 'kept',
      wires: [['mail'], []],
    },
    {
      ...place,
      id: 'gate',
      type: 'virustotal-gate',
      property: 'verdict',
      propertyType: 'msg',
      rules: RULES,
      match: 'any',
      wires: [[], [], []],
    },
    {
      ...NOTIFY,
      ...place,
      id: 'mail',
      group: '',
      to: 'a@example.com',
      via: 'smtp',
      mailer: 'mailer',
      subject: '7',
      text: '7',
      language: '',
      wires: [[], []],
    },
  ];
}

/** Presses a button, and waits until what it asked for is answered. */
type Press = (button: string) => Promise<void>;

/** What is done in a dialog; where a step has an answer of its own, that comes instead of Node-RED's. */
interface Step {
  readonly what: string;
  readonly answer?: object;
  readonly act: (dialog: Locator, press: Press) => Promise<void>;
  /** Where the answer is said. */
  readonly told: string;
  readonly isBad: boolean;
}

const FOREIGN = { status: 403, json: { code: 'foreign-page', message: 'No, an English sentence' } };
const NOBODY = { status: 401, body: 'Unauthorized' };

const pressed = (button: string) => async (_dialog: Locator, press: Press) => await press(button);

const filled =
  (field: string, text: string, button: string) => async (dialog: Locator, press: Press) => {
    await dialog.locator(field).fill(text);
    await press(button);
  };

const pasted = (text: string) => async (dialog: Locator) => {
  const earlier = await dialog.locator(RESULT).textContent();
  await dialog.locator('#virustotal-gate-json').fill(text);
  // The dialog waits a moment before it tries what was pasted.
  await dialog
    .page()
    .waitForFunction(
      `$.active === 0 && !['', ${JSON.stringify(earlier)}].includes($('${RESULT}').text())`,
    );
};

const CHECKED = '.virustotal-account-checked';
const ASKED = '.virustotal-account-told';
const TRIED = '.virustotal-lookup-tried';
const SENT = '.virustotal-mailer-told';
const PREVIEW = '.virustotal-notify-preview-told';
const HELD = '.virustotal-collect-told';
const QUIET = '.virustotal-raise-told';
const RESULT = '.virustotal-gate-result';
const BACKUP = '.virustotal-store-told';

/** By the node whose dialog it is. */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  good: [
    {
      what: 'a key that works',
      act: pressed('#virustotal-account-check'),
      told: CHECKED,
      isBad: false,
    },
    {
      what: 'what the key may do',
      act: pressed('#virustotal-account-ask'),
      told: ASKED,
      isBad: false,
    },
    {
      what: 'an address where nobody listens',
      act: async (dialog, press) => {
        await dialog.locator('#node-config-input-apiKey').fill(KEY);
        await dialog.locator('#node-config-input-baseUrl').fill('http://127.0.0.1:1');
        await press('#virustotal-account-check');
      },
      told: CHECKED,
      isBad: true,
    },
    {
      what: 'a key that is not deployed',
      act: pressed('#virustotal-account-ask'),
      told: ASKED,
      isBad: true,
    },
  ],
  bad: [
    { what: 'a wrong key', act: pressed('#virustotal-account-check'), told: CHECKED, isBad: true },
    {
      what: 'a wrong key that is deployed',
      act: pressed('#virustotal-account-ask'),
      told: ASKED,
      isBad: true,
    },
    {
      what: 'a foreign page',
      answer: FOREIGN,
      act: pressed('#virustotal-account-ask'),
      told: ASKED,
      isBad: true,
    },
  ],
  kept: [
    { what: 'a backup', act: pressed('#virustotal-store-backup'), told: BACKUP, isBad: false },
    {
      what: 'no backup for who may not',
      answer: NOBODY,
      act: pressed('#virustotal-store-backup'),
      told: BACKUP,
      isBad: true,
    },
  ],
  lookup: [
    {
      what: 'what is found',
      act: filled('#virustotal-lookup-value', EICAR, '#virustotal-lookup-try'),
      told: TRIED,
      isBad: false,
    },
    {
      what: 'what is private',
      act: filled('#virustotal-lookup-value', '10.0.0.1', '#virustotal-lookup-try'),
      told: TRIED,
      isBad: true,
    },
  ],
  mailer: [
    {
      what: 'a test mail',
      act: filled('#virustotal-mailer-recipient', 'b@example.com', '#virustotal-mailer-send'),
      told: SENT,
      isBad: false,
    },
    {
      what: 'no server',
      act: filled('#node-config-input-port', '1', '#virustotal-mailer-send'),
      told: SENT,
      isBad: true,
    },
    {
      what: 'no recipient',
      act: filled('#virustotal-mailer-recipient', '', '#virustotal-mailer-send'),
      told: SENT,
      isBad: true,
    },
    {
      what: 'what the server wants',
      answer: {
        json: {
          sent: false,
          code: 'sign-in',
          message: '535',
          server: 'a:1',
          advice: 'It asks for a user and a password',
        },
      },
      act: filled('#virustotal-mailer-recipient', 'b@example.com', '#virustotal-mailer-send'),
      told: SENT,
      isBad: true,
    },
  ],
  mail: [
    {
      what: 'a mail',
      act: async (dialog, press) => {
        await dialog.locator('.virustotal-notify-preview > summary').click();
        await filled(
          '#virustotal-notify-message',
          JSON.stringify({ verdict: VERDICT }),
          '#virustotal-notify-show',
        )(dialog, press);
        await dialog.locator('.virustotal-notify-shown pre').waitFor();
        await dialog.locator('#virustotal-notify-property').fill('verdict.count');
        await press('#virustotal-notify-insert');
        await press('#virustotal-notify-show');
      },
      told: PREVIEW,
      isBad: false,
    },
    {
      what: 'no message',
      act: filled('#virustotal-notify-message', '7', '#virustotal-notify-show'),
      told: PREVIEW,
      isBad: true,
    },
    {
      what: 'a template that nobody can read',
      act: async (dialog, press) => {
        await dialog.locator('#node-input-subject').fill('{{a');
        await filled('#virustotal-notify-message', '{}', '#virustotal-notify-show')(dialog, press);
      },
      told: PREVIEW,
      isBad: true,
    },
    {
      what: 'a preview for a foreign page',
      answer: FOREIGN,
      act: pressed('#virustotal-notify-show'),
      told: PREVIEW,
      isBad: true,
    },
    {
      what: 'the last message',
      act: pressed('#virustotal-notify-last'),
      told: PREVIEW,
      isBad: false,
    },
    {
      what: 'the mails',
      act: pressed('#virustotal-notify-refresh'),
      told: '.virustotal-notify-mails-told',
      isBad: false,
    },
    {
      what: 'no mails for a foreign page',
      answer: FOREIGN,
      act: pressed('#virustotal-notify-refresh'),
      told: '.virustotal-notify-mails-told',
      isBad: true,
    },
  ],
  collect: [
    { what: 'the window', act: pressed('#virustotal-collect-look'), told: HELD, isBad: false },
    {
      what: 'the window that is sent',
      act: pressed('#virustotal-collect-flush'),
      told: HELD,
      isBad: false,
    },
    {
      what: 'a window for a foreign page',
      answer: FOREIGN,
      act: pressed('#virustotal-collect-look'),
      told: HELD,
      isBad: true,
    },
    {
      what: 'no sending for who may not',
      answer: NOBODY,
      act: pressed('#virustotal-collect-flush'),
      told: HELD,
      isBad: true,
    },
  ],
  raise: [
    { what: 'what is quiet', act: pressed('#virustotal-raise-look'), told: QUIET, isBad: false },
    {
      what: 'one that is raised again',
      act: pressed('.virustotal-raise-list button'),
      told: QUIET,
      isBad: false,
    },
    {
      what: 'a refusal',
      answer: NOBODY,
      act: pressed('#virustotal-raise-look'),
      told: QUIET,
      isBad: true,
    },
  ],
  gate: [
    { what: 'a verdict', act: pasted(JSON.stringify(VERDICT)), told: RESULT, isBad: false },
    {
      what: 'one that is not known',
      act: pasted(JSON.stringify({ level: 'unknown' })),
      told: RESULT,
      isBad: false,
    },
    { what: 'no JSON', act: pasted('7'), told: RESULT, isBad: true },
    {
      what: 'the last message',
      act: pressed('#virustotal-gate-last'),
      told: '.virustotal-gate-note',
      isBad: false,
    },
    {
      what: 'none for a foreign page',
      answer: FOREIGN,
      act: pressed('#virustotal-gate-last'),
      told: '.virustotal-gate-note',
      isBad: true,
    },
  ],
};

const CONFIG = ['good', 'bad', 'kept', 'mailer'];

describe('the buttons of the dialogs in another language', function () {
  this.timeout(60_000);
  let userDir: string | undefined;
  let simulator: SimulatorServer | undefined;
  let smtp: FaultySmtp | undefined;
  let nodeRed: NodeRedProcess | undefined;

  needsBrowser();

  before(async () => {
    userDir = makeTemporaryFolder();
    await installWithPseudoLanguage(userDir);
    const quota = { perMinute: 0, perDay: 500, perMonth: 0 };
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY], quota });
    smtp = await startFaultySmtp();
    nodeRed = await startNodeRed({ userDir, settings: { lang: 'de' } });
    await nodeRed.deploy(flowBy(simulator.url, smtp.port));
  });

  after(async () => {
    await nodeRed?.stop();
    await Promise.all([simulator?.close(), smtp?.close()]);
    if (userDir !== undefined) removeTemporaryFolder(userDir);
  });

  for (const { name, language, leftIn } of LANGUAGES) {
    describe(name, () => {
      let opened: Editor | undefined;

      before(async () => {
        for (const id of ['say', 'find', 'judge']) await nodeRed?.api('POST', `inject/${id}`);
        opened = await openEditor(nodeRed?.url ?? '', nodeTypes, { language });
      });

      afterEach(async () => {
        await opened?.page.unrouteAll();
        await opened?.cancelAll();
      });

      after(async () => opened?.close());

      for (const [id, steps] of Object.entries(STEPS)) {
        it(`say nothing that is not translated, in the dialog of "${id}"`, async () => {
          const editor = opened ?? assert.fail();
          const { page } = editor;
          const dialog = await (CONFIG.includes(id)
            ? editor.openConfigAlone(id)
            : editor.openNode(id));
          const shown: Shown[] = [];
          for (const { what, answer, act, told, isBad } of steps) {
            if (answer) await page.route('**/virustotal/**', (route) => route.fulfill(answer));
            await act(dialog, async (button) => {
              await dialog.locator(button).first().click();
              await page.waitForFunction('$.active === 0');
            });
            await page.unrouteAll();
            const answered = dialog.locator(told);
            if (isBad || told !== PREVIEW)
              assert.notEqual((await answered.textContent()) ?? '', '', what);
            const classes = (await answered.getAttribute('class')) ?? '';
            const text = `${what}: ${await answered.textContent()}`;
            assert.equal(classes.includes('virustotal-refused'), isBad, text);
            shown.push(...(await lookAtDialog(editor, `${id}, ${what}`)));
          }
          const escaped = shown
            .map((each) => ({ ...each, words: leftIn(each.text) }))
            .filter(({ words }) => words.length > 0)
            .map(({ where, text, words }) => `${where}: ${words.join(', ')} in "${text}"`);
          assert.deepEqual([...new Set(escaped)], []);
        });
      }

      it('cause no error in the page', () => assert.deepEqual(opened?.pageErrors, []));
    });
  }
});
