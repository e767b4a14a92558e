import assert from 'node:assert/strict';
import { it } from 'mocha';
import type { Locator } from 'playwright-core';
import { ACCOUNT } from '../support/alert-dialog-flow';
import { describeDialog } from '../support/dialogs';

/** As the palette gives it, and as it was saved before indicators were found inside. */
const NEW = {
  id: 'lookup',
  z: 'flow',
  type: 'virustotal-lookup',
  name: '',
  account: 'account',
  property: 'payload',
  propertyType: 'msg',
  source: 'value',
  kind: 'auto',
  find: 'url,file,domain,ip',
  output: 'report',
  target: '',
  unknown: 'report',
  maxAge: '',
  x: 200,
  y: 100,
  wires: [[], []],
};
const { source: _source, find: _find, target: _target, ...BEFORE } = NEW;

const FLOW = [
  { id: 'flow', type: 'tab', label: 'Lookups' },
  ACCOUNT,
  NEW,
  { ...BEFORE, id: 'before', y: 200 },
  { ...NEW, id: 'judged', y: 300, wires: [['joint'], []] },
  { id: 'joint', type: 'junction', z: 'flow', x: 300, y: 300, wires: [['gate']] },
  { id: 'gate', type: 'virustotal-gate', z: 'flow', x: 400, y: 300, wires: [[], [], []] },
];

function loss(dialog: Locator): Promise<string> {
  return dialog.locator('#virustotal-lookup-loss').innerText();
}

describeDialog('lookup', FLOW, (dialogs) => {
  const { editor, field, fillTyped, shows, typedInput, saved } = dialogs;

  const targetOf = (dialog: Locator) =>
    typedInput(dialog, 'target').locator('.red-ui-typedInput-input');

  it('keeps every value when nothing is changed', async () => {
    await editor().openNode('lookup');
    await editor().save();
    assert.deepEqual(await editor().properties('lookup'), NEW);
    assert.equal(await editor().model(`Boolean(RED.nodes.node('lookup').changed)`), false);
  });

  it('finds nothing wrong with a node of before there was a choice', async () => {
    assert.equal(await editor().model(`RED.nodes.node('before').valid`), true);
    assert.equal(await editor().model(`Boolean(RED.nodes.node('before').changed)`), false);
  });

  it('shows of a node of before there was a choice what it does', async () => {
    const lookup = await editor().openNode('before');
    await shows(lookup, { source: 'value', find: 'url,file,domain,ip', target: 'payload' });
    await editor().save();
    const { source, target } = await editor().properties('before');
    assert.deepEqual([source, target], ['value', 'payload']);
  });

  it('asks for one kind of an indicator, and for the kinds that are found inside', async () => {
    const lookup = await editor().openNode('lookup');
    const kinds = lookup.locator('.virustotal-kinds');
    assert.deepEqual(
      [await field(lookup, 'kind').isVisible(), await kinds.isVisible()],
      [true, false],
    );
    await field(lookup, 'source').selectOption('text');
    assert.deepEqual(
      [await field(lookup, 'kind').isVisible(), await kinds.isVisible()],
      [false, true],
    );
    await lookup.locator('#virustotal-lookup-domain').uncheck();
    await lookup.locator('#virustotal-lookup-ip').uncheck();
    await fillTyped(lookup, 'property', 'msg.', 'line');
    await targetOf(lookup).fill('answer.report');
    await editor().save();
    assert.deepEqual(await saved('lookup'), {
      ...NEW,
      x: 0,
      source: 'text',
      find: 'url,file',
      property: 'line',
      target: 'answer.report',
    });
    assert.equal(await editor().model(`RED.nodes.node('lookup').valid`), true);
  });

  it('says what the answer overwrites, while it is typed', async () => {
    const lookup = await editor().openNode('lookup');
    assert.equal(
      await loss(lookup),
      'The report overwrites msg.payload. What was looked up is then in msg.virustotal.indicator.',
    );
    await field(lookup, 'output').selectOption('verdict');
    assert.equal(await loss(lookup), 'The verdict goes to msg.verdict. The event stays as it is.');
    await field(lookup, 'output').selectOption('text');
    await fillTyped(lookup, 'property', 'msg.', 'payload.dst');
    assert.equal(
      await loss(lookup),
      'The JSON text of the report goes to msg.report. The event stays as it is.',
    );
    await targetOf(lookup).pressSequentially('payload');
    assert.equal(
      await loss(lookup),
      'The JSON text of the report overwrites msg.payload, and the event is lost. Leave this empty to keep it.',
    );
    await fillTyped(lookup, 'property', 'msg.', 'hash');
    assert.equal(
      await loss(lookup),
      'The JSON text of the report overwrites msg.payload, and what is in it is lost. Name another property to keep it.',
    );
  });

  it('says that what follows needs a verdict, as long as none is chosen', async () => {
    const lookup = await editor().openNode('judged');
    const need = lookup.locator('#virustotal-lookup-needs-verdict');
    assert.match(await need.innerText(), /^The node that follows judges by a verdict/);
    await field(lookup, 'output').selectOption('verdict');
    assert.equal(await need.innerText(), '');
    await editor().cancel();
    const alone = await editor().openNode('lookup');
    assert.equal(await alone.locator('#virustotal-lookup-needs-verdict').innerText(), '');
  });

  it('refuses what is no property, and wants at least one kind', async () => {
    const lookup = await editor().openNode('lookup');
    await targetOf(lookup).fill('a..b');
    await field(lookup, 'source').selectOption('text');
    for (const kind of ['url', 'file', 'domain', 'ip']) {
      await lookup.locator(`#virustotal-lookup-${kind}`).uncheck();
    }
    await editor().save();
    const errors = await editor().model<string[]>(`RED.nodes.node('lookup').validationErrors`);
    assert.ok(errors.includes('Choose at least one kind of indicator'), errors.join());
    assert.equal(errors.length, 2);
  });
});
