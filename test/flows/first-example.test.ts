import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { exampleEnvironment, readExamples, type FlowNode } from '../support/example-flows';
import { expectedLines, findFaults } from '../support/first-example';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

const KEY = 'a11ce5ed'.repeat(8);
const DOCUMENTED = '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c';
const CLEAN = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const UNKNOWN = 'f'.repeat(64);

/** The quota outlives each deploy: with the public one these tests would wait for each other. */
const NO_LIMIT = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };

/** Example 01 as a person would change it: another account, another event. */
function example(account: Record<string, unknown>, sha256 = DOCUMENTED): FlowNode[] {
  const found = readExamples().find(({ name }) => name.startsWith('01'));
  assert.ok(found);
  return found.nodes.map((node) => {
    if (node.type === 'virustotal-account') return { ...node, ...NO_LIMIT, ...account };
    if (node.type === 'debug') return { ...node, console: true };
    if (node.type !== 'inject') return node;
    return JSON.parse(JSON.stringify(node).replaceAll(DOCUMENTED, sha256));
  });
}

describe('example 01, over HTTP and SMTP', function () {
  this.timeout(30_000);

  let nodeRed: NodeRedProcess;
  let inbox: Inbox;
  let simulator: SimulatorServer;

  before(async () => {
    inbox = await startInbox({ clock: systemClock });
    nodeRed = await startNodeRed({
      modules: [projectName, 'node-red-node-email'],
      env: { ...exampleEnvironment(KEY, inbox.smtp), VT_WRONG_KEY: `${KEY}00` },
    });
  });

  after(async () => {
    await nodeRed.stop();
    await inbox.close();
  });

  beforeEach(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
  });

  afterEach(async () => {
    inbox.clear();
    await simulator.close();
  });

  async function press(flow: readonly FlowNode[]): Promise<{ after: number }> {
    await nodeRed.deploy(flow);
    const logged = nodeRed.log().length;
    const inject = flow.find(({ type }) => type === 'inject');
    await nodeRed.api('POST', `inject/${inject?.id}`);
    return { after: logged };
  }

  const versions: [string, Record<string, unknown>][] = [
    ['v3', { api: 'v3' }],
    ['v2', { api: 'v2' }],
  ];
  for (const [version, account] of versions) {
    it(`writes the document's mail, asked by API ${version}`, async () => {
      await press(example({ ...account, baseUrl: simulator.url }));
      const [mail] = await inbox.waitForMails(1, AbortSignal.timeout(10_000));
      assert.ok(mail);
      assert.deepEqual(findFaults(mail, simulator.simulator, KEY), []);
      assert.equal(mail.text.trimEnd(), expectedLines(simulator.simulator, KEY).join('\n'));
      assert.equal(mail.html, undefined);
      assert.equal(simulator.requests.length, 1);
    });
  }

  const ends: [string, string, string][] = [
    ['a file that no engine flags', CLEAN, 'Not flagged'],
    ['a file that VirusTotal does not know', UNKNOWN, 'Nobody knows'],
  ];
  for (const [name, sha256, end] of ends) {
    it(`sends ${name} to "${end}" and writes no mail`, async () => {
      const here = await press(example({ baseUrl: simulator.url }, sha256));
      await nodeRed.waitForLog(`[debug:${end}]`, here);
      assert.deepEqual(inbox.mails(), []);
    });
  }

  const failures: [string, () => FlowNode[], string][] = [
    [
      'a wrong key',
      () => example({ baseUrl: simulator.url, credentials: { apiKey: '${VT_WRONG_KEY}' } }),
      'does not accept the API key',
    ],
    [
      'a wrong key in API v2',
      () =>
        example({ api: 'v2', baseUrl: simulator.url, credentials: { apiKey: '${VT_WRONG_KEY}' } }),
      'the API key is missing, wrong',
    ],
    [
      'a closed port',
      () => example({ api: 'v2', baseUrl: 'http://127.0.0.1:1', retries: 0 }),
      'ECONNREFUSED',
    ],
    [
      'no hash',
      () => example({ baseUrl: simulator.url }, 'textfile.exe'),
      'no MD5, SHA-1 or SHA-256 hash',
    ],
  ];
  for (const [name, flow, message] of failures) {
    it(`sends ${name} to "What went wrong", without the key`, async () => {
      const here = await press(flow());
      await nodeRed.waitForLog('[debug:Failures]', here);
      await nodeRed.waitForLog(message, here);
      assert.deepEqual(inbox.mails(), []);
      assert.ok(!nodeRed.log().includes(KEY));
    });
  }
});
