import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { exampleEnvironment, readExamples, type FlowNode } from '../support/example-flows';
import { readable } from '../support/mail-parts';
import { lookupsAsked } from '../support/lookups-asked';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { findWazuhFaults } from '../support/wazuh-example';

const KEY = 'a11ce5ed'.repeat(8);

/** Files that the stand-in knows, and one that it does not. */
const BAD = '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c';
const EICAR_SHA1 = '3395856ce81f2b7382dee72602f798b642f14140';
const EICAR_MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SCRIPT = createHash('sha256')
  .update('echo simulated: two engines find this script suspicious\n')
  .digest('hex');
const CLEAN = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const UNKNOWN = 'f'.repeat(64);

const NO_LIMIT = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };

/** An alert of the file integrity monitoring as Wazuh 4 writes it, but for what no flow reads. */
function alertAbout(hashes: Record<string, string>, agent = 'db-01', event = 'added'): object {
  return {
    rule: { level: 5, description: 'File added to the system.', id: '554' },
    agent: { id: '003', name: agent, ip: '10.1.20.31' },
    syscheck: { path: '/srv/share/setup.exe', mode: 'realtime', ...hashes, event },
    location: 'syscheck',
  };
}

describe('example 06, over HTTP, syslog and SMTP', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess;
  let inbox: Inbox;
  let simulator: SimulatorServer;
  let syslogPort: number;
  let flow: readonly FlowNode[];

  before(async () => {
    inbox = await startInbox({ clock: systemClock });
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    nodeRed = await startNodeRed({
      modules: [projectName, 'node-red-node-email'],
      env: exampleEnvironment(KEY, inbox.smtp),
    });
    syslogPort = await freeUdpPort();
    const example = readExamples().find(({ name }) => name.startsWith('06'));
    assert.ok(example);
    flow = example.nodes.map((node) => fitNode(node, simulator.url, syslogPort));
    await nodeRed.deploy(flow);
  });

  afterEach(() => inbox.clear());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
    await inbox.close();
  });

  /** Posts as Wazuh's integration does; gives where the log ends before that. */
  async function post(body: string): Promise<number> {
    const logged = nodeRed.log().length;
    const response = await fetch(new URL('wazuh', nodeRed.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(response.status, 204);
    return logged;
  }

  const postAlert = (alert: object): Promise<number> => post(JSON.stringify(alert));

  async function sendBySyslog(text: string): Promise<number> {
    const logged = nodeRed.log().length;
    const socket = createSocket('udp4');
    await new Promise((resolve) => {
      socket.send(text, syslogPort, '127.0.0.1', resolve);
    });
    socket.close();
    return logged;
  }

  /** Resolves when a debug node has shown something, and `part` with it. */
  async function shown(name: string, part: string | RegExp, logged: number): Promise<void> {
    await nodeRed.waitForLog(`[debug:${name}]`, { after: logged });
    await nodeRed.waitForLog(part, { after: logged });
  }

  async function nextMail(): Promise<{ subject: string; text: string }> {
    const [mail, ...others] = await inbox.waitForMails(1, AbortSignal.timeout(20_000));
    assert.ok(mail && others.length === 0);
    assert.deepEqual(mail.envelope.to, ['soc@alertwire.example']);
    return mail;
  }

  it('mails about the sample alert when its button is pressed', async () => {
    const button = flow.find(({ type }) => type === 'inject');
    await nodeRed.api('POST', `inject/${button?.id}`);
    const [mail] = await inbox.waitForMails(1, AbortSignal.timeout(20_000));
    assert.ok(mail);
    assert.deepEqual(findWazuhFaults(mail), []);
    assert.match(mail.html ?? '', /Engines that flag it/);
    const page = readable(mail.html ?? '');
    assert.match(page, /^File on .* Malicious 275a021b[\da-f]{56} 63 \/ 67 engines flag it/);
    assert.doesNotMatch(mail.html ?? '', /full_log|md5_after/);
  });

  it('mails about a bad hash that Wazuh posts, also when a mail before could not be sent', async () => {
    const alert = alertAbout({ sha256_after: BAD, md5_after: EICAR_MD5 });
    await nodeRed.deploy(
      flow.map((node) => (node.type === 'e-mail' ? { ...node, port: '1' } : node)),
    );
    await shown('Failures', 'ECONNREFUSED', await postAlert(alert));
    await nodeRed.deploy(flow);
    await postAlert(alert);
    const { subject, text } = await nextMail();
    assert.equal(subject, 'File on db-01 is malicious: /srv/share/setup.exe (52 / 70)');
    assert.match(text, /^\/srv\/share\/setup\.exe on db-01 \(added\) is malicious: 52 of 70 /);
    assert.ok(text.includes(BAD));
  });

  it('holds the next about the same hash back, whichever machine, and counts it', async () => {
    const first = await postAlert(alertAbout({ sha256_after: BAD }));
    await shown('Suppressed', 'suppressed: 1', first);
    const second = await postAlert(alertAbout({ sha256_after: BAD }, 'web-09', 'modified'));
    await shown('Suppressed', 'suppressed: 2', second);
    assert.deepEqual(inbox.mails(), []);
  });

  it('writes no mail about a clean file', async () => {
    const logged = await postAlert(alertAbout({ sha256_after: CLEAN }));
    await shown('Not flagged', 'passed: false', logged);
    assert.deepEqual(inbox.mails(), []);
  });

  it('shows a file that VirusTotal does not know, and does not mail about it', async () => {
    const logged = await postAlert(alertAbout({ sha256_after: UNKNOWN }));
    await shown('Nobody knows', 'passed: null', logged);
    assert.deepEqual(inbox.mails(), []);
  });

  it('takes the SHA-1 where there is no SHA-256, and the MD5 where there is neither', async () => {
    const sha1 = await postAlert(
      alertAbout({ sha256_after: '', sha1_after: EICAR_SHA1, md5_after: CLEAN.slice(0, 32) }),
    );
    await shown('Suppressed', 'suppressed: 1', sha1);
    const md5 = await postAlert(alertAbout({ md5_after: EICAR_MD5 }));
    await shown('Suppressed', 'suppressed: 2', md5);
    const asked = lookupsAsked(simulator).map(({ path }) => path.split('/').at(-1));
    assert.deepEqual(asked.slice(-2), [EICAR_SHA1, EICAR_MD5]);
  });

  const letGo: readonly (readonly [what: string, alert: unknown, end?: string])[] = [
    ['a deletion', alertAbout({ sha256_before: BAD }, 'db-01', 'deleted')],
    ['a deletion that names a hash', alertAbout({ sha256_after: BAD }, 'db-01', 'deleted')],
    ['an addition without a hash', alertAbout({}), 'No hash'],
    ['an alert of another kind', { rule: { id: '5710' }, agent: { name: 'db-01' }, data: {} }],
    ['a list', [alertAbout({ sha256_after: BAD })]],
    ['a number', 7],
    ['nothing', null],
  ];
  for (const [what, alert, end = 'Let go'] of letGo) {
    it(`lets ${what} go, where everybody can see it`, async () => {
      const asked = simulator.requests.length;
      const logged = await post(JSON.stringify(alert));
      await nodeRed.waitForLog(`[debug:${end}]`, { after: logged });
      assert.equal(simulator.requests.length, asked);
      assert.deepEqual(inbox.mails(), []);
    });
  }

  const malformed: readonly (readonly [string, string])[] = [
    ['half an alert', '{"syscheck": {"event": "added"'],
    ['a word', 'hello'],
    ['an empty body', ''],
  ];
  for (const [what, body] of malformed) {
    it(`sends ${what} to "What went wrong"`, async () => {
      const logged = await post(body);
      await nodeRed.waitForLog('[debug:Failures]', { after: logged });
      assert.deepEqual(inbox.mails(), []);
    });
  }

  describe('by syslog', () => {
    const header = '<132>Jan 15 09:41:07 wazuh ossec: ';
    const alert = alertAbout({ sha256_after: SCRIPT }, 'mail-01', 'modified');

    it('mails about a bad hash', async () => {
      await sendBySyslog(`${header}${JSON.stringify(alert)}\n`);
      const { subject } = await nextMail();
      assert.equal(subject, 'File on mail-01 is suspicious: /srv/share/setup.exe (2 / 66)');
    });

    it('sends a line that was cut off to "What went wrong"', async () => {
      const logged = await sendBySyslog(`${header}${JSON.stringify(alert).slice(0, 100)}`);
      await nodeRed.waitForLog('[debug:Failures]', { after: logged });
      assert.deepEqual(inbox.mails(), []);
    });

    it('sends a line in another format to "What went wrong"', async () => {
      const logged = await sendBySyslog(`${header}Alert Level: 5; Rule: 554 - File added`);
      await nodeRed.waitForLog('[debug:Failures]', { after: logged });
      assert.deepEqual(inbox.mails(), []);
    });
  });
});

/** The example as a person would change it: another account, and the syslog input enabled. */
function fitNode(node: FlowNode, simulatorUrl: string, syslogPort: number): FlowNode {
  if (node.type === 'virustotal-account') return { ...node, ...NO_LIMIT, baseUrl: simulatorUrl };
  if (node.type === 'debug') return { ...node, console: true };
  if (node.type !== 'udp in') return node;
  const { d, ...enabled } = node;
  assert.equal(d, true, 'it is disabled as it is imported');
  return { ...enabled, port: String(syslogPort) };
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
