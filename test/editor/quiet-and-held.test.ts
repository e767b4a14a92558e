import assert from 'node:assert/strict';
import { it } from 'mocha';
import type { Locator } from 'playwright-core';
import { COLLECT, RAISE } from '../support/alert-dialog-flow';
import { describeDialog } from '../support/dialogs';
import type { FlowNode } from '../support/example-flows';

const HOSTILE = '<img src=x onerror="window.hacked = true">';
const HOSTILE_URL = 'http://evil.example/"><script>window.hacked=true</script>';

/** Eleven indicators, the hostile one twice. */
const LOG = [
  HOSTILE_URL,
  HOSTILE_URL,
  ...Array.from({ length: 10 }, (_, index) => `http://other.example/${index}`),
].join('\n');

const inject = (id: string, props: readonly object[], to: string): FlowNode => ({
  id,
  type: 'inject',
  z: 'flow',
  x: 120,
  y: id === 'find' ? 60 : 160,
  props,
  repeat: '',
  wires: [[to]],
});

const FLOWS: readonly FlowNode[] = [
  { id: 'flow', type: 'tab', label: 'Looks' },
  { id: 'keep', type: 'virustotal-store', name: 'Here', kind: 'memory', path: '' },
  inject('find', [{ p: 'payload', v: HOSTILE, vt: 'str' }], 'raise'),
  inject('log', [{ p: 'payload', v: LOG, vt: 'str' }], 'collect'),
  {
    ...RAISE,
    detection: 'seen',
    subject: 'payload',
    store: 'keep',
    y: 60,
    wires: [[], []],
  },
  { ...RAISE, id: 'always', suppress: '', store: 'keep', y: 260, wires: [[], []] },
  { ...COLLECT, find: 'url', skip: false, ignore: '', store: 'keep', y: 160, wires: [[]] },
];

/** What the button of a dialog asks for, and where its answer is shown. */
const LOOKS = [
  { id: 'raise', path: 'virustotal/raise/raise/quiet' },
  { id: 'collect', path: 'virustotal/collect/collect/window' },
] as const;

const REFUSALS = [
  [{ status: 401, body: '' }, 'You may not do this: the permission virustotal.read is missing.'],
  [
    { status: 403, json: { code: 'foreign-page', message: 'No' } },
    'Node-RED takes this page for one of another site',
  ],
  [{ status: 404, json: { code: 'not-deployed' } }, 'Deploy first: this node is not running.'],
  [{ status: 500, json: { code: 'store', message: HOSTILE } }, HOSTILE],
  [{ status: 502, body: '<b>bad</b>' }, 'Node-RED does not answer.'],
  ['aborted', 'Node-RED does not answer.'],
] as const;

const look = (dialog: Locator, id: string): Promise<void> =>
  dialog.locator(`#virustotal-${id}-look`).click();

const told = (dialog: Locator, id: string, text: string): Promise<void> =>
  dialog.locator(`.virustotal-${id}-told`).filter({ hasText: text }).waitFor();

describeDialog('a node that shows what it has', FLOWS, ({ editor, fill }) => {
  /** Presses an inject node, and waits until the answer to `path` has what it brings. */
  async function bring(button: string, path: string, has: string): Promise<void> {
    const { page } = editor();
    await page.evaluate(`fetch('inject/${button}', { method: 'POST' })`);
    await page.waitForFunction(
      `fetch('${path}').then((answer) => answer.json()).then((body) => ${has})`,
    );
  }

  it('says that nothing is quiet, and that nothing ever is', async () => {
    const raise = await editor().openNode('raise');
    await look(raise, 'raise');
    await told(raise, 'raise', 'Nothing is quiet: whatever comes is raised.');
    await editor().cancel();
    const always = await editor().openNode('always');
    assert.equal(await always.locator('#virustotal-raise-look').isVisible(), false);
    assert.equal(await always.locator('#node-input-escalate').isVisible(), false);
  });

  it('shows what is quiet, and has it raised again', async () => {
    await bring('find', LOOKS[0].path, 'body.quiet.length === 1');
    await bring('find', LOOKS[0].path, 'body.quiet[0].suppressed === 1');
    const raise = await editor().openNode('raise');
    await look(raise, 'raise');
    await told(raise, 'raise', 'Quiet: 1.');
    const row = raise.locator('.virustotal-raise-list > li');
    assert.match(await row.innerText(), /^<img src=x .*\nseen, until .+, suppressed: 1/);
    assert.equal(await raise.locator('.virustotal-raise-list img').count(), 0);
    assert.equal(await editor().model('window.hacked === undefined'), true);

    const again = row.getByRole('button', { name: `raise again: ${HOSTILE}` });
    await again.focus();
    await editor().page.keyboard.press('Enter');
    await row.getByText('The next one is raised.').waitFor();
    assert.equal(await again.count(), 0);
    assert.equal(await editor().model('document.activeElement.id'), 'virustotal-raise-look');
    await look(raise, 'raise');
    await told(raise, 'raise', 'Nothing is quiet');
  });

  const AGAIN_REFUSALS = [
    [{ status: 401, body: '' }, 'the permission virustotal.write is missing'],
    [{ status: 404, json: { code: 'not-quiet' } }, 'It is not quiet any more.'],
    [{ status: 404, json: { code: 'not-deployed' } }, 'Deploy first'],
    ['aborted', 'Node-RED does not answer.'],
  ] as const;

  it('says why something cannot be raised again', async () => {
    await bring('find', LOOKS[0].path, 'body.quiet.length === 1');
    const raise = await editor().openNode('raise');
    await look(raise, 'raise');
    const row = raise.locator('.virustotal-raise-list > li');
    for (const [answer, sentence] of AGAIN_REFUSALS) {
      await editor().page.route('**/raise/again', (route) =>
        answer === 'aborted' ? route.abort() : route.fulfill(answer),
      );
      await row.getByRole('button', { name: 'raise again' }).click();
      await row.locator('button:enabled').first().waitFor();
      await row.getByText(sentence).waitFor();
      await editor().page.unrouteAll();
    }
  });

  it('acknowledges the alert that it shows, and no worse one that came since', async () => {
    await bring('find', LOOKS[0].path, 'body.quiet.length === 1');
    const raise = await editor().openNode('raise');
    await look(raise, 'raise');
    const row = raise.locator('.virustotal-raise-list > li');
    const asked = editor().page.waitForRequest('**/raise/acknowledge');
    await row.getByRole('button', { name: `acknowledge: ${HOSTILE}` }).click();
    const id: unknown = Object((await asked).postDataJSON()).id;
    assert.equal(
      await editor().page.evaluate(
        `fetch('${LOOKS[0].path}').then((answer) => answer.json()).then((body) => body.quiet[0].id)`,
      ),
      id,
    );
    await look(raise, 'raise');
    await row.getByText('acknowledged').waitFor();
  });

  it('shows what the window holds, the first ten of it, and when it is sent', async () => {
    await bring('log', LOOKS[1].path, 'body.events === 12');
    const collect = await editor().openNode('collect');
    await look(collect, 'collect');
    await told(collect, 'collect', 'Different indicators: 11, events: 12.');
    await told(collect, 'collect', 'Sent next: ');
    const rows = await collect.locator('.virustotal-collect-list > li').allInnerTexts();
    assert.equal(rows.length, 11);
    assert.match(rows[0] ?? '', /^2\s+http:\/\/evil\.example\//);
    assert.match(rows[1] ?? '', /^1\s+http:\/\/other\.example\/0$/);
    assert.equal(rows[10], 'and 1 more');
    assert.equal(await collect.locator('.virustotal-collect-list script').count(), 0);
    assert.equal(await editor().model('window.hacked === undefined'), true);
  });

  for (const { id, path } of LOOKS) {
    it(`says why ${id} shows nothing`, async () => {
      const dialog = await editor().openNode(id);
      for (const [answer, sentence] of REFUSALS) {
        await editor().page.route(`**/${path}`, (route) =>
          answer === 'aborted' ? route.abort() : route.fulfill(answer),
        );
        await look(dialog, id);
        // It cannot be pressed until the answer is there; two of the sentences are the same.
        await dialog.locator(`#virustotal-${id}-look:enabled`).waitFor();
        await told(dialog, id, sentence);
        assert.equal(await dialog.locator(`.virustotal-${id}-list > li`).count(), 0);
        await editor().page.unrouteAll();
      }
    });

    it(`says of ${id} that what is changed in the dialog is not deployed`, async () => {
      const dialog = await editor().openNode(id);
      await look(dialog, id);
      await dialog.locator(`.virustotal-${id}-told:not(:empty)`).waitFor();
      const changed = 'what is changed here is not';
      const text = (): Promise<string> => dialog.locator(`.virustotal-${id}-told`).innerText();
      assert.ok(!(await text()).includes(changed));
      await fill(dialog, id === 'raise' ? 'suppress' : 'window', '3h');
      await look(dialog, id);
      await told(dialog, id, changed);
    });

    it(`says of a new ${id} to deploy it first`, async () => {
      const node = FLOWS.find((each) => each.id === id);
      const added = JSON.stringify([{ ...node, id: 'new', y: 400, wires: [] }]);
      await editor().model(
        `RED.view.importNodes(${added}, { addFlow: false, touchImport: true, generateIds: true })`,
      );
      const known = FLOWS.map((each) => each.id);
      const fresh = await editor().model<string>(
        `RED.nodes.filterNodes({ type: 'virustotal-${id}' }).map(({ id }) => id).find((id) => !${JSON.stringify(known)}.includes(id))`,
      );
      const dialog = await editor().openNode(fresh);
      await look(dialog, id);
      await told(dialog, id, 'Deploy first: this node is not running.');
    });

    for (const width of [1400, 900]) {
      it(`has room for what ${id} shows in a window of ${width} pixels`, async () => {
        await editor().page.setViewportSize({ width, height: 1000 });
        const dialog = await editor().openNode(id);
        await look(dialog, id);
        await dialog.locator(`.virustotal-${id}-told:not(:empty)`).waitFor();
        const { width: wide } = await dialog.evaluate((each) => each.getBoundingClientRect());
        assert.ok(wide <= 600, `${wide} pixels`);
        const isCut = await dialog
          .locator('.red-ui-tray-body')
          .evaluate((body) => body.scrollWidth > body.clientWidth);
        assert.equal(isCut, false);
        await editor().page.setViewportSize({ width: 1400, height: 1000 });
      });
    }
  }
});
