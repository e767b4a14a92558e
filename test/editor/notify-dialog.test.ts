import assert from 'node:assert/strict';
import { it } from 'mocha';
import { ALERT_FLOW, NOTIFY } from '../support/alert-dialog-flow';
import { describeDialog } from '../support/dialogs';

describeDialog('notify', ALERT_FLOW, (dialogs) => {
  const { editor, field, fill, shows, refuses, saved } = dialogs;

  it('keeps every value when nothing is changed', async () => {
    await editor().openNode('notify');
    await editor().save();
    assert.deepEqual(await editor().properties('notify'), NOTIFY);
    assert.equal(await editor().model(`Boolean(RED.nodes.node('notify').changed)`), false);
  });

  it('saves each field, and shows it again', async () => {
    const notify = await editor().openNode('notify');
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
    const notify = await editor().openNode('notify');
    await refuses(notify, 'to', 'ann at example.com', 'Not an e-mail address: ann at example.com');
    await refuses(notify, 'digest', '10', 'The unit is missing: s, m, h or d');
    await refuses(notify, 'digest', 'daily', 'A duration such as 10m or 1h, or nothing');
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
});
