import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  clusterFlow,
  ENDS,
  EVENTS,
  type ClusterFlowOptions,
  type Handing,
  type Noted,
} from './cluster-flow';
import { startCountedVirusTotal, type CountedVirusTotal } from './counted-virustotal';
import { startFaultySmtp, type FaultySmtp } from './faulty-smtp';
import { settingsFor } from './lean-settings';
import { startMqttBroker, type MqttBroker } from './mqtt-broker';
import { startNodeRed, type NodeRedProcess } from './node-red-process';
import { projectName } from './pair';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';

const settings = settingsFor('10-mqtt.js', '15-change.js', '24-complete.js', '25-catch.js');

/** How a cluster is made: what its flow has, but where the outside world is. */
export interface ClusterOptions extends Pick<ClusterFlowOptions, 'account' | 'raise'> {
  /** Node-REDs that begin; three unless told. */
  readonly size?: number;
  /** Properties of the store of each, with its credentials; given by its number, from 0. */
  readonly store: (number: number) => Readonly<Record<string, unknown>>;
  /** By how much the time of day of each is ahead of this machine's, in milliseconds. */
  readonly clocks?: readonly number[];
  /** Modules beside this package that each has in its user directory. */
  readonly modules?: readonly string[];
  /** Environment variables of each. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An event as it is sent. */
interface ClusterEvent {
  readonly event: string;
  readonly hash: string;
}

/** One Node-RED of a cluster, in one life after the other. */
interface Member {
  /** The one that runs, or has run last. */
  nodeRed(): NodeRedProcess;
  /** Ends it with no chance to tidy up. */
  kill(): Promise<void>;
  /** Has it close its flows and end. */
  stop(): Promise<void>;
  /**
   * The same, when it has taken on all that the broker has sent it: what is between the node that has
   * acknowledged an event and the next one is lost with a Node-RED that stops.
   */
  retire(): Promise<void>;
  /** Begins its next life. */
  start(): Promise<void>;
  /** Holds the whole process up. */
  pause(): void;
  resume(): void;
  /** The time of day that it believes, in ms UTC. */
  now(): Promise<number>;
  /** Hands messages to a node, as a wire would. */
  hand(node: string, messages: Handing['messages']): Promise<void>;
}

/** Several Node-REDs with one flow, and the world around them. */
export interface Cluster {
  readonly members: readonly Member[];
  readonly virusTotal: CountedVirusTotal;
  readonly smtp: FaultySmtp;
  readonly broker: MqttBroker;
  /** Sends events to whichever of them has its turn. */
  send(events: readonly ClusterEvent[]): Promise<void>;
  /** All that their nodes have noted so far. */
  noted(says: string): readonly Noted[];
  /** How each event has ended, by its name: once, if all is well. */
  ends(): ReadonlyMap<string, readonly string[]>;
  /** Resolves when that is so, by what has been noted. */
  until(isSo: () => boolean): Promise<void>;
  /** Resolves when so many messages have come to a node that notes them. */
  waitForNoted(says: string, count: number): Promise<void>;
  /** Resolves when so many events have ended, each however often. */
  waitForEnds(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a cluster, and resolves when all take their share of the events. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { size = 3, store, clocks = [], modules = [], env = {}, account, raise } = options;
  const folder = makeTemporaryFolder();
  const nodesDir = makeNodes(folder);
  const [virusTotal, smtp, broker] = await Promise.all([
    startCountedVirusTotal(),
    startFaultySmtp(),
    startMqttBroker(),
  ]);
  const noted = new Map<string, Noted[]>();
  const ends = new Map<string, string[]>();
  const looking = new Set<() => void>();

  function note(message: unknown): void {
    const { noted: one }: { noted?: Noted } = Object(message);
    if (!one) return;
    const { says, event } = one;
    addTo(noted, says, one);
    if (ENDS.some((end) => end === says)) addTo(ends, event, says);
    for (const look of looking) look();
  }

  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        looking.delete(look);
        resolve();
      };
      looking.add(look);
      look();
    });
  }

  async function join(number: number): Promise<Member> {
    const userDir = path.join(folder, String(number));
    mkdirSync(userDir);
    const begin = (): Promise<NodeRedProcess> =>
      startNodeRed({
        userDir,
        modules: [projectName, ...modules],
        settings: { ...settings, nodesDir },
        env: { ...env, ...environmentFor(clocks[number]) },
        onMessage: note,
      });
    let nodeRed = await begin();
    const clientId = `member-${number}`;
    const flow = clusterFlow({
      broker: broker.port,
      clientId,
      virusTotal: virusTotal.url,
      smtp: smtp.port,
      store: store(number),
      ...(account && { account }),
      ...(raise && { raise }),
    });
    await nodeRed.deploy(flow);
    return {
      nodeRed: () => nodeRed,
      kill: () => nodeRed.kill(),
      stop: () => nodeRed.stop(),
      async retire() {
        await broker.drain(clientId);
        // A request and its answer take more turns of its event loop than an event has nodes to pass.
        for (let turn = 0; turn < 3; turn += 1) await nodeRed.api('GET', 'cluster/time');
        await nodeRed.stop();
      },
      async start() {
        nodeRed = await begin();
      },
      pause: () => void process.kill(nodeRed.pid, 'SIGSTOP'),
      resume: () => void process.kill(nodeRed.pid, 'SIGCONT'),
      now: async () => (await nodeRed.api('GET', 'cluster/time')).now,
      async hand(node, messages) {
        const handing: Handing = { node, messages };
        await nodeRed.api('POST', 'cluster/receive', handing);
      },
    };
  }

  const members = await Promise.all(Array.from({ length: size }, (_, number) => join(number)));
  await broker.waitForMembers(size);

  return {
    members,
    virusTotal,
    smtp,
    broker,
    async send(events) {
      for (const each of events) await broker.publish(EVENTS, each);
    },
    noted: (says) => noted.get(says) ?? [],
    ends: () => ends,
    until,
    waitForNoted: (says, count) => until(() => (noted.get(says) ?? []).length >= count),
    waitForEnds: (count) => until(() => ends.size >= count),
    async close() {
      virusTotal.release();
      await Promise.all(members.map((member) => member.stop()));
      await Promise.all([virusTotal.close(), smtp.close(), broker.close()]);
      removeTemporaryFolder(folder);
    },
  };
}

function addTo<Item>(lists: Map<string, Item[]>, name: string, item: Item): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}

function environmentFor(shift: number | undefined): Record<string, string> {
  if (shift === undefined) return {};
  const hook = JSON.stringify(require.resolve('./shifted-clock'));
  return { NODE_OPTIONS: `--require ${hook}`, VT_CLOCK_SHIFT: String(shift) };
}

/** Node-RED loads a script with a page beside it. */
function makeNodes(folder: string): string {
  const nodes = path.join(folder, 'nodes');
  const compiled = path.join(__dirname, 'cluster-nodes.js');
  mkdirSync(nodes);
  writeFileSync(path.join(nodes, 'cluster.html'), '');
  const script = `module.exports = require(${JSON.stringify(compiled)});\n`;
  writeFileSync(path.join(nodes, 'cluster.js'), script);
  return nodes;
}
