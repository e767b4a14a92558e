import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startFaultySmtp, type FaultySmtp } from '../../support/faulty-smtp';
import { askAs, settingsWithUsers, type Answer, type Ask } from '../../support/editor-users';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';
import { smtpFlow } from '../../support/smtp-flow';

const SECRETS = { user: 'postmaster-of-tests', password: 'pa55w0rd-of-tests' };
const MAILS = 'virustotal/mails';

describe("the editor's questions about mails", function () {
  this.timeout(30_000);
  const answers: string[] = [];
  let server: FaultySmtp;
  let nodeRed: NodeRedProcess;
  let ask: Ask;

  /** One mail is given up, another waits. */
  async function start(): Promise<void> {
    const place = { z: 'tab', x: 0, y: 0 };
    const shown = { ...place, type: 'debug', active: true, console: true, targetType: 'full' };
    const nodes = smtpFlow({
      port: server.port,
      notify: { name: 'desk', wires: [['end'], ['end']] },
    })
      .filter(({ type }) => !['helper', 'catch', 'complete'].includes(type))
      .map((node) => ('z' in node ? { ...node, x: 0, y: 0 } : node));
    const flow = [
      ...nodes.map((node) => (node.id === 'mailer' ? { ...node, credentials: SECRETS } : node)),
      { id: 'start', type: 'inject', ...place, props: [], wires: [['mail']] },
      { id: 'end', name: 'end', ...shown, complete: 'true' },
    ];
    const { length } = nodeRed.log();
    assert.equal((await ask('admin', 'POST', 'flows', flow)).status, 204);
    await nodeRed.waitForLog(/Started (modified )?(flows|nodes)/, { after: length });
    server.next({ data: '554 5.6.0 Looks like spam' }, { data: '451 4.3.0 Try later' });
    await ask('admin', 'POST', 'inject/start');
    await nodeRed.waitForLog('undeliverable');
    await ask('admin', 'POST', 'inject/start');
    await server.waitForRead(2);
    await until(async () => (await mails()).waiting.length === 1);
  }

  async function mails(): Promise<Answer['body']> {
    const { status, body } = await ask('admin', 'GET', MAILS);
    assert.equal(status, 200);
    assert.equal(body.length, 1);
    return body[0];
  }

  before(async () => {
    server = await startFaultySmtp();
    nodeRed = await startNodeRed({
      modules: [projectName],
      settings: settingsWithUsers,
    });
    ask = askAs(nodeRed, (text) => answers.push(text));
    await start();
  });

  after(async () => {
    await nodeRed.stop();
    await server.close();
  });

  it('lists what waits and what was given up, without what it says', async () => {
    const { dead, waiting, nextTry, ...rest } = await mails();
    assert.equal(new Date(nextTry).toISOString(), nextTry);
    assert.deepEqual(rest, { node: 'mail', name: 'desk', unfinished: 1 });
    assert.equal(dead.length, 1);
    const [{ id, since, ...letter }] = dead;
    assert.match(id, /^\d+$/);
    assert.equal(new Date(since).toISOString(), since);
    assert.match(letter.lastError, /554 5\.6\.0 Looks like spam/);
    assert.deepEqual(letter, {
      subject: ':',
      to: ['ann@example.com', 'bob@example.com'],
      attempts: 1,
      lastError: letter.lastError,
    });
    assert.match(waiting[0].lastError, /451 4\.3\.0 Try later/);
  });

  for (const [user, read, write] of [
    [undefined, 401, 401],
    ['stranger', 401, 401],
    ['watcher', 200, 401],
    ['reader', 200, 401],
    ['writer', 401, 404],
  ] as const) {
    it(`lets ${user ?? 'nobody in particular'} read: ${read}, send: ${write}`, async () => {
      assert.equal((await ask(user, 'GET', MAILS)).status, read);
      assert.equal((await ask(user, 'POST', `${MAILS}/mail/999/send`)).status, write);
      assert.equal((await ask(user, 'DELETE', `${MAILS}/mail/999`)).status, write);
    });
  }

  it('says what there is not', async () => {
    const [{ id }] = (await mails()).waiting;
    for (const [path, code] of [
      [`other/1`, 'not-deployed'],
      [`__proto__/1`, 'not-deployed'],
      [`mail/999`, 'not-found'],
      [`mail/${id}`, 'not-found'],
      [`mail/__proto__`, 'not-found'],
    ]) {
      for (const [method, where] of [
        ['POST', `${MAILS}/${path}/send`],
        ['DELETE', `${MAILS}/${path}`],
      ] as const) {
        const { status, body } = await ask('admin', method, where);
        assert.deepEqual([status, body.code], [404, code], where);
      }
    }
  });

  it('sends a mail again that was given up', async () => {
    const [{ id }] = (await mails()).dead;
    const { status, body } = await ask('admin', 'POST', `${MAILS}/mail/${id}/send`);
    assert.deepEqual([status, body], [200, { id }]);
    await server.waitForTaken(1);
    await until(async () => (await mails()).dead.length === 0);
    assert.equal(server.taken[0]?.messageId, server.read[0]?.messageId);
  });

  it('deletes a mail that was given up, and that alone', async () => {
    const { length } = nodeRed.log();
    server.next({ data: '554 5.6.0 Looks like spam' });
    await ask('admin', 'POST', 'inject/start');
    await nodeRed.waitForLog('undeliverable', { after: length });
    await until(async () => (await mails()).dead.length === 1);
    const [{ id }] = (await mails()).dead;
    const { status, body } = await ask('admin', 'DELETE', `${MAILS}/mail/${id}`);
    assert.deepEqual([status, body], [200, { id }]);
    const { dead, waiting } = await mails();
    assert.deepEqual([dead.length, waiting.length], [0, 1]);
    assert.equal((await ask('admin', 'DELETE', `${MAILS}/mail/${id}`)).status, 404);
  });

  it('tells nobody user or password', () => {
    const told = Buffer.from(`\0${SECRETS.user}\0${SECRETS.password}`).toString('base64');
    assert.ok(server.said.includes(`AUTH PLAIN ${told}`), 'the server was told');
    const shown = [nodeRed.log(), ...answers].join('\n');
    for (const secret of [...Object.values(SECRETS), told]) assert.ok(!shown.includes(secret));
  });
});

/** Between two looks Node-RED has had its turn. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}
