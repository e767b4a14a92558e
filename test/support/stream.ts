import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sqliteAvailable } from '../../src/store/sqlite/sqlite';
import { startFaultySmtp, type FaultySmtp } from './faulty-smtp';
import { messagesKept, waitForKept } from './kept-lookups';
import { settingsFor } from './lean-settings';
import { startMaliciousFiles, type MaliciousFiles } from './malicious-files';
import { startNodeRed, type DeployType, type NodeRedProcess } from './node-red-process';
import { projectName } from './pair';
import { flowOfStream, type StreamOptions } from './stream-flow';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';

const settings = settingsFor('10-function.js', '10-switch.js', '15-change.js', '21-debug.js');

/** Requests that a Node-RED answers without a mail until nothing is on its way any more. */
const QUIET = 100;

/** A stream of numbered messages, each to be looked up and mailed, and the Node-RED it goes through. */
export interface Stream {
  readonly server: FaultySmtp;
  /** Resolves when `count` more mails were taken. */
  waitForMore(count: number): Promise<void>;
  /** Sends the process a signal, waits for its end, and begins its next life. */
  restart(signal: 'SIGTERM' | 'SIGINT'): Promise<void>;
  /** The same with no chance to tidy up; resolves with the numbers that were written down by then. */
  kill(): Promise<ReadonlySet<number>>;
  /** Deploys the flow, with the node `changed` (one of `CHANGEABLE`) changed. */
  deploy(type: DeployType, changed: string): Promise<void>;
  /** Ends the stream, and resolves with the last number when nothing is on its way any more. */
  finish(): Promise<number>;
  /** What left by an output for failures, as it was printed. */
  failures(): string[];
  close(): Promise<void>;
}

/** Starts the stream. */
export async function startStream(options: StreamOptions): Promise<Stream> {
  const userDir = makeTemporaryFolder();
  const file = path.join(userDir, 'numbers');
  const nodesDir = makeNodes(userDir);
  const server = await startFaultySmtp();
  const files: MaliciousFiles = await startMaliciousFiles();
  const made = flowOfStream({ ...options, port: server.port, baseUrl: files.url, file });
  const flow: Record<string, unknown>[] = made.map((node) => ({ ...node }));
  /** What the earlier lives have printed. */
  const log: string[] = [];
  let nodeRed = await begin();
  await nodeRed.deploy(flow);
  for (const node of flow) delete node['credentials'];

  function begin(): Promise<NodeRedProcess> {
    return startNodeRed({ userDir, modules: [projectName], settings: { ...settings, nodesDir } });
  }

  return {
    server,
    waitForMore: async (count) => void (await server.waitForTaken(server.taken.length + count)),
    async restart(signal) {
      process.kill(nodeRed.pid, signal);
      await nodeRed.ended;
      log.push(nodeRed.log());
      nodeRed = await begin();
    },
    async kill() {
      await nodeRed.kill();
      log.push(nodeRed.log());
      const kept = new Set(messagesKept(userDir).map((msg) => Number(msg['number'])));
      nodeRed = await begin();
      return kept;
    },
    async deploy(type, changed) {
      for (const node of flow) {
        if (node['id'] === changed) node['name'] = `${changed} ${server.taken.length}`;
      }
      await nodeRed.deploy(flow, type);
    },
    async finish() {
      await nodeRed.api('POST', 'stream/finish');
      await passAll();
      log.push(nodeRed.log());
      return lastNumber(file);
    },
    failures: () =>
      [...log.join('').matchAll(/\[debug:failed\]\s*\{[^}]*\}/g)].map(([line]) => line),
    async close() {
      await nodeRed.stop();
      await files.close();
      await server.close();
      removeTemporaryFolder(userDir);
    },
  };

  /** What is known at once is on its way for some turns; what is not is kept, where that can be seen. */
  async function passAll(): Promise<void> {
    for (let quiet = 0; quiet < QUIET; quiet += 1) {
      const { length } = server.taken;
      if (sqliteAvailable()) await waitForKept(nodeRed, 0);
      await nodeRed.api('GET', 'settings');
      if (server.taken.length > length) quiet = 0;
    }
  }
}

/** The numbers of the mails that a server has taken, each with the Message-IDs it came with. */
export function mailsByNumber({ taken }: FaultySmtp): Map<number, string[]> {
  const mails = new Map<number, string[]>();
  for (const { text, messageId } of taken) {
    const number = Number(/^Subject: Number (\d+)\r$/m.exec(text)?.[1]);
    mails.set(number, [...(mails.get(number) ?? []), messageId]);
  }
  return mails;
}

/** The last number in the file of a source; 0 before the first. */
export function lastNumber(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)) : 0;
}

/** Node-RED loads a script with a page beside it. */
function makeNodes(userDir: string): string {
  const folder = path.join(userDir, 'stream');
  const compiled = path.join(__dirname, 'stream-nodes.js');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'stream.html'), '');
  const script = `module.exports = require(${JSON.stringify(compiled)});\n`;
  writeFileSync(path.join(folder, 'stream.js'), script);
  return folder;
}
