import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { askAs, settingsWithUsers, type Ask } from '../support/editor-users';
import { messagesKept } from '../support/kept-lookups';
import { needsSqlite } from '../support/needs-sqlite';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { quietNow } from '../support/quiet-now';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

const place = { z: 'tab', x: 0, y: 0 };

/** A button for each subject, whose severity is in its name. */
const SUBJECTS = ['silenced 3', 'silenced 7', 'seen 3', 'seen 4', 'night 3', 'night 6'];

const raise = (id: string, more: object): object => ({
  ...place,
  id,
  type: 'virustotal-raise',
  module: 'm',
  detection: id,
  subject: 'payload',
  subjectType: 'msg',
  severity: 'severity',
  severityType: 'msg',
  suppress: '',
  escalate: true,
  store: '',
  wires: [['told'], ['told']],
  ...more,
});

const FLOW = [
  { id: 'tab', type: 'tab', label: 'steered' },
  ...SUBJECTS.map((name) => ({
    id: name.replace(' ', ''),
    type: 'inject',
    ...place,
    props: [
      { p: 'payload', v: name.split(' ')[0], vt: 'str' },
      { p: 'severity', v: name.split(' ')[1], vt: 'num' },
    ],
    wires: [[name.startsWith('night') ? 'night' : 'day']],
  })),
  raise('day', {}),
  raise('night', quietNow()),
  {
    ...place,
    id: 'told',
    type: 'function',
    func: "const { reason, subject, severity, suppressed } = msg.alert; node.warn(['told', reason, subject, severity, suppressed].join(' ') + ';');",
    outputs: 0,
    wires: [],
  },
];

describe('what steers alerts, when Node-RED is killed', function () {
  this.timeout(60_000);
  let userDir: string;
  let nodeRed: NodeRedProcess;
  const lives: NodeRedProcess[] = [];
  let ask: Ask;

  needsSqlite();

  before(async () => {
    userDir = makeTemporaryFolder();
    await live();
    const { length } = nodeRed.log();
    assert.equal((await ask('admin', 'POST', 'flows', FLOW)).status, 204);
    await nodeRed.waitForLog(/Started (modified )?(flows|nodes)/, { after: length });
  });

  after(async () => {
    await lives.at(-1)?.stop();
    if (lives.length > 0) removeTemporaryFolder(userDir);
  });

  async function live(): Promise<void> {
    nodeRed = await startNodeRed({ userDir, modules: [projectName], settings: settingsWithUsers });
    lives.push(nodeRed);
    ask = askAs(nodeRed);
  }

  /** Presses a button, and waits for what is told of it. */
  async function press(button: string, told: string): Promise<void> {
    const { length } = nodeRed.log();
    await ask('admin', 'POST', `inject/${button}`);
    await nodeRed.waitForLog(`told ${told};`, { after: length });
  }

  async function steer(path: string, sent: object): Promise<unknown> {
    const { status, body } = await ask('admin', 'POST', `virustotal/raise/${path}`, sent);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  const SEEN = { module: 'm', detection: 'day', subject: 'seen' };

  it('is kept: silences, acknowledgements, and what quiet hours hold', async () => {
    await press('seen3', 'first seen 3 0');
    await steer('acknowledge', SEEN);
    await press('seen3', 'acknowledged seen 3 1');
    await steer('silence', { subject: 'silenced', for: '8h', node: 'day' });
    await press('silenced3', 'silenced silenced 3 1');
    await ask('admin', 'POST', 'inject/night3');
    await ask('admin', 'POST', 'inject/night6');
    await press('night3', 'held night 6 3');
    await nodeRed.kill();
    await live();
    await press('seen3', 'acknowledged seen 3 2');
    await press('silenced7', 'silenced silenced 7 2');
    await press('night3', 'held night 6 4');
    const { silences } = (await ask('admin', 'GET', 'virustotal/raise/silences')).body;
    assert.deepEqual(
      silences.map(({ subject }: { subject: string }) => subject),
      ['silenced'],
    );
    const { quiet } = (await ask('admin', 'GET', 'virustotal/raise/night/quiet')).body;
    assert.deepEqual(
      quiet.map(({ subject, state }: { subject: string; state: string }) => [subject, state]),
      [['night', 'held']],
    );
  });

  it('is undone by those who may, and told then', async () => {
    const { length } = nodeRed.log();
    await steer('unsilence', { subject: 'silenced' });
    await nodeRed.waitForLog('told silence-over silenced 7 2;', { after: length });
    const gone = await ask('admin', 'POST', 'virustotal/raise/unsilence', {});
    assert.deepEqual([gone.status, gone.body.code], [404, 'not-silenced']);
    await press('seen4', 'escalated seen 4 2');
    await steer('acknowledge', SEEN);
    await steer('again', SEEN);
    await press('seen3', 'again seen 3 0');
    await steer('again', { module: 'm', detection: 'night', subject: 'night', node: 'night' });
    await nodeRed.waitForLog('told quiet-over night 6 3;', { after: length });
  });

  it('is not told a second time after a stop', async () => {
    // What was sent to a node that is not ours is kept for a moment.
    while (messagesKept(userDir).length > 0) await ask('admin', 'GET', 'settings');
    await nodeRed.stop();
    await live();
    const { quiet } = (await ask('admin', 'GET', 'virustotal/raise/night/quiet')).body;
    assert.deepEqual(quiet, []);
    assert.doesNotMatch(nodeRed.log(), /told/);
  });

  for (const [path, sent, status, code] of [
    ['silence', {}, 400, 'bad-request'],
    ['silence', { for: '1h', subject: '' }, 400, 'bad-request'],
    ['silence', { for: '1h', simulated: 'yes' }, 400, 'bad-request'],
    ['unsilence', { module: 1 }, 404, 'not-silenced'],
    ['acknowledge', { module: 'm', detection: 'day' }, 400, 'bad-request'],
    ['acknowledge', { ...SEEN, subject: '__proto__' }, 404, 'not-raised'],
    ['acknowledge', { ...SEEN, simulated: true }, 404, 'not-raised'],
    ['again', [], 400, 'bad-request'],
    ['again', { ...SEEN, module: 'x' }, 404, 'not-quiet'],
  ] as const) {
    it(`answers ${status} to ${path} ${JSON.stringify(sent)}`, async () => {
      const answer = await ask('admin', 'POST', `virustotal/raise/${path}`, sent);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
    });
  }

  it('lets nobody steer who may not, nor a page of another site', async () => {
    for (const path of ['silence', 'unsilence', 'acknowledge', 'again']) {
      const url = `virustotal/raise/${path}`;
      for (const user of [undefined, 'stranger', 'watcher', 'reader'] as const) {
        assert.equal((await ask(user, 'POST', url, {})).status, 401);
      }
      const headers = { 'sec-fetch-site': 'cross-site' };
      const response = await fetch(new URL(url, nodeRed.url), { method: 'POST', headers });
      assert.equal(response.status, 403);
    }
    assert.equal((await ask('stranger', 'GET', 'virustotal/raise/silences')).status, 401);
    assert.equal((await ask('watcher', 'GET', 'virustotal/raise/silences')).status, 200);
  });
});
