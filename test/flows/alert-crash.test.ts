import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'mocha';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { waitForKept } from '../support/kept-lookups';
import { openMailHouse, type MailHouse } from '../support/mail-lives';
import type { NodeRedProcess } from '../support/node-red-process';
import { smtpFlow } from '../support/smtp-flow';
import { TIME, type KillPoint, type Trace } from '../support/writes';
import { needsSqlite } from '../support/needs-sqlite';

const URLS = [
  'http://malware.wicar.org/data/eicar.com',
  'https://testsafebrowsing.appspot.com/s/phishing.html',
  'https://testsafebrowsing.appspot.com/s/malware.html',
];

/** Houses at the same time: a Node-RED that starts keeps a core busy. */
const AT_ONCE = 2;

/** A message waits for its lookup, an alert for whoever writes it down, a mail for its server. */
const PUT = 'work INSERT';
const CLAIM = 'claim INSERT';

/** What has its own tests: opening and closing the store, quotas. */
const TRIED_ELSEWHERE = /^(schema|holder|attempt|quota|counter)/;

describe('a Node-RED that is killed between a log and its mails', function () {
  this.timeout(240_000);

  const houses: MailHouse[] = [];
  const servers: FaultySmtp[] = [];

  needsSqlite();

  after(async () => {
    for (const house of houses) house.close();
    for (const server of servers) await server.close();
  });

  async function open(
    template?: MailHouse,
  ): Promise<{ readonly house: MailHouse; readonly server: FaultySmtp }> {
    const server = await startFaultySmtp();
    const house = openMailHouse(template, server.port);
    servers.push(server);
    houses.push(house);
    return { house, server };
  }

  /** Lives once to see what is written, then anew for each point at which that can be killed. */
  async function killEverywhere(
    act: (nodeRed: NodeRedProcess) => Promise<void>,
    goOn: (nodeRed: NodeRedProcess) => Promise<void>,
    check: (server: FaultySmtp, killed: Trace) => void,
  ): Promise<void> {
    const template = await open();
    await template.house.live((nodeRed) => nodeRed.deploy(flow(template.server.port)));
    rmSync(path.join(template.house.userDir, 'virustotal'), { recursive: true });
    const first = await open(template.house);
    const whole = await first.house.live(act);
    check(first.server, whole);
    const kinds = new Set(whole.writes.map(({ kind }) => kind));
    for (const kind of [PUT, CLAIM, 'work taken', 'payload DELETE', 'kept INSERT']) {
      assert.ok(kinds.has(kind), `${kind} is written`);
    }
    const points = [...kinds]
      .filter((kind) => kind !== TIME && !TRIED_ELSEWHERE.test(kind))
      .flatMap((kind) => killPoints(whole, kind));
    const faults: string[] = [];
    const killAtNext = async (): Promise<void> => {
      for (let point = points.shift(); point; point = points.shift()) {
        const { house, server } = await open(template.house);
        const trace = await house.live(act, point);
        await house.live(goOn);
        // Whatever the second life left undone comes now.
        await house.live((nodeRed) => waitForKept(nodeRed, 0));
        try {
          assert.ok(trace.killed, 'it was killed');
          check(server, trace);
        } catch (error) {
          faults.push(`${point.when} ${point.kind} ${point.number}: ${String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, killAtNext));
    assert.deepEqual(faults, []);
  }

  it('raises each URL of the log once, though the log is read again', async () => {
    await killEverywhere(collectAndFlush, collectAndFlush, (server) => {
      checkMails(server, URLS.length);
    });
  });

  it('loses no message that a lookup has written down', async () => {
    await killEverywhere(
      lookUp,
      (nodeRed) => waitForKept(nodeRed, 0),
      (server, { writes }) => {
        const accepted = writes.filter(({ kind }) => kind === PUT).length;
        checkMails(server, Math.min(accepted, URLS.length));
      },
    );
  });
});

/**
 * The inject node `log` has the URLs counted, and `flush` sends them on to be looked up, raised and
 * mailed; `direct` has them looked up at once.
 */
function flow(port: number): object[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const list = { payload: JSON.stringify(URLS), payloadType: 'json', props: [{ p: 'payload' }] };
  const templates = { subject: 'Alert {{alert.subject}}', text: 'Seen {{count}} times.' };
  const nodes = smtpFlow({ port, notify: { ...templates, wires: [['end'], ['failed']] } });
  const debug = { ...place, type: 'debug', active: true, console: true, targetType: 'msg' };
  return [
    ...nodes
      .filter(({ type }) => !['helper', 'catch', 'complete'].includes(type))
      .map((node) => ('z' in node ? { ...node, x: 0, y: 0 } : node)),
    { id: 'account', type: 'virustotal-account', api: 'demo' },
    { id: 'log', type: 'inject', ...place, ...list, wires: [['lines']] },
    { id: 'lines', type: 'split', ...place, wires: [['collect']] },
    {
      id: 'flush',
      type: 'inject',
      ...place,
      props: [{ p: 'collect', v: 'flush', vt: 'str' }],
      wires: [['collect']],
    },
    { id: 'collect', type: 'virustotal-collect', ...place, every: '', limit: 0, wires: [['ask']] },
    { id: 'counting', type: 'complete', ...place, scope: ['collect'], wires: [['counted']] },
    { ...debug, id: 'counted', name: 'counted', complete: '_msgid' },
    { id: 'direct', type: 'inject', ...place, ...list, wires: [['urls']] },
    { id: 'urls', type: 'split', ...place, wires: [['ask']] },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      ...place,
      account: 'account',
      kind: 'url',
      wires: [['judge'], []],
    },
    { id: 'judge', type: 'virustotal-verdict', ...place, wires: [['gate']] },
    { id: 'gate', type: 'virustotal-gate', ...place, wires: [['raise'], [], []] },
    { id: 'raise', type: 'virustotal-raise', ...place, wires: [['mail'], []] },
    { id: 'deciding', type: 'complete', ...place, scope: ['raise'], wires: [['decided']] },
    { ...debug, id: 'decided', name: 'decided', complete: 'alert.subject' },
    ...['end', 'failed'].map((name) => ({ ...debug, id: name, name, complete: 'topic' })),
  ];
}

/** One mail about each, one more at most, and the same mail is known by the same Message-ID. */
function checkMails({ taken }: FaultySmtp, expected: number): void {
  const subjects = taken.map(({ text }) => /^Subject: (.*)\r$/m.exec(text)?.[1] ?? '');
  const different = new Set(subjects);
  assert.equal(different.size, expected, `mails about ${[...different].join(', ')}`);
  assert.ok(subjects.length <= expected + 1, `${subjects.length} mails`);
  assert.equal(new Set(taken.map(({ messageId }) => messageId)).size, different.size);
}

async function collectAndFlush(nodeRed: NodeRedProcess): Promise<void> {
  await nodeRed.api('POST', 'inject/log');
  await waitForEach(nodeRed, 'counted');
  await nodeRed.api('POST', 'inject/flush');
  await waitForEach(nodeRed, 'decided');
  await waitForKept(nodeRed, 0);
}

async function lookUp(nodeRed: NodeRedProcess): Promise<void> {
  await nodeRed.api('POST', 'inject/direct');
  await waitForEach(nodeRed, 'decided');
  await waitForKept(nodeRed, 0);
}

/** Resolves when the debug node `name` has printed as many lines as there are URLs. */
function waitForEach(nodeRed: NodeRedProcess, name: string): Promise<void> {
  return nodeRed.waitForLog(new RegExp(`(\\[debug:${name}\\][^]*){${URLS.length}}`));
}

/** Before and after the second write of a kind where there are two, so that something came before. */
function killPoints({ writes }: Trace, kind: string): KillPoint[] {
  const often = writes.filter((each) => each.kind === kind).length;
  return (['before', 'after'] as const).map((when) => ({ kind, number: Math.min(2, often), when }));
}
