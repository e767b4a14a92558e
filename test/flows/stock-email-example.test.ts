import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { exampleEnvironment, readExample, type FlowNode } from '../support/example-flows';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

const KEY = 'a11ce5ed'.repeat(8);

const TAB = 'a1e2700500000001';
const RAISE = 'a1e2700500000013';
const UP_TO_FIVE = 'a1e2700500000033';
const DELAY = 'a1e2700500000034';

/** The example tries a mail again a minute later, five times. */
const TRIES = 6;

const NO_LIMIT = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };

const BUTTON = { type: 'inject', z: TAB, x: 0, y: 0 };

/** What a test has to press and to see besides what the example has. */
const EXTRA: readonly FlowNode[] = [
  {
    ...BUTTON,
    id: 'forget',
    name: 'Forget what was raised',
    props: [{ p: 'raise', v: 'reset', vt: 'str' }],
    wires: [[RAISE]],
  },
  {
    ...BUTTON,
    id: 'minute',
    name: 'The minute is over',
    props: [{ p: 'flush', v: 'true', vt: 'bool' }],
    wires: [[DELAY]],
  },
  {
    ...BUTTON,
    id: 'broken',
    name: 'Undo what was never raised',
    props: [{ p: 'raise', v: 'release', vt: 'str' }],
    wires: [[RAISE]],
  },
  {
    id: 'waits',
    type: 'debug',
    z: TAB,
    x: 0,
    y: 0,
    name: 'Waits for its minute',
    active: true,
    console: true,
    targetType: 'msg',
    complete: 'tries',
    wires: [],
  },
];

describe('example 05, with a mail server that misbehaves', function () {
  this.timeout(30_000);

  let simulator: SimulatorServer;
  let server: FaultySmtp;
  let nodeRed: NodeRedProcess;
  /** Where the log ends before a test, and how many mails the server has had by then. */
  let began: { readonly logged: number; readonly taken: number; readonly read: number };

  before(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    server = await startFaultySmtp();
    nodeRed = await startNodeRed({
      modules: [projectName, 'node-red-node-email'],
      env: exampleEnvironment(KEY, { host: '127.0.0.1', port: server.port }),
    });
    await nodeRed.deploy([
      ...readExample('05').map((node) => fitNode(node, simulator.url)),
      ...EXTRA,
    ]);
  });

  beforeEach(() => {
    const { taken, read } = server;
    began = { logged: nodeRed.log().length, taken: taken.length, read: read.length };
  });

  afterEach(async () => {
    server.behave({});
    await press('forget');
  });

  after(async () => {
    await nodeRed.stop();
    await server.close();
    await simulator.close();
  });

  const press = (id: string): Promise<unknown> => nodeRed.api('POST', `inject/${id}`);

  const aFileComes = (): Promise<unknown> => press('a1e2700500000010');

  /** Resolves when a debug node has shown something `times` times. */
  const shown = (name: string, times = 1): Promise<void> =>
    nodeRed.waitForLog(new RegExp(`(?:\\[debug:${name}\\][^]*){${times}}`), {
      after: began.logged,
    });

  function countShown(name: string): number {
    return nodeRed.log().slice(began.logged).split(`[debug:${name}]`).length - 1;
  }

  /** What the server has taken and read since the test began. */
  function mails(): { taken: FaultySmtp['taken']; read: FaultySmtp['read'] } {
    return { taken: server.taken.slice(began.taken), read: server.read.slice(began.read) };
  }

  it('mails about a file, says that it is delivered, and holds the next back', async () => {
    await aFileComes();
    await shown('Delivered');
    await aFileComes();
    await shown('Suppressed');
    assert.equal(mails().read.length, 1);
  });

  const failures: readonly (readonly [string, () => Promise<void> | void, number])[] = [
    ['is put off by 451', () => server.next({ data: '451 4.3.0 Try later' }), 2],
    ['is cut off before it begins', () => server.next({ cutAt: 'mail' }), 1],
    ['is read, but gets no reply', () => server.next({ cutAt: 'end of data' }), 2],
    ['finds no server', () => server.goAway(), 1],
  ];
  for (const [what, misbehave, reads] of failures) {
    it(`undoes the raise of an alert whose mail ${what}, and mails it a minute later`, async () => {
      await misbehave();
      await aFileComes();
      await shown('Waits for its minute');
      assert.equal(mails().taken.length, 0);
      assert.equal(countShown('Delivered'), 0);
      if (what === 'finds no server') await server.comeBack();
      await press('minute');
      await shown('Delivered');
      const { taken, read } = mails();
      assert.equal(taken.length, 1);
      assert.equal(read.length, reads);
      assert.match(taken[0]?.text ?? '', /^Subject: Malicious file on 2009-EMEA-006/m);
      assert.equal(countShown('Suppressed'), 0);
    });
  }

  it('shows why the first try has failed, and not among what nobody sees to', async () => {
    server.next({ data: '451 4.3.0 Try later' });
    await aFileComes();
    await shown('Not sent, tried again');
    await shown('Waits for its minute');
    assert.match(nodeRed.log().slice(began.logged), /451 4\.3\.0 Try later/);
    assert.equal(countShown('Failures'), 0);
    await press('minute');
    await shown('Delivered');
  });

  it('shows what goes wrong elsewhere', async () => {
    await press('broken');
    await shown('Failures');
    assert.match(nodeRed.log().slice(began.logged), /has to hold its msg\.alert/);
  });

  it('raises the next event at once, and does not mail about the first one too', async () => {
    server.next({ data: '451 4.3.0 Try later' });
    await aFileComes();
    await shown('Waits for its minute');
    await aFileComes();
    await shown('Delivered');
    await press('minute');
    await shown('Suppressed');
    assert.equal(mails().taken.length, 1);
  });

  it('does not take a mail for lost where only the connection is, after the reply', async () => {
    server.next({ cutAt: 'taken' });
    await aFileComes();
    await shown('Delivered');
    assert.equal(mails().read.length, 1);
    assert.equal(countShown('Waits for its minute'), 0);
  });

  it('gives a mail up after five more tries, and raises the next event all the same', async () => {
    server.behave({ mail: '451 4.3.0 Try later' });
    await aFileComes();
    for (let tries = 1; tries < TRIES; tries += 1) {
      await shown('Waits for its minute', tries);
      await press('minute');
    }
    await shown('Given up');
    assert.equal(countShown('Waits for its minute'), TRIES - 1);
    assert.equal(mails().taken.length, 0);
    server.behave({});
    await aFileComes();
    await shown('Delivered');
    assert.equal(mails().taken.length, 1);
    assert.equal(countShown('Suppressed'), 0);
  });
});

/** The example as it is imported, but for where VirusTotal is and who says when a minute is over. */
function fitNode(node: FlowNode, simulatorUrl: string): FlowNode {
  if (node.type === 'virustotal-account') return { ...node, ...NO_LIMIT, baseUrl: simulatorUrl };
  if (node.type === 'debug') return { ...node, console: true };
  // Whoever is told that a message waits may press the button: it is in the delay node by then.
  if (node.id === UP_TO_FIVE)
    return { ...node, wires: [[...firstOf(node), 'waits'], ...restOf(node)] };
  return node.id === DELAY ? { ...node, timeoutUnits: 'days' } : node;
}

/** Where the first output of a node leads. */
function firstOf({ wires }: FlowNode): readonly unknown[] {
  const first: unknown = Array.isArray(wires) ? wires[0] : [];
  return Array.isArray(first) ? first : [];
}

/** Where a node's outputs lead but for the first. */
function restOf({ wires }: FlowNode): readonly unknown[] {
  return Array.isArray(wires) ? wires.slice(1) : [];
}
