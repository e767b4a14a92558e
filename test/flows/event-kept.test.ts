import assert from 'node:assert/strict';
import { startFlow, type FlowNode, type RunningFlow } from '../support/flow';
import { allNodes } from '../support/modules';
import { part, sinks } from '../support/sinks';

/** Known to the demonstration: a file that most engines flag, an address that two do. */
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const ODD = '192.31.196.33';

/** Lookup, verdict, gate with two rules, raise and notify, as the palette gives them. */
function alertFlow(lookup: Record<string, unknown>, text: string): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'alerts' },
    { id: 'account', type: 'virustotal-account', api: 'demo' },
    { id: 'place', type: 'virustotal-store', kind: 'memory' },
    { id: 'desk', type: 'virustotal-group', to: 'desk@example.com' },
    {
      id: 'lookup',
      type: 'virustotal-lookup',
      z: 'tab',
      account: 'account',
      find: 'url,file,domain,ip',
      target: '',
      wires: [['verdict'], ['rest']],
      ...lookup,
    },
    { id: 'verdict', type: 'virustotal-verdict', z: 'tab', property: '', wires: [['gate']] },
    {
      id: 'gate',
      type: 'virustotal-gate',
      z: 'tab',
      rules: [
        { metric: 'positives', op: '>', value: 1 },
        { metric: 'level', op: '>=', value: 'suspicious' },
      ],
      match: 'all',
      wires: [['raise'], ['rest'], ['rest']],
    },
    {
      id: 'raise',
      type: 'virustotal-raise',
      z: 'tab',
      store: 'place',
      wires: [['notify'], ['rest']],
    },
    {
      id: 'notify',
      type: 'virustotal-notify',
      z: 'tab',
      group: 'desk',
      subject: '{{verdict.level}}',
      text,
      wires: [['mail'], ['rest']],
    },
    ...sinks('mail', 'rest'),
  ];
}

describe('an event that is kept on its way to the mail', () => {
  let flow: RunningFlow;

  afterEach(() => flow.stop());

  it('is a line of a log with a hash inside', async () => {
    flow = await startFlow(allNodes, alertFlow({ source: 'text' }, 'Line: {{payload}}'));
    const line = `nas clamd: /share/a.bin: FOUND sha256=${EICAR}`;
    flow.receive('lookup', { payload: line });
    const mail = await flow.next('mail');
    assert.ok(
      String(mail.plaintext ?? mail.payload).includes('/share/a.bin'),
      String(mail.plaintext),
    );
    assert.equal(part(part(mail, 'verdict'), 'indicator').value, EICAR);
    assert.equal(flow.unread('rest'), 0);
  });

  it('is an object of which one field is judged and another told', async () => {
    flow = await startFlow(
      allNodes,
      alertFlow(
        { property: 'payload.dst' },
        'PLC {{payload.src}} calls {{verdict.indicator.value}}',
      ),
    );
    flow.receive('lookup', { payload: { src: 'plc-07', dst: ODD } });
    const mail = await flow.next('mail');
    assert.match(String(mail.plaintext), /PLC plc-07 calls 192\[\.\]31\[\.\]196\[\.\]33/);
  });
});
