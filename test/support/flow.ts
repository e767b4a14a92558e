import type { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import type { Node, NodeAPI, NodeStatus } from 'node-red';
import helper from 'node-red-node-test-helper';
import { currentPair } from './pair';
import { passOn } from './pass-on';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';

/** A message as tests look at it. */
export type TestMessage = Record<string, unknown>;

/** One node of a flow, as it is saved. */
export type FlowNode = { readonly id: string; readonly type: string } & Record<string, unknown>;

/** A flow that runs in a real Node-RED runtime inside the test's own process. */
export interface RunningFlow {
  readonly userDir: string;
  /** Hands a message to a node, as a wire would. */
  receive(id: string, msg: TestMessage): void;
  /** The next message that arrives at a sink; those that came earlier are handed out first. */
  next(sink: string): Promise<TestMessage>;
  /** How many messages wait at a sink without having been asked for. */
  unread(sink: string): number;
  /** What a node has shown, oldest first. */
  statuses(id: string): readonly NodeStatus[];
  /** Resolves with the status that a node shows, as soon as its text is `text`, or matches it. */
  shows(id: string, text: string | RegExp): Promise<NodeStatus>;
  /** Everything that was logged, one line an entry. */
  log(): string;
  /**
   * Deploys another version of the flow, restarting only the nodes that differ; or all nodes of the
   * tabs that differ (`flows`), or all (`full`).
   */
  redeploy(flow: readonly FlowNode[], type?: 'nodes' | 'flows' | 'full'): Promise<void>;
  stop(): Promise<void>;
}

type Register = (RED: NodeAPI) => void;

interface Sink {
  next(): Promise<TestMessage>;
  unread(): number;
  /** To be called when the node may have been made anew. */
  listen(): void;
}

helper.init(require.resolve(currentPair.packageName));

/**
 * Starts a flow. Nodes of type `helper` that are not disabled are sinks. `modules` register the types in it; Catch, Status
 * and Complete come by themselves. Stop it after the test.
 */
export async function startFlow(
  modules: readonly Register[],
  flow: readonly FlowNode[],
  credentials: Record<string, Record<string, string>> = {},
): Promise<RunningFlow> {
  const userDir = makeTemporaryFolder();
  await helper.startServer();
  helper.settings({ userDir });
  await helper.load(modules, place(flow), credentials);
  const isSink = (node: FlowNode): boolean => node.type === 'helper' && !('d' in node);
  const sinks = new Map(flow.filter(isSink).map(({ id }) => [id, collect(id)]));

  function sinkOf(id: string): Sink {
    const sink = sinks.get(id);
    if (!sink) throw new Error(`There is no sink ${id} in this flow`);
    return sink;
  }

  return {
    userDir,
    receive: (id, msg) => nodeOf(id).receive(msg),
    next: (sink) => sinkOf(sink).next(),
    unread: (sink) => sinkOf(sink).unread(),
    statuses: (id) => statusesOf(nodeOf(id)),
    shows: (id, text) => awaitStatus(nodeOf(id), text),
    log: () =>
      helper
        .log()
        .args.map((entry) => inspect(entry, { depth: 6 }))
        .join('\n'),
    async redeploy(next, type = 'nodes') {
      await helper.setFlows(place(next), type, credentials);
      for (const sink of sinks.values()) sink.listen();
    },
    async stop() {
      // What is on its way would come again in the next test, which has the same store in memory.
      await passOn();
      await helper.unload();
      await helper.stopServer();
      removeTemporaryFolder(userDir);
    },
  };
}

/** Node-RED takes a node without a place on the canvas for a config node. */
function place(flow: readonly FlowNode[]): FlowNode[] {
  return flow.map((node) => ('z' in node ? { ...node, x: 0, y: 0 } : node));
}

function nodeOf(id: string): Node {
  const node = helper.getNode(id);
  if (!node) throw new Error(`There is no node ${id}`);
  return node;
}

function collect(id: string): Sink {
  const arrived: TestMessage[] = [];
  const readers: ((msg: TestMessage) => void)[] = [];
  let heard: Node | null = null;

  function listen(): void {
    const node = helper.getNode(id);
    if (node === heard) return;
    heard = node;
    node?.on('input', (msg, _send, done) => {
      const reader = readers.shift();
      if (reader) reader({ ...msg });
      else arrived.push({ ...msg });
      done();
    });
  }

  listen();
  return {
    listen,
    unread: () => arrived.length,
    next() {
      const msg = arrived.shift();
      return msg ? Promise.resolve(msg) : new Promise((resolve) => void readers.push(resolve));
    },
  };
}

function awaitStatus(node: Node, text: string | RegExp): Promise<NodeStatus> {
  const events: EventEmitter = node;
  return new Promise((resolve) => {
    const look = (): void => {
      const shown = statusesOf(node).at(-1);
      const isIt = typeof text === 'string' ? shown?.text === text : text.test(shown?.text ?? '');
      if (!shown || !isIt) return;
      events.off('call:status', look);
      resolve(shown);
    };
    events.on('call:status', look);
    look();
  });
}

/** The helper spies on the prototype, so the calls of all nodes are in one list. */
function statusesOf(node: Node): NodeStatus[] {
  const spy: unknown = Reflect.get(node, 'status');
  const calls: unknown = typeof spy === 'function' ? Reflect.get(spy, 'getCalls') : undefined;
  if (typeof calls !== 'function') throw new Error('The status function is not spied on');
  const all: unknown = Reflect.apply(calls, spy, []);
  if (!Array.isArray(all)) return [];
  return all.filter((call) => call.thisValue === node).map((call): NodeStatus => call.args[0]);
}
