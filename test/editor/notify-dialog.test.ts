import assert from 'node:assert/strict';
import { it } from 'mocha';
import type { Locator } from 'playwright-core';
import { ALERT_FLOW, NOTIFY } from '../support/alert-dialog-flow';
import { createDeferred } from '../support/deferred';
import { describeDialog } from '../support/dialogs';
import { RAISED } from '../support/mail-parts';

/** Shows the mail about a message that was pasted. */
async function preview(notify: Locator, message: string): Promise<Locator> {
  if (!(await notify.locator('#virustotal-notify-message').isVisible()))
    await notify.locator('.virustotal-notify-preview > summary').click();
  await notify.locator('#virustotal-notify-message').fill(message);
  await notify.locator('#virustotal-notify-show').click();
  return notify.locator('.virustotal-notify-preview');
}

describeDialog('notify', ALERT_FLOW, (dialogs) => {
  const { editor, field, fill, shows, refuses, saved, unfold } = dialogs;

  it('keeps every value when nothing is changed', async () => {
    await editor().openNode('notify');
    await editor().save();
    assert.deepEqual(await editor().properties('notify'), NOTIFY);
    assert.equal(await editor().model(`Boolean(RED.nodes.node('notify').changed)`), false);
  });

  it('saves each field, and shows it again', async () => {
    const notify = await unfold(await editor().openNode('notify'));
    await fill(notify, 'name', 'Tell the night');
    await field(notify, 'group').selectOption('night');
    await fill(notify, 'to', 'ann@example.com, bob@example.com');
    await field(notify, 'via').selectOption('smtp');
    await field(notify, 'mailer').selectOption('mailer');
    await fill(notify, 'digest', '10m');
    await fill(notify, 'subject', '{{verdict.level}}');
    await field(notify, 'html').selectOption('none');
    await editor().save();
    assert.deepEqual(await saved('notify'), {
      ...NOTIFY,
      x: 0,
      name: 'Tell the night',
      group: 'night',
      to: 'ann@example.com, bob@example.com',
      via: 'smtp',
      mailer: 'mailer',
      digest: '10m',
      subject: '{{verdict.level}}',
      html: 'none',
    });
    assert.equal(await editor().model(`RED.nodes.node('notify').valid`), true);

    await editor().openNode('notify');
    await shows(notify, {
      name: 'Tell the night',
      group: 'night',
      to: 'ann@example.com, bob@example.com',
      via: 'smtp',
      mailer: 'mailer',
      digest: '10m',
      subject: '{{verdict.level}}',
      html: 'none',
    });
  });

  it('edits its text without folding, which would throw where the dialog is left early', async () => {
    await editor().openNode('notify');
    const folding = `monaco.editor.getEditors().at(-1).getRawOptions().folding`;
    assert.equal(await editor().model(folding), false);
    await editor().cancel();
  });

  it('gives the reason why a value is refused', async () => {
    const notify = await unfold(await editor().openNode('notify'));
    await refuses(notify, 'to', 'ann at example.com', 'Not an e-mail address: ann at example.com');
    await refuses(notify, 'digest', '10', 'The unit is missing: s, m, h or d');
    await refuses(notify, 'digest', 'daily', 'A duration such as 10m or 1h, or nothing');
  });

  it('has a style for a chat alone, and hides what a chat has no use for', async () => {
    const notify = await editor().openNode('notify');
    const isVisible = (name: string): Promise<boolean> => field(notify, name).isVisible();
    assert.deepEqual(await Promise.all(['style', 'to', 'html'].map(isVisible)), [
      false,
      true,
      true,
    ]);
    await field(notify, 'via').selectOption('chat');
    assert.deepEqual(await Promise.all(['style', 'to', 'html'].map(isVisible)), [
      true,
      false,
      false,
    ]);
    assert.equal(await field(notify, 'style').inputValue(), 'plain');

    const message = JSON.stringify(RAISED);
    for (const [style, posted] of [
      [
        'slack',
        '"text": "*Bad*\\nBad.\\n<https://www.virustotal.com/gui/url/abc|Open in VirusTotal>"',
      ],
      ['teams', '"contentType": "application/vnd.microsoft.card.adaptive"'],
      ['telegram', '"parse_mode": "HTML"'],
      ['ntfy', 'Click: https://www.virustotal.com/gui/url/abc'],
    ] as const) {
      await field(notify, 'style').selectOption(style);
      const shown = (await preview(notify, message)).locator('pre').nth(1);
      await shown.filter({ hasText: posted }).waitFor();
    }
    await editor().save();
    assert.deepEqual(await saved('notify'), { ...NOTIFY, x: 0, via: 'chat', style: 'ntfy' });
  });

  it('wants a mailer where it sends by SMTP, and marks the node', async () => {
    const notify = await editor().openNode('notify');
    assert.equal(await field(notify, 'mailer').isVisible(), false);
    await field(notify, 'via').selectOption('smtp');
    await field(notify, 'mailer').selectOption('_ADD_');
    await editor().save();
    assert.deepEqual(await editor().model(`RED.nodes.node('notify').validationErrors`), [
      'A mail server is needed to send by SMTP',
    ]);
  });

  /** Opens the dialog with the mails that a server is to answer with; notes what else it is asked. */
  async function openMails(mails: readonly object[]): Promise<{ box: Locator; asked: string[] }> {
    const asked: string[] = [];
    await editor().page.route('**/virustotal/mails**', async (route) => {
      const [method, path] = [route.request().method(), new URL(route.request().url()).pathname];
      if (method !== 'GET') asked.push(`${method} ${path}`);
      await route.fulfill({ json: method === 'GET' ? mails : {} });
    });
    const notify = await editor().openNode('notify');
    await field(notify, 'via').selectOption('smtp');
    return { box: notify.locator('.virustotal-notify-mails'), asked };
  }

  const LINES = '.virustotal-notify-mails-told > div';

  async function says(box: Locator, lines: readonly (string | RegExp)[]): Promise<void> {
    const told = box.locator(LINES);
    await told.nth(lines.length - 1).waitFor();
    const texts = await told.allInnerTexts();
    assert.equal(texts.length, lines.length);
    lines.forEach((line, index) => assert.match(texts[index] ?? '', new RegExp(line)));
  }

  it('says what waits until when and why, and how many were given up', async () => {
    const failure = 'The mail server cannot be reached (127.0.0.1:1): <b>connect ECONNREFUSED</b>';
    const nextTry = new Date().toISOString();
    const own = { node: 'notify', unfinished: 2, nextTry, failure, waiting: [], dead: [] };
    const { box } = await openMails([own]);
    await says(box, [
      /^Waiting: 2, next try \d.*\d.*, because: The mail server .* <b>connect ECONNREFUSED<\/b>$/,
      /^Given up: none$/,
    ]);
    assert.equal(await box.locator('.virustotal-notify-mails-list').isVisible(), false);
  });

  it('says that nothing waits', async () => {
    const own = { node: 'notify', unfinished: 0, waiting: [], dead: [] };
    const { box } = await openMails([own]);
    await says(box, ['^Waiting: none$', '^Given up: none$']);
  });

  it('shows what waits from when it sent by SMTP', async () => {
    const own = { node: 'notify', unfinished: 1, waiting: [], dead: [] };
    const { box } = await openMails([own]);
    await field(box.page().locator('.red-ui-tray'), 'via').selectOption('message');
    await box.waitFor({ state: 'visible' });
    await says(box, ['^Waiting: 1$', '^Given up: none$']);
  });

  it('says what to do where the node does not run', async () => {
    const { box } = await openMails([]);
    await says(box, [
      '^The node does not run: choose a mail server and deploy. Mails that wait are kept.$',
    ]);
  });

  it('sends a mail again or deletes it, which it asks for twice', async () => {
    const mail = { subject: 'Alert', to: ['ann@example.com'], attempts: 1, lastError: '550 No' };
    const unreadable = { id: '3', unreadable: true, subject: '', to: [], attempts: 0 };
    const dead = [{ ...mail, id: '1' }, { ...mail, id: '2' }, unreadable];
    const { box, asked } = await openMails([{ node: 'notify', unfinished: 0, waiting: [], dead }]);
    await says(box, ['^Waiting: none$', '^Given up: 3$']);
    const rows = box.locator('.virustotal-notify-mails-list > div');
    const click = (row: number, text: string): Promise<void> =>
      rows.nth(row).getByText(text, { exact: true }).click();
    await click(0, 'Send again');
    await rows.nth(0).getByText('On its way').waitFor();
    assert.equal(await rows.nth(2).getByText('Send again').count(), 0);
    await click(2, 'Delete');
    assert.deepEqual(asked, ['POST /virustotal/mails/notify/1/send']);
    await click(2, 'Really delete?');
    await rows.nth(2).getByText('Deleted').waitFor();
    assert.deepEqual(asked.slice(1), ['DELETE /virustotal/mails/notify/3']);
  });

  it('says when nobody would get the mail', async () => {
    const notify = await editor().openNode('notify');
    const [follows, nobody] = ['#virustotal-notify-nobody', '#virustotal-notify-nobody-smtp'];
    await field(notify, 'group').selectOption('_ADD_');
    assert.equal(await notify.locator(follows).isVisible(), true);
    await field(notify, 'via').selectOption('smtp');
    assert.equal(await notify.locator(follows).isVisible(), false);
    assert.match(await notify.locator(nobody).innerText(), /^Choose a notify group/);
    await fill(notify, 'to', 'ann@example.com');
    assert.equal(await notify.locator(nobody).isVisible(), false);
  });

  it('says when nobody would send the mail', async () => {
    const notify = await editor().openNode('notify');
    const unsent = notify.locator('#virustotal-notify-unsent');
    assert.match(await unsent.innerText(), /^No node follows/);
    await field(notify, 'via').selectOption('smtp');
    assert.equal(await unsent.isVisible(), false);
  });

  const TEXT = `monaco.editor.getEditors().at(-1)`;

  it('is left by the Tab key, also in its text', async () => {
    await editor().openNode('notify');
    await editor().model(`${TEXT}.focus()`);
    await editor().page.keyboard.press('Tab');
    assert.equal(await editor().model(`document.activeElement.id`), 'virustotal-notify-property');
    assert.equal(await editor().model(`${TEXT}.getValue()`), 'Bad.');
  });

  it('puts a property where the cursor is, in the text and in the subject', async () => {
    const notify = await editor().openNode('notify');
    const property = notify.locator('#virustotal-notify-property');
    await editor().model(`(${TEXT}.focus(), ${TEXT}.setPosition({ lineNumber: 1, column: 4 }))`);
    await property.fill('verdict.count');
    await property.press('Enter');
    assert.equal(await editor().model(`${TEXT}.getValue()`), 'Bad{{verdict.count}}.');
    await field(notify, 'subject').focus();
    await field(notify, 'subject').press('Home');
    await property.fill('verdict.level');
    await notify.locator('#virustotal-notify-insert').click();
    assert.equal(await field(notify, 'subject').inputValue(), '{{verdict.level}}Bad');
    const offered = await notify
      .locator('#virustotal-notify-properties option')
      .evaluateAll((options) => options.map((option) => option.getAttribute('value')));
    assert.ok(offered.includes('verdict.reasons'));
  });

  const TOLD = '.virustotal-notify-preview-told';

  it('shows the mail about a pasted message as page and text, and nothing in it runs', async () => {
    const notify = await editor().openNode('notify');
    const evil = '<script>parent.evil = 1</script><img src="/evil" onerror="parent.evil = 1">';
    const asked: string[] = [];
    editor().page.on('request', (request) => asked.push(request.url()));
    const message = { ...RAISED, evil, verdict: { ...RAISED.verdict, label: evil } };
    await fill(notify, 'subject', `${evil} {{verdict.level}} {{evil}}`);
    const box = await preview(notify, JSON.stringify(message));
    const frame = box.locator('iframe');
    await frame.waitFor();
    assert.equal(await frame.getAttribute('sandbox'), '');
    assert.match((await frame.getAttribute('srcdoc')) ?? '', /Content-Security-Policy/);
    const page = await frame.contentFrame().locator('body').innerText();
    assert.match(page, /MALICIOUS/i);
    assert.ok(page.includes('<script>parent'), page);
    assert.equal(await box.locator('pre').innerText(), 'Bad.');
    assert.match(
      await box.locator('.virustotal-notify-shown-subject').innerText(),
      /^<script>.* malicious <script>/,
    );
    assert.equal(await editor().model(`'evil' in window`), false);
    assert.ok(!asked.some((url) => url.endsWith('/evil')));
  });

  it('shows the text alone where the mail has no page, in the language of its group', async () => {
    await editor().model(`void (RED.nodes.node('desk').language = 'de')`);
    const notify = await editor().openNode('notify');
    await field(notify, 'html').selectOption('none');
    await editor().model(`${TEXT}.setValue('{{verdict.reasons}}')`);
    const reasons = ['52 of 70 engines flag it; from 3 it is malicious.'];
    const box = await preview(notify, JSON.stringify({ verdict: { reasons } }));
    await box.locator('pre').waitFor();
    assert.equal(await box.locator('iframe').count(), 0);
    assert.equal(
      await box.locator('pre').innerText(),
      '52 von 70 Engines schlagen an; ab 3 gilt es als schädlich.',
    );
    await editor().cancel();
    await editor().model(`void delete RED.nodes.node('desk').language`);
  });

  it('shows templates that nobody has changed in the language of the group, and saves them as they were', async () => {
    await editor().model(`void (RED.nodes.node('desk').language = 'de')`);
    const { subject, text } = await editor().model<Record<string, { value: string }>>(
      `RED.nodes.getType('virustotal-notify').defaults`,
    );
    await editor().model(
      `void Object.assign(RED.nodes.node('notify'), ${JSON.stringify({ subject: subject?.value, text: text?.value })})`,
    );
    const notify = await editor().openNode('notify');
    await editor().page.waitForFunction(`${TEXT}.getValue().includes('Erkannt von')`);
    assert.match(await field(notify, 'subject').inputValue(), /levelInWords/);
    await editor().save();
    const kept = await editor().properties('notify');
    assert.deepEqual([kept['subject'], kept['text']], [subject?.value, text?.value]);
    await editor().model(
      `void (Object.assign(RED.nodes.node('notify'), ${JSON.stringify({ subject: NOTIFY.subject, text: NOTIFY.text })}), delete RED.nodes.node('desk').language)`,
    );
  });

  /** Opens the preview, does `meanwhile` before the last message has come, and lets it come then. */
  async function beforeTheLast(notify: Locator, meanwhile: () => Promise<void>): Promise<void> {
    const { page } = editor();
    await page.waitForFunction('$.active === 0');
    const asked = createDeferred<void>();
    const answered = createDeferred<void>();
    const last = { kept: true, message: { late: true }, at: '2026-01-15T12:00:00Z', later: 0 };
    await page.route('**/virustotal/notify/*/last', async (route) => {
      asked.resolve();
      await answered.promise;
      await route.fulfill({ json: last });
    });
    await notify.locator('.virustotal-notify-preview > summary').click();
    await asked.promise;
    await meanwhile();
    answered.resolve();
    await page.waitForFunction('$.active === 0');
    await page.unrouteAll();
  }

  it('keeps what is pasted before the last message has come', async () => {
    const notify = await editor().openNode('notify');
    await beforeTheLast(notify, async () => {
      const box = await preview(notify, JSON.stringify(RAISED));
      await box.locator('iframe').waitFor();
    });
    assert.equal(await notify.locator('.virustotal-notify-preview iframe').count(), 1);
    const pasted = await notify.locator('#virustotal-notify-message').inputValue();
    assert.deepEqual(JSON.parse(pasted), RAISED);
  });

  it('leaves the field alone in which somebody is about to paste when the last message comes', async () => {
    const notify = await editor().openNode('notify');
    const message = notify.locator('#virustotal-notify-message');
    await beforeTheLast(notify, async () => message.focus());
    assert.equal(await message.inputValue(), '');
  });

  it('says what hinders a preview', async () => {
    const notify = await editor().openNode('notify');
    const box = await preview(notify, 'no JSON');
    const told = box.locator(TOLD);
    await told.filter({ hasText: 'A message is needed: a JSON object' }).waitFor();
    await notify.locator('#virustotal-notify-last').click();
    await told
      .filter({ hasText: /^Deploy first: the node does not run\. Or paste a message\.$/ })
      .waitFor();
    await editor().model(`${TEXT}.setValue('{{verdict.level')`);
    await preview(notify, '{"a":1}');
    await told
      .filter({ hasText: /^Text: a mark that begins before character \d+ has no end$/ })
      .waitFor();
    await editor().model(`${TEXT}.setValue('{{nothing}}')`);
    await preview(notify, '{"a":1}');
    await told.filter({ hasText: 'The message has no nothing' }).waitFor();
    for (const [answer, sentence] of [
      [{ status: 401 }, /virustotal\.read/],
      [undefined, 'Node-RED does not answer'],
    ] as const) {
      await editor().page.route('**/virustotal/notify/preview', (route) =>
        answer ? route.fulfill(answer) : route.abort(),
      );
      await preview(notify, '{"a":1}');
      await told.filter({ hasText: sentence }).waitFor();
      await editor().page.unrouteAll();
    }
  });

  for (const width of [1400, 900]) {
    it(`fits at ${width} pixels`, async () => {
      await editor().page.setViewportSize({ width, height: 900 });
      const notify = await editor().openNode('notify');
      const box = await preview(notify, JSON.stringify(RAISED));
      await box.locator('iframe').waitFor();
      const { x = 0, width: shown = 0 } = (await box.locator('iframe').boundingBox()) ?? {};
      assert.ok(x >= 0 && x + shown <= width);
      assert.ok(((await notify.boundingBox())?.width ?? 0) <= 600);
      await editor().page.setViewportSize({ width: 1400, height: 1000 });
    });
  }

  it('leads to the group, where the language of its mails is chosen', async () => {
    const notify = await editor().openNode('notify');
    await field(notify, 'group').selectOption('night');
    const group = await editor().openConfig('group');
    const language = group.locator('#node-config-input-language');
    await language.locator('option[value="de"]').waitFor({ state: 'attached' });
    assert.deepEqual((await language.locator('option').allInnerTexts()).slice(0, 2), [
      'as Node-RED: English',
      'English',
    ]);
    await language.selectOption({ label: 'Deutsch' });
    await editor().saveConfig();
    assert.equal((await editor().properties('night'))['language'], 'de');
    await editor().openConfig('group');
    await language.locator('option[value="de"]').waitFor({ state: 'attached' });
    assert.equal(await language.inputValue(), 'de');
    await editor().cancelConfig();
  });

  it('has the mails to a new group in the language of Node-RED', async () => {
    await editor().openNode('notify');
    const group = await editor().openNewConfig('group');
    await group.getByText('as Node-RED: English').waitFor({ state: 'attached' });
    assert.equal(await group.locator('#node-config-input-language').inputValue(), '');
    await editor().cancelConfig();
  });

  it('keeps a language that there is not, as a group may have been imported with', async () => {
    await editor().model(`void (RED.nodes.node('desk').language = '<b>xx</b>')`);
    const group = await editor().openConfigAlone('desk');
    const language = group.locator('#node-config-input-language');
    await language.locator('option[value="de"]').waitFor({ state: 'attached' });
    assert.equal(await language.inputValue(), '<b>xx</b>');
    assert.equal(await language.locator('b').count(), 0);
    await editor().cancelConfig();
    await editor().model(`void delete RED.nodes.node('desk').language`);
  });
});
