import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { makeCertificate } from '../support/certificate';
import { exampleEnvironment, readExample, type FlowNode } from '../support/example-flows';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { linkIn, openPage, post, pressButton, type ResponsePage } from '../support/response-page';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { startWazuhApi, type WazuhApi } from '../support/wazuh-api';

const KEY = 'a11ce5ed'.repeat(8);

const TAB = 'a1e2700900000001';
const SAMPLE = 'a1e2700900000010';

/** A file that the stand-in knows as malicious. */
const BAD = '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c';

const JSON_TYPE = { 'content-type': 'application/json' };

const NO_LIMIT = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };

/** What a test has to press besides what the example has: a button, and the function behind it. */
const EXTRA: readonly FlowNode[] = Object.entries({
  hour: 'for (const link of Object.values(flow.get("links"))) link.until -= 3600000;\nnode.warn("an hour");',
  many: 'const links = flow.get("links") ?? {};\nconst until = Date.now() + 3000000;\nfor (let i = 0; i < 1000; i += 1) links[`many-${i}`] = { hash: "00", until };\nflow.set("links", links);\nnode.warn("a thousand");',
  count: 'node.warn(`links: ${Object.keys(flow.get("links")).length}`);',
}).flatMap(([id, func]) => [
  { id, type: 'inject', z: TAB, x: 0, y: 0, props: [], wires: [[`${id}-done`]] },
  { id: `${id}-done`, type: 'function', z: TAB, x: 0, y: 0, func, outputs: 0, wires: [] },
]);

let files = 0;

/** An alert about a file that no test has used before. */
function alertAbout(changes: { agent?: unknown; path?: unknown; sha256?: unknown } = {}): object {
  files += 1;
  const { agent = '003', path: at = `/srv/share/setup-${files}.exe`, sha256 = BAD } = changes;
  return {
    rule: { level: 5, description: 'File added to the system.', id: '554' },
    agent: { id: agent, name: 'db-01' },
    syscheck: { path: at, event: 'added', sha256_after: sha256 },
  };
}

describe('example 09, over HTTPS, HTTP and SMTP', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess;
  let inbox: Inbox;
  let simulator: SimulatorServer;
  let wazuh: WazuhApi;
  let folder: string;
  let flow: readonly FlowNode[];
  /** What Wazuh had been asked and told when a test began. */
  let began = { asked: 0, started: 0 };

  before(async () => {
    folder = makeTemporaryFolder();
    const certificate = await makeCertificate('127.0.0.1');
    const certificateFile = path.join(folder, 'wazuh.pem');
    await writeFile(certificateFile, certificate.cert);
    wazuh = await startWazuhApi(certificate);
    inbox = await startInbox({ clock: systemClock });
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    nodeRed = await startNodeRed({
      modules: [projectName, 'node-red-node-email'],
      env: {
        ...exampleEnvironment(KEY, inbox.smtp, { wazuh }),
        NODE_EXTRA_CA_CERTS: certificateFile,
      },
    });
    flow = [...readExample('09').map((node) => fitNode(node, simulator.url)), ...EXTRA];
    await nodeRed.deploy(flow);
  });

  afterEach(() => {
    inbox.clear();
    began = { asked: wazuh.asked, started: wazuh.started.length };
  });

  after(async () => {
    await nodeRed?.stop();
    await simulator?.close();
    await inbox?.close();
    await wazuh?.close();
    removeTemporaryFolder(folder);
  });

  /** Posts an alert as Wazuh's integration does; gives where the log ends before that. */
  async function tell(alert: object): Promise<number> {
    const logged = nodeRed.log().length;
    const { status } = await fetch(new URL('wazuh-alert', nodeRed.url), {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(alert),
    });
    assert.equal(status, 204);
    return logged;
  }

  async function nextLink(count = 1): Promise<URL> {
    const mails = await inbox.waitForMails(count, AbortSignal.timeout(20_000));
    return linkIn(mails.at(-1)?.text ?? '', nodeRed.url);
  }

  /** The link of a mail about a malicious file. */
  async function aLink(alert = alertAbout()): Promise<URL> {
    inbox.clear();
    await tell(alert);
    return await nextLink();
  }

  function assertNothingDone(): void {
    assert.deepEqual(
      { asked: wazuh.asked, started: wazuh.started.length },
      began,
      'Wazuh was asked for something',
    );
  }

  it('does what the page says when its button is pressed, and only once', async () => {
    await nodeRed.api('POST', `inject/${SAMPLE}`);
    const link = await nextLink();
    const [mail] = inbox.mails();
    assert.deepEqual(mail?.envelope.to, ['soc@alertwire.example']);
    assert.equal(
      mail?.subject,
      'Malicious file on web-02: /var/www/html/uploads/invoice.exe (63 / 67)',
    );
    assert.match(
      mail?.html ?? '',
      /<a href="https:\/\/node-red\.alertwire\.example\/wazuh-response\?[^>]*>https:/,
    );
    assert.match(mail?.text ?? '', /^https:\/\/node-red\.alertwire\.example\/wazuh-response\?/m);
    const page = await openPage(link);
    assert.equal(page.status, 200);
    for (const part of ['web-02 (007)', '/var/www/html/uploads/invoice.exe', '63 / 67 engines'])
      assert.ok(page.text.includes(part), page.text);
    assertNothingDone();

    const done = await pressButton(link, page);
    assert.equal(done.status, 200);
    assert.match(done.html, /<h1>Wazuh has taken it<\/h1>/);
    const alert = {
      data: {
        virustotal: {
          source: {
            file: '/var/www/html/uploads/invoice.exe',
            sha256: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
          },
        },
      },
    };
    assert.deepEqual(wazuh.started, [
      { agents: '007', body: { command: '!remove-threat.sh', arguments: [], alert } },
    ]);
    assertUseless(await pressButton(link, page));
    assertUseless(await openPage(link));
    assert.equal(wazuh.started.length, 1);
  });

  it('does nothing when a link is only looked at, however often', async () => {
    const link = await aLink();
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD'] as const)
      assert.equal((await openPage(link, method)).status, 200);
    assertNothingDone();
    assert.match((await pressButton(link, await openPage(link))).html, /Wazuh has taken it/);
  });

  it('has pages that nobody keeps, frames or is led away from', async () => {
    const link = await aLink();
    const page = await openPage(link);
    for (const { headers } of [page, await openPage(link, 'HEAD'), await pressButton(link, page)]) {
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.match(
        headers.get('content-security-policy') ?? '',
        /default-src 'none'.*frame-ancestors 'none'/,
      );
      assert.match(headers.get('content-type') ?? '', /^text\/html; charset=utf-8$/);
    }
  });

  it('does it once when the button is pressed twice at the same time', async () => {
    const link = await aLink();
    const page = await openPage(link);
    const both = await Promise.all([pressButton(link, page), pressButton(link, page)]);
    assert.deepEqual(
      both.map(({ status }) => status).toSorted((one, other) => one - other),
      [200, 410],
    );
    assert.equal(wazuh.started.length, began.started + 1);
  });

  it('takes the token of no other link, and none that is no token', async () => {
    const [link, other] = [await aLink(), await aLink()];
    const id = link.searchParams.get('id') ?? '';
    const token = link.searchParams.get('token') ?? '';
    const tries: readonly (readonly [string, string])[][] = [
      [],
      [['id', id]],
      [['token', token]],
      [
        ['id', id],
        ['token', ''],
      ],
      [
        ['id', id],
        ['token', token.slice(0, -1)],
      ],
      [
        ['id', id],
        ['token', `${token}0`],
      ],
      [
        ['id', id],
        ['token', token.toUpperCase()],
      ],
      [
        ['id', id],
        ['token', other.searchParams.get('token') ?? ''],
      ],
      [
        ['id', '__proto__'],
        ['token', token],
      ],
      [
        ['id', 'constructor'],
        ['token', token],
      ],
      [
        ['id[]', id],
        ['token[]', token],
        ['token[]', token],
      ],
      [
        ['id', id],
        ['token[length]', '1'],
      ],
    ];
    for (const fields of tries) {
      const body = new URLSearchParams(fields.map(([name, value]) => [name, value]));
      assertUseless(await post(new URL('wazuh-response', nodeRed.url), body));
      const looked = new URL('wazuh-response', nodeRed.url);
      looked.search = String(body);
      assertUseless(await openPage(looked));
    }
    assertUseless(await post(link, new URLSearchParams()));
    const noText = { toString: 1, valueOf: 1 };
    for (const body of [
      { id: noText, token },
      { id, token: noText },
      { id: [id], token },
    ]) {
      const request = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) };
      const { status } = await fetch(new URL('wazuh-response', nodeRed.url), request);
      assert.equal(status, 410);
    }
    const looked = new URL(
      `wazuh-response?id[toString]=1&id[valueOf]=1&token=${token}`,
      nodeRed.url,
    );
    assertUseless(await openPage(looked));
    assertNothingDone();
    assert.equal((await openPage(link)).status, 200);
  });

  it('acts on the file and the agent of the alert, whatever the request names', async () => {
    const link = await aLink(alertAbout({ path: '/srv/share/this.exe' }));
    const body = new URLSearchParams(link.search);
    for (const [name, value] of [
      ['agent', '001'],
      ['file', '/etc/passwd'],
      ['file[path]', '/etc/passwd'],
    ] as const)
      body.append(name, value);
    await post(new URL('wazuh-response', nodeRed.url), body);
    const { agents, body: asked } = wazuh.started.at(-1) ?? {};
    assert.equal(agents, '003');
    assert.match(JSON.stringify(asked), /"file":"\/srv\/share\/this\.exe"/);
    assert.doesNotMatch(JSON.stringify(asked), /passwd/);
  });

  it('takes no link after an hour, and forgets it', async () => {
    const link = await aLink();
    const page = await openPage(link);
    const logged = nodeRed.log().length;
    await nodeRed.api('POST', 'inject/hour');
    await nodeRed.waitForLog('an hour', { after: logged });
    assertUseless(await openPage(link));
    assertUseless(await pressButton(link, page));
    assertNothingDone();
    await aLink();
    const { memory } = await nodeRed.api('GET', `context/flow/${TAB}`);
    assert.equal(Object.keys(JSON.parse(memory.links.msg)).length, 1);
  });

  it('keeps the newest thousand links, however many files there are', async () => {
    const logged = nodeRed.log().length;
    await nodeRed.api('POST', 'inject/many');
    await nodeRed.waitForLog('a thousand', { after: logged });
    const [first, second] = [await aLink(), await aLink()];
    await nodeRed.api('POST', 'inject/count');
    await nodeRed.waitForLog('links: 1000', { after: logged });
    for (const link of [first, second]) assert.equal((await openPage(link)).status, 200);
  });

  it('warns of a place that a script may take for several', async () => {
    const warning = /takes it for several places/;
    const odd = await openPage(await aLink(alertAbout({ path: '/srv/share/a /etc/passwd' })));
    assert.match(odd.text, warning);
    assert.doesNotMatch((await openPage(await aLink())).text, warning);
  });

  it('shows what is in a name, and is not led by it', async () => {
    const at = '/srv/"><script>alert(1)</script>/\u202Efdp.exe\n</strong>{{token}}';
    const link = await aLink(alertAbout({ path: at }));
    const page = await openPage(link);
    assert.doesNotMatch(page.html, /<script|\u202E|<\/strong>\{\{/);
    assert.ok(page.text.includes('\\u{202e}fdp.exe\\u{a}'), page.text);
    assert.match((await pressButton(link, page)).html, /Wazuh has taken it/);
    assert.ok(JSON.stringify(wazuh.started.at(-1)?.body).includes(JSON.stringify(at)));
  });

  const notOne: Readonly<Record<string, object>> = {
    'all agents': alertAbout({ agent: 'all' }),
    'two agents': alertAbout({ agent: '001,002' }),
    'a list of agents': alertAbout({ agent: ['001', '002'] }),
    'an agent with a command': alertAbout({ agent: '001&wait_for_complete=true' }),
    'no hash': alertAbout({ sha256: '' }),
    'no path': alertAbout({ path: '' }),
    'a path that is none': alertAbout({ path: { toString: '/x' } }),
    'no alert': [],
  };
  for (const [what, alert] of Object.entries(notOne)) {
    it(`has no link for what names ${what}`, async () => {
      await nodeRed.waitForLog('[debug:Let go]', { after: await tell(alert) });
      assert.deepEqual(inbox.mails(), []);
    });
  }

  const failures: Readonly<Record<string, readonly [status: number, answer: object]>> = {
    'an agent that is not there': [
      200,
      { data: { total_affected_items: 0, total_failed_items: 1 }, message: 'No', error: 1 },
    ],
    'a user who may not': [403, { title: 'Permission Denied', detail: '<b>', error: 4000 }],
  };
  for (const [what, [status, answer]] of Object.entries(failures)) {
    it(`says that nothing was done where Wazuh tells of ${what}`, async () => {
      const link = await aLink();
      wazuh.refuseNext(status, answer);
      const logged = nodeRed.log().length;
      const page = await pressButton(link, await openPage(link));
      await nodeRed.waitForLog(`${status}: ${JSON.stringify(answer)}`, { after: logged });
      assert.match(page.html, /<h1>Wazuh has not taken it<\/h1>/);
      assert.equal(page.headers.get('authorization'), null);
      assertUseless(await openPage(link));
      assert.equal(wazuh.started.length, began.started);
    });
  }

  it('says so too where Wazuh lets nobody in, and where it is not there', async () => {
    for (const wrong of [
      { WAZUH_API: 'http://127.0.0.1:1' },
      { WAZUH_API: `${wazuh.url}/other` },
    ]) {
      const link = await aLink();
      await nodeRed.deploy(
        flow.map((node) => withEnvironment(node, wrong)),
        'nodes',
      );
      const page = await pressButton(link, await openPage(link));
      assert.match(page.html, /<h1>Wazuh has not taken it<\/h1>/);
      assert.equal(page.headers.get('authorization'), null);
    }
    await nodeRed.deploy(flow, 'nodes');
    assert.equal(wazuh.started.length, began.started);
  });

  it('undoes the raise where no mail goes out', async () => {
    const alert = alertAbout();
    const broken = flow.map((node) => (node.type === 'e-mail' ? { ...node, port: '1' } : node));
    await nodeRed.deploy(broken, 'nodes');
    await nodeRed.waitForLog('ECONNREFUSED', { after: await tell(alert) });
    await nodeRed.deploy(flow, 'nodes');
    await tell(alert);
    await nextLink();
    await nodeRed.waitForLog('[debug:Suppressed]', { after: await tell(alert) });
  });

  it('writes no token into the log', async () => {
    const link = await aLink();
    await pressButton(link, await openPage(link));
    assert.equal(nodeRed.log().includes(link.searchParams.get('token') ?? ''), false);
  });
});

/** What is shown of a link that is used, too old or none. */
function assertUseless({ status, html }: ResponsePage): void {
  assert.equal(status, 410);
  assert.match(html, /<h1>This link is of no use any more<\/h1>/);
  assert.doesNotMatch(html, /<form|setup-/);
}

/** The example as it is imported, but for where VirusTotal is. */
function fitNode(node: FlowNode, simulatorUrl: string): FlowNode {
  if (node.type === 'virustotal-account') return { ...node, ...NO_LIMIT, baseUrl: simulatorUrl };
  return node.type === 'debug' ? { ...node, console: true } : node;
}

/** The same node where some variables of the tab are others. */
function withEnvironment(node: FlowNode, variables: Readonly<Record<string, string>>): FlowNode {
  if (node.id !== TAB) return node;
  const env = Object.entries(variables).map(([name, value]) => ({ name, value, type: 'str' }));
  return { ...node, env };
}
