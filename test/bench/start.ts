import path from 'node:path';
import { projectRoot } from '../support/pair';
import { readJson } from '../support/read-json';
import { startBenchNodeRed } from './bench-node-red';
import { measuredPair, runChild } from './child';
import { median, show, type Finding } from './figure';
import { account, chain, gate, lookup, verdict } from './flows';

const PROCESSES = 15;
const STARTS = 5;

/** Milliseconds, of all nodes and of each. */
export interface RequireTimes {
  readonly total: number;
  readonly nodes: Readonly<Record<string, number>>;
}

interface Memory {
  readonly without: NodeJS.MemoryUsage;
  readonly with: NodeJS.MemoryUsage;
}

/** What the package costs before it does anything. */
export async function start(): Promise<Finding> {
  const times: RequireTimes[] = [];
  const work = { projectRoot, nodeRed: measuredPair.nodeRed, files: nodeFiles() };
  for (let each = 0; each < PROCESSES; each += 1) {
    times.push(await runChild(path.join(__dirname, 'require-process.js'), work));
  }
  const memory: Memory[] = [];
  for (let each = 0; each < STARTS; each += 1) {
    memory.push({ without: await memoryOf(false), with: await memoryOf(true) });
  }
  return findingOf(times, memory);
}

function nodeFiles(): string[] {
  const manifest: { 'node-red': { nodes: Record<string, string> } } = readJson(
    projectRoot,
    'package.json',
  );
  return Object.values(manifest['node-red'].nodes);
}

/** The memory of a fresh Node-RED whose flows run, with this package and a flow of it or without. */
async function memoryOf(withPackage: boolean): Promise<NodeJS.MemoryUsage> {
  const nodeRed = await startBenchNodeRed({ bare: !withPackage });
  try {
    const own = [
      ...account({ url: 'http://127.0.0.1:9', file: 'start.sqlite' }),
      ...chain('lookup', [lookup('text'), verdict, gate]),
    ];
    await nodeRed.deploy(withPackage ? own : chain('nothing', []));
    return await nodeRed.memory();
  } finally {
    await nodeRed.stop();
  }
}

function findingOf(times: readonly RequireTimes[], memory: readonly Memory[]): Finding {
  const milliseconds = median(times.map(({ total }) => total));
  const added = (which: 'rss' | 'heapUsed'): number =>
    (median(memory.map((each) => each.with[which])) -
      median(memory.map((each) => each.without[which]))) /
    1024 ** 2;
  const resident = added('rss');
  return {
    rows: [
      {
        figure: "time that loading all nodes adds to Node-RED's start",
        target: '≤ 40 ms',
        measured: `${show(milliseconds)} ms`,
        met: milliseconds <= 40,
      },
      {
        figure: 'resident memory that an account with its flow adds before the first lookup',
        target: '≤ 4 MB',
        measured: `${show(resident)} MB (heap: ${show(added('heapUsed'))} MB)`,
        met: resident <= 4,
      },
    ],
    raw: { milliseconds, residentMegabytes: resident, times, memory },
  };
}
