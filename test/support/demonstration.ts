import { systemClock } from '../../src/clock';
import { startInbox } from '../../src/simulator/inbox/inbox';
import type { Inbox } from '../../src/simulator/inbox/inbox';
import { listKnown, type KnownIndicator } from '../../src/simulator/listing';
import { startSimulatorServer } from '../../src/simulator/server';
import type { SimulatorServer } from '../../src/simulator/server';
import { startChatServer, type ChatServer } from './chat-server';
import { exampleEnvironment, readExamples, separateIds } from './example-flows';
import type { ExampleFlow, FlowNode } from './example-flows';
import { freePort } from './free-port';
import { startMailbox, type Mailbox } from './mailbox';
import { startNodeRed } from './node-red-process';
import type { NodeRedProcess } from './node-red-process';
import { pairs, projectName } from './pair';
import { startWazuhApi, type WazuhApi } from './wazuh-api';

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
  readonly chats: ChatServer;
  readonly simulator: SimulatorServer;
  /** Where mails are reported to. */
  readonly mailbox: Mailbox;
  readonly wazuh: WazuhApi;
  /** The key that the stand-in knows. */
  readonly apiKey: string;
  /** The variables that its Node-RED knows, which the examples name. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the stand-in knows from the start. */
  readonly known: readonly KnownIndicator[];
  /** The examples as they are deployed. */
  readonly examples: readonly ExampleFlow[];
  close(): Promise<void>;
}

/**
 * Starts Node-RED with this package and all its examples, stand-ins for VirusTotal and what else they
 * ask and post to, and an inbox that gets their mails. Everything is on this machine, and gone after `close`.
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
      // What VirusTotal allows a free key.
      quota: { perMinute: 4, perDay: 500, perMonth: 15_500 },
    });
    closing.push(() => simulator.close());
    const inbox = await startInbox({ clock: systemClock, httpPort: ports.inbox });
    closing.push(() => inbox.close());
    const chats = await startChatServer();
    closing.push(() => chats.close());
    const mailbox = await startMailbox();
    closing.push(() => mailbox.close());
    const wazuh = await startWazuhApi();
    closing.push(() => wazuh.close());
    const port = ports.nodeRed === 0 ? await freePort() : ports.nodeRed;
    const nodeRedUrl = `http://127.0.0.1:${port}`;
    const environment = exampleEnvironment(apiKey, inbox.smtp, {
      mailbox,
      wazuh,
      nodeRedUrl,
      chats,
    });
    const nodeRed = await startNodeRed({
      pair: newestPair,
      port,
      modules: [projectName, 'node-red-node-email'],
      env: environment,
    });
    closing.push(() => nodeRed.stop());

    const examples = separateIds(readExamples()).map(({ name, nodes }, index) => ({
      name,
      nodes: nodes
        .map((node) => fitNode(node, simulator.url, otherKeys[index - 1]))
        .map((node) => (nodes.some(({ type }) => type === 'e-mail') ? designMail(node) : node)),
    }));
    await nodeRed.deploy(examples.flatMap(({ nodes }) => nodes));
    const known = listKnown();
    return {
      nodeRed,
      inbox,
      chats,
      simulator,
      mailbox,
      wazuh,
      apiKey,
      environment,
      known,
      examples,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Has accounts ask the stand-in, by `key` if there is one, mailers send to the inbox, and debug
 * nodes write to the log what they show in the editor. What asks for settings says that they are
 * made.
 */
function fitNode(node: FlowNode, simulatorUrl: string, key: string | undefined): FlowNode {
  if (node.type === 'virustotal-account') {
    const credentials = key === undefined ? {} : { credentials: { apiKey: key } };
    return { ...node, baseUrl: simulatorUrl, ...credentials };
  }
  // The inbox on this machine has no certificate.
  if (node.type === 'virustotal-mailer') return { ...node, security: 'none' };
  if (node.type === 'comment' && String(node['name']).startsWith('Set your '))
    return { ...node, name: 'All is set in this demo: click the button', x: 200 };
  if (node.type === 'debug') return { ...node, console: true };
  return node;
}

/** The first mail that somebody sees is the designed one. */
function designMail(node: FlowNode): FlowNode {
  return node.type === 'virustotal-notify' ? { ...node, html: 'designed' } : node;
}
