import { setTimeout } from 'node:timers/promises';
import { startBenchNodeRed, type BenchNodeRed } from './bench-node-red';
import { show, type Finding } from './figure';
import { account, chain, lookup } from './flows';
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

/** What is asked of each report. */
type Output = 'verdict' | 'text';

/** The memory that it took: at once, and when V8 had given back what it did not use. */
interface Taken {
  readonly atOnce: Resident;
  readonly settled: Resident;
}

type Outcome = Readonly<Record<Output, Taken>>;

/**
 * What a Node-RED takes of a small machine's memory after very many different reports: its heap is
 * limited as on such a machine, and what lies outside the heap counts as well.
 */
export async function memory(): Promise<Finding> {
  const standIn = await startStandIn(REPORTS, FEW_ENGINES);
  try {
    return findingOf({
      verdict: await measure(standIn.url, 'verdict'),
      text: await measure(standIn.url, 'text'),
    });
  } finally {
    await standIn.close();
  }
}

async function measure(url: string, output: Output): Promise<Taken> {
  const nodeRed = await startBenchNodeRed({ heapMegabytes: HEAP_MEGABYTES });
  try {
    await nodeRed.deploy([
      ...account({ url, file: 'memory.sqlite', concurrency: CONCURRENCY }),
      ...chain('lookup', [lookup(output)]),
    ]);
    await sendAll(nodeRed);
    const atOnce = await nodeRed.resident();
    await setTimeout(UNTIL_SETTLED);
    return { atOnce, settled: await nodeRed.resident() };
  } finally {
    await nodeRed.stop();
  }
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

function findingOf(outcome: Outcome): Finding {
  return {
    rows: (['verdict', 'text'] as const).map((output) => {
      const { atOnce, settled } = outcome[output];
      return {
        figure: `resident MB after ${REPORTS.toLocaleString('en-US')} different reports of 10 kB as ${output}, the heap limited to ${HEAP_MEGABYTES} MB`,
        target: `≤ ${TARGET_MEGABYTES} MB`,
        measured: `${megabytes(atOnce.rss)} MB (${megabytes(settled.rss)} MB twenty seconds later, ${megabytes(atOnce.most)} MB at most)`,
        met: atOnce.rss <= TARGET_MEGABYTES * MEGABYTE,
      };
    }),
    raw: outcome,
  };
}

function megabytes(bytes: number): string {
  return show(bytes / MEGABYTE);
}
