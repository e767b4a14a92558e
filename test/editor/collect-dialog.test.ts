import assert from 'node:assert/strict';
import { it } from 'mocha';
import { ALERT_FLOW, COLLECT } from '../support/alert-dialog-flow';
import { describeDialog } from '../support/dialogs';

describeDialog('collect', ALERT_FLOW, (dialogs) => {
  const { editor, field, fill, fillTyped, shows, refuses, saved } = dialogs;

  it('keeps every value when nothing is changed', async () => {
    await editor().openNode('collect');
    await editor().save();
    assert.deepEqual(await editor().properties('collect'), COLLECT);
    assert.equal(await editor().model(`Boolean(RED.nodes.node('collect').changed)`), false);
  });

  it('says what it means to choose no store', async () => {
    const collect = await editor().openNode('collect');
    assert.match(
      await collect.locator('.form-row:has(#node-input-store)').innerText(),
      /None: a file in the user directory of this Node-RED\. What was counted survives a restart\./,
    );
  });

  it('saves each field, and shows it again', async () => {
    const collect = await editor().openNode('collect');
    await fill(collect, 'name', 'Often seen');
    await field(collect, 'source').selectOption('value');
    await fillTyped(collect, 'property', 'flow.', 'events');
    await collect.locator('#virustotal-collect-url').uncheck();
    await collect.locator('#virustotal-collect-file').check();
    await collect.locator('#virustotal-collect-ip').check();
    await fill(collect, 'window', '1d');
    await fill(collect, 'every', '30m');
    await fill(collect, 'limit', '0');
    await fill(collect, 'maxDistinct', '500');
    await field(collect, 'lines').uncheck();
    await field(collect, 'account').selectOption('account');
    await fill(collect, 'ignore', 'example.com\n192.0.2.0/24\nd41d8cd98f00b204e9800998ecf8427e');
    await field(collect, 'store').selectOption('other');
    await editor().save();
    assert.deepEqual(await saved('collect'), {
      ...COLLECT,
      x: 0,
      name: 'Often seen',
      source: 'value',
      property: 'events',
      propertyType: 'flow',
      find: 'file,ip',
      window: '1d',
      every: '30m',
      limit: '0',
      maxDistinct: '500',
      lines: false,
      account: 'account',
      ignore: 'example.com\n192.0.2.0/24\nd41d8cd98f00b204e9800998ecf8427e',
      store: 'other',
    });
    assert.equal(await editor().model(`RED.nodes.node('collect').valid`), true);

    await editor().openNode('collect');
    await shows(collect, {
      name: 'Often seen',
      source: 'value',
      property: 'events',
      propertyType: 'flow',
      window: '1d',
      every: '30m',
      limit: '0',
      maxDistinct: '500',
      store: 'other',
    });
    const kinds = collect.locator('.virustotal-kinds input:checked');
    assert.deepEqual(await kinds.evaluateAll((all) => all.map(({ id }) => id)), [
      'virustotal-collect-file',
      'virustotal-collect-ip',
    ]);
  });

  it('gives the reason why a value is refused', async () => {
    const collect = await editor().openNode('collect');
    const length = 'A duration of a second or more, such as 10m, 1h or 1d';
    await refuses(collect, 'window', '10', 'The unit is missing: s, m, h or d');
    await refuses(collect, 'window', '', length);
    await refuses(collect, 'window', '1ms', length);
    await refuses(collect, 'every', 'hourly', `${length}, or nothing`);
    await refuses(collect, 'limit', '-1', 'A whole number, 0 or more');
    await refuses(collect, 'maxDistinct', '0', 'A whole number, 1 or more');
    const line = 'Not a domain, a CIDR block, a hash or a /regular expression/';
    await refuses(collect, 'ignore', 'example.com\n# fine\nno rule!', `${line}: no rule!`);
  });

  it('takes no time between two sendings for: only when told', async () => {
    const collect = await editor().openNode('collect');
    await fill(collect, 'every', '');
    await editor().save();
    assert.equal((await editor().properties('collect')).every, '');
    assert.equal(await editor().model(`RED.nodes.node('collect').valid`), true);
  });

  it('wants at least one kind, and marks the node', async () => {
    const collect = await editor().openNode('collect');
    await collect.locator('#virustotal-collect-url').uncheck();
    await editor().save();
    assert.deepEqual(await editor().model(`RED.nodes.node('collect').validationErrors`), [
      'Choose at least one kind of indicator',
    ]);
  });

  it('asks for an account only where something is left out', async () => {
    const collect = await editor().openNode('collect');
    const account = collect.locator('#node-input-account');
    assert.equal(await account.isVisible(), true);
    await field(collect, 'skip').uncheck();
    assert.equal(await account.isVisible(), false);
  });

  it('shows of a node of before there was a choice that it leaves out nothing', async () => {
    await editor().model(
      `['lines', 'skip', 'account', 'ignore'].forEach((name) => delete RED.nodes.node('collect')[name])`,
    );
    const collect = await editor().openNode('collect');
    await shows(collect, { lines: false, skip: false, ignore: '' });
  });

  it('says when events are missed between two sendings', async () => {
    const collect = await editor().openNode('collect');
    const tip = collect.locator('#virustotal-collect-gap');
    assert.equal(await tip.isVisible(), false);
    await fill(collect, 'every', '2h');
    assert.match(await tip.innerText(), /^Events are missed/);
    await fill(collect, 'window', '2h');
    assert.equal(await tip.isVisible(), false);
  });
});
