import { setTimeout } from 'node:timers/promises';
import { startBenchNodeRed, type BenchNodeRed } from './bench-node-red';
import { show, type Finding, type Row } from './figure';
import { account, chain, httpRequest, lookup, type FlowNode } from './flows';
import { FEW_ENGINES } from './reports';
import { startStandIn } from './stand-in';
import type { Resident } from './traffic';

const REPORTS = 40_000;
const AT_ONCE = 1000;
const HEAP_MEGABYTES = 160;
const TARGET_MEGABYTES = 280;
const MEGABYTE = 1024 * 1024;

/** What an account does unless told. */
const CONCURRENCY = 4;

/** V8 gives pages that it no longer uses back to the machine some ten seconds later; in milliseconds. */
const UNTIL_SETTLED = 20_000;

/** The heap as a whole. */
const SMALL_HEAP = `--max-heap-size=${HEAP_MEGABYTES}`;

/** Only what has lived for a while is limited: what is young may take 128 MB beside it. */
const SMALL_OLD_SPACE = `--max-old-space-size=${HEAP_MEGABYTES}`;

/** What the guide advises for a small machine beside that. */
const FEW_YOUNG = '--max-semi-space-size=8';

/** One way to ask for the reports. */
interface Case {
  readonly name: string;
  readonly nodeOptions: readonly string[];
  /** Node-RED's own http request asks, without this package. */
  readonly bare?: boolean;
  readonly flowOf: (url: string) => FlowNode[];
}

const CASES: readonly Case[] = [
  { name: 'as verdict', nodeOptions: [SMALL_HEAP], flowOf: lookupFlow('verdict') },
  { name: 'as text', nodeOptions: [SMALL_HEAP], flowOf: lookupFlow('text') },
  {
    name: 'as verdict, only its old space limited',
    nodeOptions: [SMALL_OLD_SPACE],
    flowOf: lookupFlow('verdict'),
  },
  {
    name: `as verdict, only its old space limited, with ${FEW_YOUNG}`,
    nodeOptions: [SMALL_OLD_SPACE, FEW_YOUNG],
    flowOf: lookupFlow('verdict'),
  },
  {
    name: "by Node-RED's http request alone, for comparison",
    nodeOptions: [SMALL_HEAP],
    bare: true,
    flowOf: (url) => chain('lookup', [httpRequest(url)]),
  },
];

/** The memory that it took: at once, and when V8 had given back what it did not use. */
interface Taken {
  readonly name: string;
  readonly isOurs: boolean;
  readonly atOnce: Resident;
  readonly settled: Resident;
}

/**
 * What a Node-RED takes of a small machine's memory after very many different reports: its heap is
 * limited as on such a machine, and what lies outside the heap counts as well.
 */
export async function memory(): Promise<Finding> {
  const standIn = await startStandIn(REPORTS, FEW_ENGINES);
  const taken: Taken[] = [];
  try {
    for (const each of CASES) taken.push(await measure(standIn.url, each));
  } finally {
    await standIn.close();
  }
  return { rows: taken.map(rowOf), raw: taken };
}

async function measure(url: string, { name, flowOf, ...options }: Case): Promise<Taken> {
  const nodeRed = await startBenchNodeRed(options);
  try {
    await nodeRed.deploy(flowOf(url));
    await sendAll(nodeRed);
    const atOnce = await nodeRed.resident();
    await setTimeout(UNTIL_SETTLED);
    return { name, isOurs: options.bare !== true, atOnce, settled: await nodeRed.resident() };
  } finally {
    await nodeRed.stop();
  }
}

function lookupFlow(output: 'verdict' | 'text'): Case['flowOf'] {
  return (url) => [
    ...account({ url, file: 'memory.sqlite', concurrency: CONCURRENCY }),
    ...chain('lookup', [lookup(output)]),
  ];
}

/** Some at a time, so that the source does not hold all of them. */
async function sendAll(nodeRed: BenchNodeRed): Promise<void> {
  for (let from = 0; from < REPORTS; from += AT_ONCE) {
    await nodeRed.send({
      source: 'lookup source',
      from,
      indicators: AT_ONCE,
      repeats: 1,
      order: 'together',
      inFlight: 50,
    });
  }
}

function rowOf({ name, isOurs, atOnce, settled }: Taken): Row {
  return {
    figure: `resident MB after ${REPORTS.toLocaleString('en-US')} different reports of 10 kB, the heap limited to ${HEAP_MEGABYTES} MB: ${name}`,
    target: isOurs ? `≤ ${TARGET_MEGABYTES} MB` : 'none',
    measured: `${megabytes(atOnce.rss)} MB (${megabytes(settled.rss)} MB twenty seconds later, ${megabytes(atOnce.most)} MB at most)`,
    met: !isOurs || atOnce.rss <= TARGET_MEGABYTES * MEGABYTE,
  };
}

function megabytes(bytes: number): string {
  return show(bytes / MEGABYTE);
}
