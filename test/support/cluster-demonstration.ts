import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import { listKnown } from '../../src/simulator/listing';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import type { FlowNode } from './flow';
import { startMqttBroker, type MqttBroker } from './mqtt-broker';
import { startNodeRed, type NodeRedProcess } from './node-red-process';
import { pairs, projectName } from './pair';
import { startPostgres } from './postgres';

/** Made up: the stand-in knows it, VirusTotal does not. */
const API_KEY = 'c0ffee00'.repeat(8);

/** How many Node-REDs there are. */
const SIZE = 3;

const TOPIC = 'clicks';

/** Names of the debug nodes that say how a click has ended; they write to the log of their Node-RED. */
const MAILED = 'mailed';
const SUPPRESSED = 'raised before';

const [, newestPair] = pairs;

/** Three Node-REDs that share a PostgreSQL, and the world around them, all on this machine. */
export interface ClusterDemonstration {
  readonly nodeReds: readonly NodeRedProcess[];
  readonly inbox: Inbox;
  readonly simulator: SimulatorServer;
  readonly broker: MqttBroker;
  /** Host, port and database, and the schema in it. */
  readonly database: string;
  /** A link that the stand-in calls malicious. */
  readonly link: string;
  /** Sends one click on the link to each of the Node-REDs; resolves when each has said how it ended. */
  click(signal: AbortSignal): Promise<ClickEnds>;
  close(): Promise<void>;
}

/** How the clicks have ended, and what left the Node-REDs for it. */
interface ClickEnds {
  readonly mailed: number;
  readonly suppressed: number;
  /** Node-REDs in whose log an end is. */
  readonly nodeReds: number;
  /** Those about the link. */
  readonly requests: number;
  readonly mails: number;
}

/**
 * Starts it. `databaseUrl` is the PostgreSQL of the user; without one Debian's is started. It makes a
 * schema of its own there, and `close` removes that.
 */
export async function startClusterDemonstration(
  databaseUrl: string | undefined,
): Promise<ClusterDemonstration> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    const url = databaseUrl ?? (await ownPostgres(closing));
    const schema = `virustotal_demo_${randomBytes(4).toString('hex')}`;
    closing.push(() => drop(url, schema));
    const simulator = await startSimulatorServer({ clock: systemClock, keys: [API_KEY] });
    closing.push(() => simulator.close());
    const inbox = await startInbox({ clock: systemClock });
    closing.push(() => inbox.close());
    const broker = await startMqttBroker();
    closing.push(() => broker.close());
    const link = listKnown().find(
      ({ type, standing }) => type === 'url' && standing === 'malicious',
    )?.value;
    if (link === undefined) throw new Error('The stand-in knows no malicious link');

    const flow = demonstrationFlow({
      link,
      schema,
      broker: broker.port,
      smtp: inbox.smtp.port,
      simulator: simulator.url,
    });
    const nodeReds: NodeRedProcess[] = [];
    closing.push(async () => void (await Promise.all(nodeReds.map((each) => each.stop()))));
    for (let number = 0; number < SIZE; number += 1) {
      const nodeRed = await startNodeRed({
        pair: newestPair,
        modules: [projectName, 'pg'],
        env: { DEMO_DATABASE_URL: url },
      });
      nodeReds.push(nodeRed);
      await nodeRed.deploy(flow);
    }
    await broker.waitForMembers(SIZE);
    const { host, pathname } = new URL(url);
    return {
      nodeReds,
      inbox,
      simulator,
      broker,
      database: `${host}${pathname}, schema ${schema}`,
      link,
      async click(signal) {
        for (let number = 0; number < SIZE; number += 1)
          await broker.publish(TOPIC, { url: link, user: `user ${number + 1}` });
        const anEnd = new RegExp(`\\[debug:(${MAILED}|${SUPPRESSED})\\]`);
        await Promise.all(nodeReds.map((each) => each.waitForLog(anEnd, { signal })));
        const count = (name: string): number =>
          nodeReds.reduce((sum, each) => sum + each.log().split(`[debug:${name}]`).length - 1, 0);
        return {
          mailed: count(MAILED),
          suppressed: count(SUPPRESSED),
          nodeReds: nodeReds.length,
          requests: simulator.requests.filter((one) => one.path.startsWith('/api/v3/urls/')).length,
          mails: inbox.mails().length,
        };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ownPostgres(closing: (() => Promise<void>)[]): Promise<string> {
  const server = await startPostgres();
  closing.push(() => server.remove());
  return server.url;
}

async function drop(url: string, schema: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`SET client_min_messages = error; DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  await client.end();
}

/** Where the flow gets its clicks from, and where it asks, keeps and sends. */
interface Surroundings {
  readonly link: string;
  readonly schema: string;
  readonly broker: number;
  readonly smtp: number;
  readonly simulator: string;
}

/** What all three have: the same flow, of which only the editor's port differs. */
function demonstrationFlow(around: Surroundings): FlowNode[] {
  const { link, schema, broker, smtp, simulator } = around;
  return [
    { id: 'tab', type: 'tab', label: 'One of three', info: '' },
    {
      id: 'store',
      type: 'virustotal-store',
      name: 'PostgreSQL, shared by all three',
      kind: 'postgres',
      path: '',
      schema,
      tls: '',
      credentials: { url: '${DEMO_DATABASE_URL}' },
    },
    {
      id: 'account',
      type: 'virustotal-account',
      name: 'One key for all three',
      api: 'v3',
      baseUrl: simulator,
      plan: 'public',
      store: 'store',
      credentials: { apiKey: API_KEY },
    },
    {
      id: 'team',
      type: 'virustotal-group',
      name: 'Security team',
      to: 'soc@example.com',
      cc: '',
      bcc: '',
      language: '',
    },
    {
      id: 'mailer',
      type: 'virustotal-mailer',
      name: 'Inbox',
      host: '127.0.0.1',
      port: String(smtp),
      security: 'none',
      from: 'Alerts <alerts@example.com>',
      giveUpAfter: '24h',
      store: 'store',
    },
    {
      id: 'broker',
      type: 'mqtt-broker',
      name: 'Broker of the demo',
      broker: '127.0.0.1',
      port: String(broker),
      clientid: '',
      autoConnect: true,
      usetls: false,
      protocolVersion: '4',
      keepalive: '60',
      cleansession: true,
    },
    {
      id: 'about',
      type: 'comment',
      z: 'tab',
      name: 'The same flow runs in three Node-REDs: each gets one of the three clicks',
      info: 'The button sends three clicks on a malicious link to the broker. It deals them out among the three Node-REDs, by a shared subscription. One asks VirusTotal, one alert is raised, one mail goes out.',
      x: 310,
      y: 40,
      wires: [],
    },
    {
      id: 'button',
      type: 'inject',
      z: 'tab',
      name: 'Three clicks on one link',
      props: [{ p: 'payload' }],
      repeat: '',
      crontab: '',
      once: false,
      onceDelay: 0.1,
      payload: JSON.stringify(
        Array.from({ length: SIZE }, (_, index) => ({ url: link, user: `user ${index + 1}` })),
      ),
      payloadType: 'json',
      x: 150,
      y: 100,
      wires: [['split']],
    },
    { id: 'split', type: 'split', z: 'tab', name: '', x: 350, y: 100, wires: [['out']] },
    {
      id: 'out',
      type: 'mqtt out',
      z: 'tab',
      name: 'To the broker',
      topic: TOPIC,
      qos: '1',
      retain: '',
      broker: 'broker',
      x: 540,
      y: 100,
      wires: [],
    },
    {
      id: 'in',
      type: 'mqtt in',
      z: 'tab',
      name: 'My share of the clicks',
      topic: `$share/soc/${TOPIC}`,
      qos: '1',
      datatype: 'json',
      broker: 'broker',
      x: 140,
      y: 180,
      wires: [['ask']],
    },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      z: 'tab',
      name: 'Look the link up',
      account: 'account',
      property: 'payload.url',
      propertyType: 'msg',
      kind: 'url',
      output: 'report',
      target: 'virustotal',
      unknown: 'report',
      maxAge: '',
      x: 350,
      y: 180,
      wires: [['judge'], ['failed']],
    },
    {
      id: 'judge',
      type: 'virustotal-verdict',
      z: 'tab',
      name: 'Judge it',
      property: 'virustotal',
      propertyType: 'msg',
      target: 'verdict',
      maliciousAt: 3,
      suspiciousAt: 1,
      countSuspicious: true,
      trusted: '',
      ignored: '',
      staleAfter: '',
      exceptions: true,
      x: 540,
      y: 180,
      wires: [['gate']],
    },
    {
      id: 'gate',
      type: 'virustotal-gate',
      z: 'tab',
      name: 'More than one engine?',
      property: 'verdict',
      propertyType: 'msg',
      rules: [{ metric: 'positives', op: '>', value: 1 }],
      match: 'any',
      x: 720,
      y: 180,
      wires: [['raise'], [], ['failed']],
    },
    {
      id: 'raise',
      type: 'virustotal-raise',
      z: 'tab',
      name: 'One alert an hour',
      module: 'virustotal',
      detection: 'malicious_link',
      subject: 'verdict.indicator.value',
      subjectType: 'msg',
      severity: '3',
      severityType: 'num',
      escalate: true,
      store: 'store',
      suppress: '1h',
      x: 930,
      y: 180,
      wires: [['mail'], ['suppressed']],
    },
    {
      id: 'mail',
      type: 'virustotal-notify',
      z: 'tab',
      name: 'Mail it',
      group: 'team',
      to: '',
      subject: 'Malicious link: {{verdict.indicator.value}} ({{verdict.count}})',
      text: '{{verdict.indicator.value}} was clicked by {{payload.user}}.\n{{verdict.positives}} of {{verdict.total}} engines flag it.',
      html: 'designed',
      via: 'smtp',
      mailer: 'mailer',
      digest: '',
      x: 1100,
      y: 180,
      wires: [['mailed'], ['failed']],
    },
    tell('mailed', MAILED, 'verdict.indicator.value', 1250, 180),
    tell('suppressed', SUPPRESSED, 'verdict.indicator.value', 1110, 240),
    tell('failed', 'failed', 'error', 700, 240),
  ];
}

/** A debug node, which shows a property in the editor and in the log. */
function tell(id: string, name: string, complete: string, x: number, y: number): FlowNode {
  return {
    id,
    type: 'debug',
    z: 'tab',
    name,
    active: true,
    tosidebar: true,
    console: true,
    tostatus: false,
    complete,
    targetType: 'msg',
    x,
    y,
    wires: [],
  };
}
