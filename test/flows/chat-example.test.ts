import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { findChatFaults } from '../support/chat-example';
import { startChatServer, type ChatServer, type Post } from '../support/chat-server';
import { exampleEnvironment, readExample, type FlowNode } from '../support/example-flows';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

const KEY = 'a11ce5ed'.repeat(8);
const TAB = 'a1e2700800000001';
const BUTTON = { type: 'inject', z: TAB, x: 0, y: 0 };

/** What a test has to press besides what the example has. */
const EXTRA: readonly FlowNode[] = [
  {
    ...BUTTON,
    id: 'forget',
    props: [{ p: 'raise', v: 'reset', vt: 'str' }],
    wires: [['a1e2700800000013']],
  },
  {
    ...BUTTON,
    id: 'minute',
    props: [{ p: 'flush', v: 'true', vt: 'bool' }],
    wires: [['a1e2700800000034']],
  },
];

describe('example 08, with chats that misbehave', function () {
  this.timeout(30_000);

  let simulator: SimulatorServer;
  let chats: ChatServer;
  let nodeRed: NodeRedProcess;
  let began: { readonly logged: number; readonly posted: number };

  before(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    chats = await startChatServer();
    nodeRed = await startNodeRed({
      modules: [projectName],
      env: exampleEnvironment(KEY, { host: '127.0.0.1', port: 1 }, { chats }),
    });
    const nodes = readExample('08').map((node) => {
      if (node.type === 'virustotal-account') return { ...node, baseUrl: simulator.url };
      return node.type === 'debug' ? { ...node, console: true } : node;
    });
    await nodeRed.deploy([...nodes, ...EXTRA]);
  });

  beforeEach(() => {
    began = { logged: nodeRed.log().length, posted: chats.posts().length };
  });

  afterEach(() => press('forget'));

  after(async () => {
    await nodeRed.stop();
    await chats.close();
    await simulator.close();
  });

  const press = (id: string): Promise<unknown> => nodeRed.api('POST', `inject/${id}`);
  const aFileComes = (): Promise<unknown> => press('a1e2700800000010');
  const posted = (): readonly Post[] => chats.posts().slice(began.posted);

  /** Resolves when a debug node has shown something `times` times. */
  const shown = (name: string, times = 1): Promise<void> =>
    nodeRed.waitForLog(new RegExp(`(?:\\[debug:${name}\\][^]*){${times}}`), {
      after: began.logged,
    });

  it('posts once to each chat, and holds the next back', async () => {
    await aFileComes();
    await shown('Delivered', 3);
    await aFileComes();
    await shown('Suppressed');
    assert.deepEqual(findChatFaults(posted()), []);
  });

  for (const [how, status] of [
    ['is refused for now', 429],
    ['is refused', 403],
    ['is hung up on', 0],
  ] as const) {
    it(`posts again to the chat alone where a text ${how}, and as it was`, async () => {
      chats.next('ntfy', status);
      await aFileComes();
      await shown('Delivered', 2);
      await shown('Not taken, tried again');
      await press('minute');
      await shown('Delivered', 3);
      const [first, second, ...others] = posted().filter(({ chat }) => chat === 'ntfy');
      assert.equal(others.length, 0);
      assert.deepEqual([first?.status, second?.status], [status, 200]);
      assert.equal(second?.body, first?.body);
      assert.equal(second?.headers['title'], first?.headers['title']);
      assert.equal(posted().length, 4);
    });
  }

  it('gives up after five tries, and lets the next event be told', async () => {
    chats.next('slack', ...Array.from({ length: 6 }, () => 500));
    await aFileComes();
    for (let tried = 1; tried <= 5; tried += 1) {
      await shown('Not taken, tried again', tried);
      await press('minute');
    }
    await shown('Given up');
    await nodeRed.waitForLog(/\[debug:Given up\]/, { after: began.logged });
    assert.equal(posted().filter(({ chat }) => chat === 'slack').length, 6);
    const earlier = posted().length;
    await aFileComes();
    await chats.waitForPosts(began.posted + earlier + 3);
  });
});
