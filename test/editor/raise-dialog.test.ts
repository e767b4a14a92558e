import assert from 'node:assert/strict';
import { it } from 'mocha';
import { ALERT_FLOW, RAISE } from '../support/alert-dialog-flow';
import { describeDialog } from '../support/dialogs';

describeDialog('raise', ALERT_FLOW, (dialogs) => {
  const { editor, field, fill, fillTyped, shows, refuses, saved, typedInput } = dialogs;

  it('keeps every value when nothing is changed', async () => {
    await editor().openNode('raise');
    await editor().save();
    assert.deepEqual(await editor().properties('raise'), RAISE);
    assert.equal(await editor().model(`Boolean(RED.nodes.node('raise').changed)`), false);
  });

  it('saves each field, and shows it again', async () => {
    const raise = await editor().openNode('raise');
    await fill(raise, 'name', 'Once a machine');
    await fill(raise, 'module', 'wazuh');
    await fill(raise, 'detection', 'malicious_file_detected');
    await fillTyped(raise, 'subject', 'flow.', 'subject');
    await fillTyped(raise, 'severity', 'msg.', 'severity');
    await fill(raise, 'suppress', '3h');
    await field(raise, 'escalate').uncheck();
    await field(raise, 'store').selectOption('other');
    await editor().save();
    assert.deepEqual(await saved('raise'), {
      ...RAISE,
      x: 0,
      name: 'Once a machine',
      module: 'wazuh',
      detection: 'malicious_file_detected',
      subject: 'subject',
      subjectType: 'flow',
      severity: 'severity',
      severityType: 'msg',
      suppress: '3h',
      escalate: false,
      store: 'other',
    });
    assert.equal(await editor().model(`RED.nodes.node('raise').valid`), true);

    await editor().openNode('raise');
    await shows(raise, {
      name: 'Once a machine',
      module: 'wazuh',
      detection: 'malicious_file_detected',
      subject: 'subject',
      subjectType: 'flow',
      severity: 'severity',
      severityType: 'msg',
      suppress: '3h',
      escalate: false,
      store: 'other',
    });
  });

  it('gives the reason why a value is refused', async () => {
    const raise = await editor().openNode('raise');
    const name = 'A name is needed: alerts are known by it';
    await refuses(raise, 'module', ' ', name);
    await refuses(
      raise,
      'suppress',
      'ten minutes',
      'A duration such as 30s, 10m or 1h30m, or nothing',
    );
  });

  it('may have no detection, which is then named by what was found', async () => {
    const raise = await editor().openNode('raise');
    await fill(raise, 'detection', '');
    await editor().save();
    assert.equal(await editor().model(`RED.nodes.node('raise').valid`), true);
    assert.equal((await editor().properties('raise'))['detection'], '');
  });

  it('shows what a node does that was saved without a detection', async () => {
    await editor().model(`delete RED.nodes.node('raise').detection`);
    const raise = await editor().openNode('raise');
    await shows(raise, { detection: 'malicious_url_detected' });
    await editor().cancel();
    await editor().model(`(RED.nodes.node('raise').detection = 'malicious_url_detected')`);
  });

  for (const [id, sentence] of [
    ['raise', 'Output 2 (suppressed) is wired to nothing'],
    ['notify', 'Output 2 (failed, given up) is wired to nothing'],
  ] as const) {
    it(`says that an output of ${id} is wired to nothing, where it is seen without scrolling`, async () => {
      const dialog = await editor().openNode(id);
      const hint = dialog.locator('.virustotal-unwired');
      assert.ok((await hint.innerText()).startsWith(sentence));
      const { bottom } = await hint.evaluate((each) => each.getBoundingClientRect().toJSON());
      const footer = await dialog
        .locator('.red-ui-tray-footer')
        .evaluate((each) => each.getBoundingClientRect().toJSON());
      assert.ok(bottom <= footer.top, `it ends at ${bottom}, and the dialog at ${footer.top}`);
      await editor().cancel();
    });
  }

  it('wants a severity from 1 to 10, and marks the node', async () => {
    const raise = await editor().openNode('raise');
    const severity = typedInput(raise, 'severity').locator('.red-ui-typedInput-input');
    await editor().type(severity, '11');
    await editor().save();
    assert.deepEqual(await editor().model(`RED.nodes.node('raise').validationErrors`), [
      'A number from 1 to 10',
    ]);
  });

  it('has a time zone picked, and says when it is quiet', async () => {
    const raise = await editor().openNode('raise');
    await raise.getByText('Quiet hours', { exact: true }).click();
    assert.equal(await field(raise, 'timeZone').isVisible(), false);
    await fill(raise, 'quietHours', 'Mon-Fri 18:00-07:00, Sat-Sun');
    assert.notEqual(await field(raise, 'timeZone').inputValue(), '');
    await field(raise, 'timeZone').selectOption('Australia/Lord_Howe');
    await fill(raise, 'urgentFrom', '8');
    const next = await raise.locator('#virustotal-raise-next').innerText();
    assert.match(next, /^(Quiet now, until|Next:) .*07:00/);
    await editor().save();
    const { quietHours, timeZone, urgentFrom } = await editor().properties('raise');
    assert.deepEqual(
      [quietHours, timeZone, urgentFrom],
      ['Mon-Fri 18:00-07:00, Sat-Sun', 'Australia/Lord_Howe', '8'],
    );
    const again = await editor().openNode('raise');
    await shows(again, { timeZone: 'Australia/Lord_Howe', urgentFrom: '8' });
    await refuses(
      again,
      'quietHours',
      'Mon-Fry',
      '"Fry" is no day of the week. Mon, Tue, Wed, Thu, Fri, Sat or Sun is expected',
    );
  });

  it('says when nothing is ever suppressed, because nothing comes that often', async () => {
    const raise = await editor().openNode('raise');
    const hint = raise.locator('#virustotal-raise-useless');
    assert.equal(await hint.innerText(), '');
    await fill(raise, 'suppress', '10m');
    assert.equal(
      await hint.innerText(),
      'Events come here only every 1h, and by then 10m is over: each is raised again, none is suppressed. To be told less often, write for example 1d.',
    );
    await fill(raise, 'suppress', '61m');
    assert.equal(await hint.innerText(), '');
    await fill(raise, 'suppress', '');
    assert.equal(await hint.innerText(), '');
  });
});
