import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { exampleEnvironment, readExamples, type FlowNode } from '../support/example-flows';
import { readable } from '../support/mail-parts';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { findUrlAlertFaults } from '../support/url-alert-example';

const KEY = 'a11ce5ed'.repeat(8);

/** The quota of a free key lets the fourth URL wait for a minute. */
const NO_LIMIT = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };

describe('example 04, over HTTP and SMTP', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess;
  let inbox: Inbox;
  let simulator: SimulatorServer;
  let flow: readonly FlowNode[];

  before(async () => {
    inbox = await startInbox({ clock: systemClock });
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    nodeRed = await startNodeRed({
      modules: [projectName],
      env: exampleEnvironment(KEY, inbox.smtp),
    });
    const example = readExamples().find(({ name }) => name.startsWith('04'));
    assert.ok(example);
    flow = example.nodes.map((node) => {
      if (node.type === 'virustotal-account')
        return { ...node, ...NO_LIMIT, baseUrl: simulator.url };
      if (node.type === 'virustotal-mailer') return { ...node, security: 'none' };
      return node.type === 'debug' ? { ...node, console: true } : node;
    });
    await nodeRed.deploy(flow);
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
    await inbox.close();
  });

  /** Presses a button; gives where the log ends before that. */
  async function press(name: string): Promise<number> {
    const logged = nodeRed.log().length;
    const button = flow.find((node) => node.type === 'inject' && node['name'] === name);
    await nodeRed.api('POST', `inject/${button?.id}`);
    return logged;
  }

  it('mails about the most frequent URLs that engines flag', async () => {
    await press('A sample log');
    await press('Send them now');
    await inbox.waitForMails(2, AbortSignal.timeout(30_000));
    const mails = inbox.mails();
    assert.deepEqual(findUrlAlertFaults(mails), []);
    for (const mail of mails) {
      assert.deepEqual(mail.envelope.to, ['soc@alertwire.example']);
      assert.match(mail.html ?? '', /Engines that flag it/);
      assert.doesNotMatch(mail.html ?? '', /https?:\/\/(?!www\.virustotal\.com\/)/);
    }
  });

  it('holds the same back for ten minutes, and counts it', async () => {
    const logged = await press('Send them now');
    for (const subject of ['malware.wicar.org', 'testsafebrowsing.appspot.com/s/phishing']) {
      await nodeRed.waitForLog(subject, { after: logged, signal: AbortSignal.timeout(30_000) });
    }
    await nodeRed.waitForLog("reason: 'suppressed'", { after: logged });
    await nodeRed.waitForLog('suppressed: 1', { after: logged });
    assert.equal(inbox.mails().length, 2);
  });

  it('names in its mail the URL, positives and total, the engines, how often it was seen, and how many were suppressed', async () => {
    const logged = nodeRed.log().length;
    // What got worse is raised at once.
    await nodeRed.deploy(
      flow.map((node) => (node.type === 'virustotal-raise' ? { ...node, severity: '5' } : node)),
    );
    await press('Send them now');
    const mails = await inbox.waitForMails(4, AbortSignal.timeout(30_000));
    const mail = mails.slice(2).find(({ subject }) => subject.includes('wicar'));
    assert.ok(mail, nodeRed.log().slice(logged));
    const [said = '', engines = ''] = mail.text.replaceAll('\r\n', '\n').trim().split('\n\n');
    const [verdict, seen, suppressed] = said.split('\n');
    assert.equal(
      verdict,
      'hxxp[:]//malware[.]wicar[.]org/data/eicar[.]com is malicious: 15 of 71 engines flag it.',
    );
    assert.match(
      seen ?? '',
      /^Seen 6 times in the log, first received (20\S+ \S+) UTC, last 20\S+ \S+ UTC\.$/,
    );
    assert.equal(suppressed, 'Suppressed since the last alert: 1.');
    assert.equal(engines.split('\n').length, 15);
    assert.ok(engines.split('\n').includes('Kaspersky: malicious'));
    const page = readable(mail.html ?? '');
    assert.doesNotMatch(page, /Kaspersky: malicious/, 'the table says it');
    for (const words of [
      'hxxp[:]//malware[.]wicar[.]org/data/eicar[.]com',
      '15 / 71 engines flag it',
      'Times seen 6',
      'Suppressed 1 since 20',
      'Kaspersky malicious',
    ]) {
      assert.ok(page.includes(words), `${words} is in: ${page}`);
    }
  });

  const nobodyGot: readonly (readonly [what: string, type: string, change: object])[] = [
    ['nobody is to get', 'virustotal-group', { to: '' }],
    ['no mail server is chosen for', 'virustotal-notify', { mailer: '' }],
  ];
  for (const [index, [what, type, change]] of nobodyGot.entries()) {
    it(`raises a URL anew of a mail that ${what}`, async () => {
      // What got worse is raised at once.
      const worse = flow.map((node) =>
        node.type === 'virustotal-raise' ? { ...node, severity: String(6 + index) } : node,
      );
      const broken = worse.map((node) => {
        if (node.type === type) return { ...node, ...change };
        return node['name'] === 'Undo the raise' ? withWitness(node) : node;
      });
      const sent = inbox.mails().length;
      await nodeRed.deploy([...broken, WITNESS]);
      const logged = await press('Send them now');
      await nodeRed.waitForLog(/(?:\[debug:Not delivered\][^]*){2}/, { after: logged });
      await nodeRed.waitForLog(/(?:\[debug:Undone\][^]*){2}/, { after: logged });
      assert.equal(inbox.mails().length, sent);
      await nodeRed.deploy(worse);
      await press('Send them now');
      await inbox.waitForMails(sent + 2, AbortSignal.timeout(30_000));
    });
  }

  it('looks the four most frequent up, and each once', async () => {
    await nodeRed.waitForLog(/debug:Not flagged[^]*debug:Not flagged/);
    const urls = simulator.requests.filter(({ path }) => path.startsWith('/api/v3/urls/'));
    assert.equal(urls.length, 4);
    assert.equal(new Set(urls.map(({ path }) => path)).size, 4);
  });
});

/** Shows that a raise is being undone: the raise node got the message before it. */
const WITNESS: FlowNode = {
  id: 'undone',
  type: 'debug',
  z: 'a1e2700400000001',
  name: 'Undone',
  active: true,
  console: true,
  targetType: 'msg',
  complete: 'raise',
  x: 0,
  y: 0,
  wires: [],
};

function withWitness(node: FlowNode): FlowNode {
  const [targets] = Array.isArray(node['wires']) ? node['wires'] : [];
  assert.ok(Array.isArray(targets));
  return { ...node, wires: [[...targets, WITNESS.id]] };
}
