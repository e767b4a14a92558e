import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { systemClock } from '../../src/clock';
import { startInbox, type Inbox } from '../../src/simulator/inbox/inbox';
import { listKnown } from '../../src/simulator/listing';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { encryptionOf, nameOfAddress, readPostgresUrl } from '../../src/store/postgres/address';
import { checkPostgres } from '../../src/store/postgres/postgres-store';
import {
  API_KEY,
  clusterDemonstrationFlow,
  MAILED,
  SIZE,
  SUPPRESSED,
  TOPIC,
} from './cluster-demonstration-flow';
import { freePort } from './free-port';
import { startMqttBroker, type MqttBroker } from './mqtt-broker';
import { startNodeRed, type NodeRedProcess } from './node-red-process';
import { pairs, projectName } from './pair';
import { startPostgres } from './postgres';

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
 * schema of its own there, and `close` removes that. Rejects before any Node-RED starts where the
 * PostgreSQL cannot be used.
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
    const database = await checkDatabase(url, schema);
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

    const flow = clusterDemonstrationFlow({
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
        // By its port the sidebar tells it from the others.
        port: await freePort(),
        env: { DEMO_DATABASE_URL: url },
      });
      nodeReds.push(nodeRed);
      await nodeRed.deploy(flow);
    }
    await broker.waitForMembers(SIZE);
    return {
      nodeReds,
      inbox,
      simulator,
      broker,
      database: `${database}, schema ${schema}`,
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

/**
 * Tells what the database is called. Rejects with why no store can be kept there, in a sentence without
 * its password.
 */
async function checkDatabase(url: string, schema: string): Promise<string> {
  const { sslMode, ...address } = readPostgresUrl(url);
  const server = { ...address, ssl: encryptionOf(sslMode ? { sslMode } : {}, undefined) };
  await checkPostgres({ pg: { Client }, server, schema, clock: systemClock });
  return nameOfAddress(address);
}

async function drop(url: string, schema: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`SET client_min_messages = error; DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  await client.end();
}
