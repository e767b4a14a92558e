import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { waitForKept } from '../support/kept-lookups';
import { settingsFor } from '../support/lean-settings';
import { KEY } from '../support/lookup-flow';
import { startMaliciousFiles, type MaliciousFiles } from '../support/malicious-files';
import { needsSqlite } from '../support/needs-sqlite';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName, projectRoot } from '../support/pair';
import { smtpFlow } from '../support/smtp-flow';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

const settings = settingsFor('10-function.js');

/**
 * What a Node-RED with version 0.1 had in its store when it was killed: a lookup that waits for the
 * quota, the mails about two that were answered, two alerts that nobody had written down yet, and two
 * messages that are collected into one mail.
 */
const STORE = path.join(projectRoot, 'test', 'fixtures', 'store-0.1.sqlite');

const [FIRST = '', SECOND = '', THIRD = ''] = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

describe('a store that version 0.1 has left', function () {
  this.timeout(30_000);

  let userDir: string;
  let server: FaultySmtp;
  let files: MaliciousFiles;
  let nodeRed: NodeRedProcess | undefined;

  needsSqlite();

  beforeEach(async () => {
    userDir = makeTemporaryFolder();
    server = await startFaultySmtp();
    files = await startMaliciousFiles();
    mkdirSync(path.join(userDir, 'virustotal'));
    copyFileSync(STORE, path.join(userDir, 'virustotal', 'state.sqlite'));
  });

  afterEach(async () => {
    await nodeRed?.stop();
    nodeRed = undefined;
    await files.close();
    await server.close();
    removeTemporaryFolder(userDir);
  });

  it('is opened, and what waits in it ends once', async () => {
    nodeRed = await startNodeRed({ userDir, modules: [projectName], settings });
    await nodeRed.deploy(flow(server.port, files.url));
    await server.waitForTaken(6);
    await waitForKept(nodeRed, 0);
    await nodeRed.deploy(flow(server.port, files.url));
    await waitForKept(nodeRed, 0);
    // A long subject is folded into several lines.
    const subjects = server.taken.map(({ text }) =>
      (/^Subject: (.*(?:\r\n .*)*)\r$/m.exec(text)?.[1] ?? '').replaceAll('\r\n', ''),
    );
    assert.deepEqual(
      subjects.toSorted(),
      ['2 alerts', 'About first', 'About second', ...[FIRST, SECOND, THIRD].map(about)].toSorted(),
    );
  });

  it('gives back the messages whose mails were written down', async () => {
    nodeRed = await startNodeRed({ userDir, modules: [projectName], settings });
    await nodeRed.deploy(flow(server.port, files.url));
    for (const hash of [FIRST, SECOND]) await nodeRed.waitForLog(`delivered ${hash}`);
  });
});

const about = (hash: string): string => `About ${hash}`;

/** The flow that the earlier version had, with what it asks and where its mails go. */
function flow(port: number, baseUrl: string): object[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const notify = { subject: 'About {{payload}}', text: 'Text', wires: [['delivered'], []] };
  const nodes = smtpFlow({ port, notify, group: { to: 'ann@example.com' } })
    .filter(({ type }) =>
      ['tab', 'virustotal-group', 'virustotal-mailer', 'virustotal-notify'].includes(type),
    )
    .map((node) => ('z' in node ? { ...node, x: 0, y: 0 } : node));
  const mail = nodes.find(({ id }) => id === 'mail');
  return [
    ...nodes,
    { ...mail, id: 'digest', digest: '1s', wires: [[], []] },
    {
      id: 'account',
      type: 'virustotal-account',
      api: 'v3',
      baseUrl,
      plan: 'custom',
      perMinute: 0,
      credentials: { apiKey: KEY },
    },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      ...place,
      account: 'account',
      target: 'report',
      wires: [['mail'], []],
    },
    {
      id: 'raise',
      type: 'virustotal-raise',
      ...place,
      subject: 'payload',
      subjectType: 'msg',
      wires: [['mail'], []],
    },
    {
      id: 'delivered',
      type: 'function',
      ...place,
      outputs: 0,
      func: 'node.log(`delivered ${msg.virustotal?.indicator?.value}`);',
      wires: [],
    },
  ];
}
