import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { makeCertificate } from '../support/certificate';
import { createDeferred } from '../support/deferred';
import { exampleEnvironment, readExample, type FlowNode } from '../support/example-flows';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { quickTime } from '../support/quick-time';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

const KEY = 'a11ce5ed'.repeat(8);

/** The half a minute until a mail is tried again takes half a second. */
const SPEED = 60;

/** The sample log has two URLs that are raised, so that every click makes two mails. */
const ALERTS = ['malware[.]wicar[.]org', 'testsafebrowsing[.]appspot[.]com'];

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const EVE = 'eve@example.com';

/** A mail of which the server has read the last line. */
type Mail = FaultySmtp['read'][number];

describe('example 04, with a mail server that misbehaves', function () {
  this.timeout(60_000);

  let folder: string;
  let certificate: { key: string; cert: string };
  let simulator: SimulatorServer;
  let server: FaultySmtp;
  let nodeRed: NodeRedProcess;
  let flow: readonly FlowNode[];
  /** Where the log ends before a test. */
  let logged: number;

  before(async () => {
    folder = makeTemporaryFolder();
    certificate = await makeCertificate('localhost');
    const trusted = path.join(folder, 'certificate.pem');
    writeFileSync(trusted, certificate.cert);
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    server = await startFaultySmtp({ certificate });
    nodeRed = await startNodeRed({
      modules: [projectName],
      env: {
        ...exampleEnvironment(KEY, { host: 'localhost', port: server.port }),
        ALERT_TO: [ANN, BOB, EVE].join(', '),
        NODE_EXTRA_CA_CERTS: trusted,
        ...quickTime(SPEED),
      },
    });
    flow = [...readExample('04').map((node) => fitNode(node, simulator.url)), FORGET];
    await nodeRed.deploy(flow);
  });

  beforeEach(() => {
    logged = nodeRed.log().length;
  });

  afterEach(async () => {
    server.behave({});
    await until(async () => (await mailbox()).unfinished === 0);
    await nodeRed.api('POST', `inject/${FORGET.id}`);
  });

  after(async () => {
    await nodeRed.stop();
    await server.close();
    await simulator.close();
    removeTemporaryFolder(folder);
  });

  /** Has two alerts raised: a log comes in, and its hour is over. */
  async function raiseTwo(): Promise<void> {
    for (const name of ['A sample log', 'Send them now']) {
      const button = flow.find((node) => node.type === 'inject' && node['name'] === name);
      await nodeRed.api('POST', `inject/${button?.id}`);
    }
  }

  async function mailbox(): Promise<ReturnType<typeof JSON.parse>> {
    const [mails] = await nodeRed.api('GET', 'virustotal/mails');
    return mails;
  }

  /** Resolves when two mails wait and one of them has failed like that: it finds out for both. */
  const bothWaitFor = (failure: RegExp): Promise<void> =>
    until(async () => {
      const { waiting } = await mailbox();
      const errors = waiting.map(({ lastError = '' }: { lastError?: string }) => lastError);
      return errors.length === 2 && failure.test(errors.join('\n'));
    });

  /** Resolves when the notify node has sent on `count` messages to the debug node `end`. */
  const shown = (end: string, count: number): Promise<void> =>
    nodeRed.waitForLog(new RegExp(`(?:\\[debug:${end}\\][^]*){${count}}`), { after: logged });

  /** What has come since, each alert once, and the mails that were read, oldest first. */
  async function arrived(taken: number, read: number): Promise<readonly Mail[]> {
    const began = { taken: server.taken.length, read: server.read.length };
    await raiseTwo();
    const mails = (await server.waitForTaken(began.taken + taken)).slice(began.taken);
    await until(async () => (await mailbox()).unfinished === 0);
    assert.equal(server.taken.length, began.taken + taken, 'no more than that');
    assert.equal(server.read.length, began.read + read, 'it was tried as often as that');
    for (const alert of ALERTS) {
      assert.equal(mails.filter(({ text }) => subjectOf(text).includes(alert)).length, 1, alert);
    }
    return server.read.slice(began.read);
  }

  it('mails each alert once to a server that behaves', async () => {
    const mails = await arrived(2, 2);
    assert.ok(mails.every(({ isSecure }) => isSecure));
    assert.deepEqual(mails[0]?.to, [ANN, BOB, EVE]);
    await shown('Mailed', 2);
  });

  it('mails an alert later that was put off by 451, and the other at once', async () => {
    server.next({ data: '451 4.3.0 Try later' });
    const [first, second, again] = await arrived(2, 3);
    assert.equal(again?.messageId, first?.messageId);
    assert.notEqual(second?.messageId, first?.messageId);
  });

  it('mails an alert again whose reply was lost, as the same mail', async () => {
    server.next({ cutAt: 'end of data' });
    const mails = await arrived(2, 3);
    assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 2);
    assert.equal(mails[2]?.messageId, mails[0]?.messageId);
  });

  for (const cutAt of ['taken', 'quit'] as const) {
    it(`mails no alert twice where the connection is cut after the reply (${cutAt})`, async () => {
      server.behave({ cutAt });
      await arrived(2, 2);
      await shown('Mailed', 2);
    });
  }

  it('mails to the others where one of three is refused, and says who has not got it', async () => {
    server.behave({ recipients: { [BOB]: '550 5.1.1 No such user' } });
    const mails = await arrived(2, 2);
    for (const { to } of mails) assert.deepEqual(to, [ANN, EVE]);
    await shown('Mailed', 2);
    await shown('Not delivered', 2);
    const log = nodeRed.log().slice(logged);
    assert.match(log, /accepted: \[ 'ann@example\.com', 'eve@example\.com' \]/);
    assert.match(log, /bob@example\.com: 550 5\.1\.1 No such user/);
    await raiseTwo();
    await shown('Suppressed', 2);
  });

  it('mails the other alert while the server takes long with one', async () => {
    const reply = createDeferred<void>();
    server.next({ slow: reply.promise });
    const [taken, read] = [server.taken.length, server.read.length];
    await raiseTwo();
    await server.waitForTaken(taken + 1);
    await server.waitForRead(read + 2);
    reply.resolve();
    await shown('Mailed', 2);
    assert.equal(server.taken.length, taken + 2);
    assert.equal(server.read.length, read + 2);
  });

  it('mails all alerts when a server is back that was down', async () => {
    await server.goAway();
    const { length } = server.taken;
    await raiseTwo();
    await bothWaitFor(/cannot be reached/);
    assert.equal(nodeRed.log().slice(logged).includes('[debug:Mailed]'), false);
    await server.comeBack();
    const mails = (await server.waitForTaken(length + 2)).slice(length);
    await shown('Mailed', 2);
    assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 2);
  });

  it('says nothing in plain text where STARTTLS was stripped, and mails when it is back', async () => {
    const { port } = server;
    await server.close();
    const stripped = await startFaultySmtp({ port });
    await raiseTwo();
    await bothWaitFor(/no secure connection/);
    assert.doesNotMatch(stripped.said.join('\n'), /AUTH|MAIL/);
    assert.equal(stripped.read.length, 0);
    await stripped.close();
    server = await startFaultySmtp({ certificate, port });
    const mails = await server.waitForTaken(2);
    assert.ok(mails.every(({ isSecure }) => isSecure));
    await shown('Mailed', 2);
  });

  it('lists what is refused for good as given up, and sends it when told', async () => {
    server.next({ data: '554 5.6.0 Looks like spam' });
    const { length } = server.taken;
    await raiseTwo();
    await shown('Not delivered', 1);
    await shown('Mailed', 1);
    assert.match(nodeRed.log().slice(logged), /554 5\.6\.0 Looks like spam/);
    const { node, dead, waiting } = await mailbox();
    assert.deepEqual(waiting, []);
    assert.equal(dead.length, 1);
    assert.match(dead[0].subject, /^Malicious URL: hxxps?\[:\]/);
    assert.match(dead[0].lastError, /554 5\.6\.0 Looks like spam/);
    await nodeRed.api('POST', `virustotal/mails/${node}/${dead[0].id}/send`);
    const mails = (await server.waitForTaken(length + 2)).slice(length);
    const subjects = mails.map(({ text }) => subjectOf(text));
    for (const alert of ALERTS) assert.ok(subjects.some((each) => each.includes(alert)));
    await until(async () => (await mailbox()).dead.length === 0);
  });

  it('tells nobody the password', () => {
    assert.doesNotMatch(nodeRed.log(), /any password will do/);
  });
});

/** Has the raise node forget what it has raised, so that each test raises anew. */
const FORGET: FlowNode = {
  id: 'forget',
  type: 'inject',
  z: 'a1e2700400000001',
  name: 'Forget',
  props: [{ p: 'raise', v: 'reset', vt: 'str' }],
  x: 0,
  y: 0,
  wires: [['a1e2700400000051']],
};

/** The example as it is imported, but for where VirusTotal is; nothing is sent before it is told. */
function fitNode(node: FlowNode, simulatorUrl: string): FlowNode {
  if (node.type === 'virustotal-account') {
    const unlimited = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };
    return { ...node, ...unlimited, baseUrl: simulatorUrl, timeout: '30m' };
  }
  if (node.type === 'virustotal-collect') return { ...node, every: '' };
  return node.type === 'debug' ? { ...node, console: true } : node;
}

/** Between two looks Node-RED has had its turn. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}

/** The subject of a mail as it came, unfolded (RFC 5322, 2.2.3). */
function subjectOf(text: string): string {
  const folded = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(text)?.[1] ?? '';
  return folded.replaceAll(/\r\n(?=[ \t])/g, '');
}
