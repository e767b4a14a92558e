import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { askAs, settingsWithUsers, type Ask } from '../../support/editor-users';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';

const QUIET = 'virustotal/raise/raise/quiet';
const AGAIN = 'virustotal/raise/raise/again';
const HOSTILE = '<img src=x onerror="window.hacked = true">';

/** The subjects that the function node gives away, one a message. */
const SUBJECTS = [HOSTILE, 'bell \\u0007\\u202e', 'x'.repeat(300), 'y'.repeat(1500)];

const place = { z: 'tab', x: 0, y: 0 };

const raise = (properties: object): Record<string, unknown> => ({
  ...place,
  type: 'virustotal-raise',
  module: 'virustotal',
  detection: 'seen',
  subject: 'payload',
  subjectType: 'msg',
  severity: '3',
  severityType: 'num',
  suppress: '1h',
  escalate: true,
  store: 'store',
  wires: [['end'], ['end']],
  ...properties,
});

/** Pressed once, `start` has each subject found twice; `many` thirty other ones. */
const FLOW = [
  { id: 'tab', type: 'tab', label: 'raises' },
  { id: 'store', type: 'virustotal-store', name: '', kind: 'memory', path: '' },
  { id: 'start', type: 'inject', ...place, props: [], wires: [['find']] },
  {
    id: 'find',
    type: 'function',
    ...place,
    func: `return [[${[...SUBJECTS, ...SUBJECTS].map((text) => `{ payload: ${JSON.stringify(text).replaceAll('\\\\u', '\\u')} }`).join(',')}]];`,
    outputs: 1,
    wires: [['raise']],
  },
  { id: 'many', type: 'inject', ...place, props: [], wires: [['findMany']] },
  {
    id: 'findMany',
    type: 'function',
    ...place,
    func: 'return [Array.from({ length: 30 }, (_, index) => ({ payload: `subject ${index}` }))];',
    outputs: 1,
    wires: [['raise']],
  },
  raise({ id: 'raise' }),
  raise({ id: 'silent', detection: 'other', suppress: '' }),
  raise({ id: 'storeless', detection: 'lost', store: 'nowhere' }),
  raise({ id: 'broken', suppress: 'ten minutes' }),
  {
    id: 'end',
    type: 'debug',
    name: 'end',
    ...place,
    active: true,
    console: true,
    tosidebar: false,
    complete: 'alert.suppressed',
    targetType: 'msg',
  },
];

/** The log in which so many messages have arrived; a quantifier in another would take forever. */
function decidedTimes(count: number): RegExp {
  return new RegExp(`(?:\\[debug:end\\][^[]*(?:\\[(?!debug:end)[^[]*)*){${count}}`);
}

describe("the editor's questions about what is quiet", function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess;
  let ask: Ask;

  /** Presses a button and waits until all that it finds is decided. */
  async function press(button: string, decided: number): Promise<void> {
    const { length } = nodeRed.log();
    await ask('admin', 'POST', `inject/${button}`);
    await nodeRed.waitForLog(decidedTimes(decided), { after: length });
  }

  before(async () => {
    nodeRed = await startNodeRed({ modules: [projectName], settings: settingsWithUsers });
    ask = askAs(nodeRed);
    const { length } = nodeRed.log();
    assert.equal((await ask('admin', 'POST', 'flows', FLOW)).status, 204);
    await nodeRed.waitForLog(/Started (modified )?(flows|nodes)/, { after: length });
  });

  after(() => nodeRed.stop());

  it('are answered with nothing where nothing was raised', async () => {
    const { status, body } = await ask('admin', 'GET', QUIET);
    assert.deepEqual([status, body], [200, { suppress: 3_600_000, quiet: [], more: 0 }]);
  });

  it('are answered with what is quiet and until when, a long subject shortened', async () => {
    await press('start', 8);
    const { body } = await ask('admin', 'GET', QUIET);
    assert.equal(body.more, 0);
    const subjects = body.quiet.map(({ subject }: { subject?: string }) => subject);
    assert.equal(subjects.length, 4);
    for (const shown of [HOSTILE, 'bell   ', `${'x'.repeat(200)}…`, undefined]) {
      assert.ok(subjects.includes(shown), String(shown));
    }
    const [first] = body.quiet;
    const { raisedAt, quietUntil, key, id, subject, ...rest } = first;
    assert.deepEqual(rest, { detection: 'seen', simulated: false, suppressed: 1 });
    assert.equal(Date.parse(quietUntil) - Date.parse(raisedAt), 3_600_000);
    assert.deepEqual([typeof key, typeof id], ['string', 'string']);
    assert.ok(subject === undefined || typeof subject === 'string');
  });

  it('raise it again when that is wanted, and once only', async () => {
    const { quiet } = (await ask('admin', 'GET', QUIET)).body;
    const one = quiet.find(({ subject }: { subject?: string }) => subject === HOSTILE);
    assert.equal((await ask('admin', 'POST', AGAIN, one)).status, 200);
    const again = await ask('admin', 'POST', AGAIN, one);
    assert.deepEqual([again.status, again.body.code], [404, 'not-quiet']);
    const left = (await ask('admin', 'GET', QUIET)).body.quiet;
    assert.equal(left.length, 3);
    await press('start', 8);
    assert.equal((await ask('admin', 'GET', QUIET)).body.quiet.length, 4);
  });

  it('are answered with the newest twenty of many, and how many more there are', async () => {
    await press('many', 30);
    const { quiet, more } = (await ask('admin', 'GET', QUIET)).body;
    assert.deepEqual([quiet.length, more], [20, 14]);
    const times = quiet.map(({ raisedAt }: { raisedAt: string }) => raisedAt);
    assert.deepEqual(times, times.toSorted().toReversed());
  });

  for (const [node, status, body] of [
    ['silent', 200, { suppress: 0, quiet: [], more: 0 }],
    ['storeless', 409, 'no-store'],
    ['broken', 404, 'not-deployed'],
    ['nowhere', 404, 'not-deployed'],
  ] as const) {
    it(`are answered with ${status} for the node ${node}`, async () => {
      const answer = await ask('admin', 'GET', `virustotal/raise/${node}/quiet`);
      assert.equal(answer.status, status);
      assert.deepEqual(status === 200 ? answer.body : answer.body.code, body);
    });
  }

  for (const sent of [{}, { key: 1, id: 2 }, { key: '=a', id: ['a'] }, []]) {
    it(`refuse ${JSON.stringify(sent)}`, async () => {
      const { status, body } = await ask('admin', 'POST', AGAIN, sent);
      assert.deepEqual([status, body.code], [400, 'bad-request']);
    });
  }

  it('know no detection but those of the node', async () => {
    const wrong = { detection: '__proto__', simulated: false, key: '=a', id: 'a' };
    const { status, body } = await ask('admin', 'POST', AGAIN, wrong);
    assert.deepEqual([status, body.code], [404, 'not-quiet']);
  });

  for (const [user, read, write] of [
    [undefined, 401, 401],
    ['stranger', 401, 401],
    ['watcher', 200, 401],
    ['reader', 200, 401],
    ['writer', 401, 400],
  ] as const) {
    it(`let ${user ?? 'nobody in particular'} read: ${read}, raise again: ${write}`, async () => {
      assert.equal((await ask(user, 'GET', QUIET)).status, read);
      assert.equal((await ask(user, 'POST', AGAIN, {})).status, write);
    });
  }

  it('are not answered to a page of another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const response = await fetch(new URL(AGAIN, nodeRed.url), { method: 'POST', headers });
    assert.equal(response.status, 403);
  });
});
