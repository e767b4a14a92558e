import { systemClock } from '../../src/clock';
import { startInbox } from '../../src/simulator/inbox/inbox';
import type { Inbox } from '../../src/simulator/inbox/inbox';
import { startSimulatorServer } from '../../src/simulator/server';
import type { SimulatorServer } from '../../src/simulator/server';
import { exampleEnvironment, readExamples, separateIds } from './example-flows';
import type { ExampleFlow, FlowNode } from './example-flows';
import { startNodeRed } from './node-red-process';
import type { NodeRedProcess } from './node-red-process';
import { pairs, projectName } from './pair';

/** Made up: the stand-in knows it, VirusTotal does not. */
const apiKey = 'c0ffee00'.repeat(8);

/** One for each example after the first, so that none has to wait for the quota of another. */
const otherKeys = Array.from({ length: 9 }, (_, index) => `c0ffee0${index + 1}`.repeat(8));

const [, newestPair] = pairs;

/** Ports on 127.0.0.1; 0 is any free one. */
export interface DemonstrationPorts {
  readonly nodeRed: number;
  readonly inbox: number;
  readonly simulator: number;
}

export interface Demonstration {
  readonly nodeRed: NodeRedProcess;
  readonly inbox: Inbox;
  readonly simulator: SimulatorServer;
  /** The key that the stand-in knows. */
  readonly apiKey: string;
  /** The examples as they are deployed. */
  readonly examples: readonly ExampleFlow[];
  close(): Promise<void>;
}

/**
 * Starts Node-RED with this package and all its examples, a stand-in for VirusTotal that they ask,
 * and an inbox that gets their mails. Everything is on this machine, and gone after `close`.
 */
export async function startDemonstration(ports: DemonstrationPorts): Promise<Demonstration> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(closing.map((end) => end()));
  };
  try {
    const simulator = await startSimulatorServer({
      clock: systemClock,
      port: ports.simulator,
      keys: [apiKey, ...otherKeys],
    });
    closing.push(() => simulator.close());
    const inbox = await startInbox({ clock: systemClock, httpPort: ports.inbox });
    closing.push(() => inbox.close());
    const nodeRed = await startNodeRed({
      pair: newestPair,
      port: ports.nodeRed,
      modules: [projectName, 'node-red-node-email'],
      env: exampleEnvironment(apiKey, inbox.smtp),
    });
    closing.push(() => nodeRed.stop());

    const examples = separateIds(readExamples()).map(({ name, nodes }, index) => ({
      name,
      nodes: nodes.map((node) => fitNode(node, simulator.url, otherKeys[index - 1])),
    }));
    await nodeRed.deploy(examples.flatMap(({ nodes }) => nodes));
    return { nodeRed, inbox, simulator, apiKey, examples, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Has accounts ask the stand-in, by `key` if there is one, mailers send to the inbox, and debug nodes write to the log what they show in the editor. */
function fitNode(node: FlowNode, simulatorUrl: string, key: string | undefined): FlowNode {
  if (node.type === 'virustotal-account') {
    const credentials = key === undefined ? {} : { credentials: { apiKey: key } };
    return { ...node, baseUrl: simulatorUrl, ...credentials };
  }
  // The inbox on this machine has no certificate.
  if (node.type === 'virustotal-mailer') return { ...node, security: 'none' };
  if (node.type === 'debug') return { ...node, console: true };
  return node;
}
