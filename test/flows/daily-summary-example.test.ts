import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { exampleEnvironment, readExample, type FlowNode } from '../support/example-flows';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

const KEY = 'a11ce5ed'.repeat(8);

const AT_SEVEN = 'a1e2701000000010';
const A_SAMPLE_ALERT = 'a1e2700600000010';
const SUBJECT = 'VirusTotal: the last 24 hours';

/** An account whose key the stand-in refuses, and what asks by it. */
const REFUSED: readonly FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'refused' },
  {
    id: 'account',
    type: 'virustotal-account',
    name: 'An old key',
    api: 'v3',
    plan: 'custom',
    perMinute: 0,
    perDay: 0,
    perMonth: 0,
    credentials: { apiKey: 'deadbeef'.repeat(8) },
  },
  {
    id: 'ask',
    type: 'inject',
    z: 'tab',
    props: [{ p: 'payload' }],
    payload: 'https://nodered.org/',
    payloadType: 'str',
    wires: [['lookup']],
  },
  { id: 'lookup', type: 'virustotal-lookup', z: 'tab', account: 'account', wires: [['end'], []] },
  { id: 'end', type: 'debug', z: 'tab', wires: [] },
];

describe('example 10, over SMTP', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess;
  let inbox: Inbox;
  let simulator: SimulatorServer;

  before(async () => {
    inbox = await startInbox({ clock: systemClock });
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    nodeRed = await startNodeRed({
      modules: [projectName, 'node-red-node-email'],
      env: exampleEnvironment(KEY, inbox.smtp),
    });
    const nodes = [...readExample('06'), ...readExample('10'), ...REFUSED];
    await nodeRed.deploy(nodes.map((node) => fitNode(node, simulator.url)));
  });

  after(async () => {
    await nodeRed?.stop();
    await simulator?.close();
    await inbox?.close();
  });

  /** The first mail with this subject; the inbox may get others. */
  async function mailWith(subject: string | RegExp): Promise<ReceivedMail> {
    const signal = AbortSignal.timeout(20_000);
    for (let count = 1; ; count += 1) {
      const mails = await inbox.waitForMails(count, signal);
      const mail = mails.find((each) => each.subject.match(subject));
      if (mail) return mail;
    }
  }

  it('comes at seven each day', () => {
    const inject = readExample('10').find(({ id }) => id === AT_SEVEN);
    assert.equal(inject?.['crontab'], '00 07 * * *');
  });

  it('says what was found, raised and mailed since, to the group', async () => {
    await nodeRed.api('POST', `inject/${A_SAMPLE_ALERT}`);
    await mailWith(/^File on web-02/);
    await nodeRed.api('POST', `inject/${AT_SEVEN}`);
    const { envelope, text } = await mailWith(SUBJECT);
    assert.deepEqual(envelope.to, ['soc@alertwire.example']);
    assert.match(text, /1 malicious/);
    assert.match(
      text,
      /malicious 63 \/ 67, 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f/,
    );
    assert.match(text, /1 raised/);
    assert.doesNotMatch(text, /undefined|NaN|\{\{|\[object/);
  });

  it('comes at once where a key is refused', async () => {
    await nodeRed.api('POST', 'inject/ask');
    const { subject, envelope } = await mailWith(/^VirusTotal: .*An old key/);
    assert.doesNotMatch(subject, /deadbeef/);
    assert.deepEqual(envelope.to, ['soc@alertwire.example']);
  });
});

/** An example as it is imported, but for where VirusTotal is and that the inbox has no certificate. */
function fitNode(node: FlowNode, simulatorUrl: string): FlowNode {
  if (node.type === 'virustotal-account') return { ...node, baseUrl: simulatorUrl };
  if (node.type === 'virustotal-mailer') return { ...node, security: 'none' };
  return node.type === 'debug' ? { ...node, console: true } : node;
}
