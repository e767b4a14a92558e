import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { countRaised, waitForKept } from '../support/kept-lookups';
import { settingsFor } from '../support/lean-settings';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { smtpFlow } from '../support/smtp-flow';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { needsSqlite } from '../support/needs-sqlite';

const settings = settingsFor('20-inject.js', '21-debug.js', '10-function.js', '15-change.js');

/** Full deploys while alerts are being raised, and mails that are taken before each. */
const DEPLOYS = 4;
const MAILS_BETWEEN = 60;

/** A hundred a second, in each life of the flow others. */
const STREAM = `const life = Date.now();
let count = 0;
setInterval(() => node.send({ subject: life + '-' + (count += 1) }), 10);`;

/** Fewer than an outbox holds. */
const AT_ONCE = 400;
const BURST = `for (let count = 1; count <= ${AT_ONCE}; count += 1) node.send({ subject: 'at once ' + count });`;

describe('alerts that come in great numbers', function () {
  this.timeout(60_000);

  let userDir: string;
  let server: FaultySmtp;
  let nodeRed: NodeRedProcess | undefined;

  needsSqlite();

  beforeEach(async () => {
    userDir = makeTemporaryFolder();
    server = await startFaultySmtp();
  });

  afterEach(async () => {
    await nodeRed?.stop();
    nodeRed = undefined;
    await server.close();
    removeTemporaryFolder(userDir);
  });

  async function start(): Promise<NodeRedProcess> {
    nodeRed = await startNodeRed({ userDir, modules: [projectName], settings });
    return nodeRed;
  }

  it('have each its mail, however often all is deployed meanwhile', async () => {
    const red = await start();
    for (let deploy = 0; deploy < DEPLOYS; deploy += 1) {
      await red.deploy(flow(server.port, { initialize: STREAM, func: '' }));
      await server.waitForTaken(server.taken.length + MAILS_BETWEEN);
    }
    await red.deploy(flow(server.port, { func: '' }));
    await waitForKept(red, 0);
    assert.ok(countRaised(userDir) >= DEPLOYS * MAILS_BETWEEN);
    checkMails(server, countRaised(userDir));
    assert.ok(!red.log().includes('[debug:failed]'), 'none was given up');
  });

  it('have each its mail when Node-RED is killed among them', async () => {
    const red = await start();
    await red.deploy(flow(server.port, { func: BURST }));
    await red.api('POST', 'inject/in');
    await server.waitForTaken(1);
    process.kill(red.pid, 'SIGKILL');
    await red.stop();
    const raised = countRaised(userDir);
    const next = await start();
    await waitForKept(next, 0);
    assert.ok(raised > 1);
    checkMails(server, raised);
    assert.ok(server.taken.length <= raised + 1, 'the crash repeats one at most');
    assert.ok(!next.log().includes('[debug:failed]'), 'none was given up');
  });
});

/** Whatever the function `make` sends is raised and mailed by way of a change node. */
function flow(port: number, make: object): object[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const notify = { subject: 'Alert {{alert.subject}}', text: 'Text', wires: [[], ['failed']] };
  const mailing = smtpFlow({ port, notify }).filter(({ type }) =>
    ['tab', 'virustotal-group', 'virustotal-mailer', 'virustotal-notify'].includes(type),
  );
  return [
    ...mailing.map((node) => ('z' in node ? { ...node, x: 0, y: 0 } : node)),
    { id: 'in', type: 'inject', ...place, props: [], wires: [['make']] },
    { id: 'make', type: 'function', ...place, outputs: 1, wires: [['raise']], ...make },
    {
      id: 'raise',
      type: 'virustotal-raise',
      ...place,
      subject: 'subject',
      subjectType: 'msg',
      wires: [['change'], []],
    },
    { id: 'change', type: 'change', ...place, rules: [], wires: [['mail']] },
    {
      id: 'failed',
      type: 'debug',
      ...place,
      name: 'failed',
      active: true,
      console: true,
      complete: 'error',
      targetType: 'msg',
    },
  ];
}

/** A mail about each that was raised; one that comes twice is known by its Message-ID. */
function checkMails({ taken }: FaultySmtp, raised: number): void {
  const subjects = taken.map(({ text }) => /^Subject: (.*)\r$/m.exec(text)?.[1]);
  assert.equal(new Set(subjects).size, raised, 'alerts with a mail');
  assert.equal(new Set(taken.map(({ messageId }) => messageId)).size, raised, 'different mails');
}
