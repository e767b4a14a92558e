import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startNodeRed } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { measuredPair } from './child';
import type { BareWork } from './bare-loop';
import type { Burden, Gap } from './big-messages';
import type { FlowNode } from './flows';
import type { Arrival, Resident, Traffic } from './traffic';

/** A Node-RED in a process of its own, with the nodes that measure. */
export interface BenchNodeRed {
  /** Address of the editor, with the closing slash. */
  readonly url: string;
  deploy(flows: readonly FlowNode[]): Promise<void>;
  /** Sends events and resolves when all have arrived; rejects when one of them failed. */
  send(traffic: Traffic): Promise<Arrival>;
  /** Runs the bare loop in the same process. Resolves with the seconds that it took. */
  bare(work: BareWork): Promise<number>;
  /** Sends a big message. Resolves with the longest gap of the event loop. */
  gap(burden: Burden): Promise<Gap>;
  /** Whether what happens is noted in the journal of the account `account`. */
  noteInJournal(isOn: boolean): Promise<void>;
  memory(): Promise<NodeJS.MemoryUsage>;
  /** What it takes of the machine's memory, with whatever garbage there is. */
  resident(): Promise<Resident>;
  stop(): Promise<void>;
}

/** How a Node-RED is started: without this package, with other options of Node.js. */
export interface BenchNodeRedOptions {
  readonly bare?: boolean;
  readonly nodeOptions?: readonly string[];
}

/** Starts one, with this package unless `bare`. */
export async function startBenchNodeRed({
  bare = false,
  nodeOptions,
}: BenchNodeRedOptions = {}): Promise<BenchNodeRed> {
  const nodesDir = makeNodes();
  const nodeRed = await startNodeRed({
    pair: measuredPair,
    modules: bare ? [] : [projectName],
    settings: { nodesDir },
    ...(nodeOptions && { env: { NODE_OPTIONS: nodeOptions.join(' ') } }),
  });

  async function send(traffic: Traffic): Promise<Arrival> {
    const arrival: Arrival = await nodeRed.api('POST', 'bench/send', traffic);
    if (arrival.failed === 0) return arrival;
    throw new Error(`${arrival.failed} of ${arrival.events} events failed:\n${nodeRed.log()}`);
  }

  return {
    url: nodeRed.url,
    deploy: (flows) => nodeRed.deploy(flows),
    send,
    bare: async (work) => (await nodeRed.api('POST', 'bench/bare', work)).seconds,
    gap: (burden) => nodeRed.api('POST', 'bench/gap', burden),
    async noteInJournal(isOn) {
      await nodeRed.api('POST', 'bench/journal', { isOn });
    },
    memory: () => nodeRed.api('GET', 'bench/memory'),
    resident: () => nodeRed.api('GET', 'bench/resident'),
    async stop() {
      await nodeRed.stop();
      removeTemporaryFolder(nodesDir);
    },
  };
}

/** Node-RED loads a script with a page beside it. */
function makeNodes(): string {
  const folder = makeTemporaryFolder();
  const compiled = path.join(__dirname, 'bench-nodes.js');
  writeFileSync(path.join(folder, 'bench.html'), '');
  writeFileSync(
    path.join(folder, 'bench.js'),
    `module.exports = require(${JSON.stringify(compiled)});\n`,
  );
  return folder;
}
