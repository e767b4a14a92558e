import path from 'node:path';
import { runChild } from './child';
import { show, type Finding } from './figure';
import { startStandIn } from './stand-in';

const REPORTS = 1000;
const ENTRIES = 4000;

/** What the process that measures is told. */
export interface SizeWork {
  readonly url: string;
  readonly reports: number;
  readonly entries: number;
}

/** Bytes for each entry. */
export interface MemoryDifference {
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
}

/** What that process found. */
export interface Sizes {
  /** Bytes for each report. */
  readonly disk: number;
  /** Characters of a report, in the mean. */
  readonly meanText: number;
  /** The same of real reports, where there are some. */
  readonly real?: { readonly disk: number; readonly reports: number };
  readonly memory: MemoryDifference;
}

/** What a kept answer takes, on disk and in memory. */
export async function size(): Promise<Finding> {
  const standIn = await startStandIn(ENTRIES + 1);
  try {
    const work: SizeWork = { url: standIn.url, reports: REPORTS, entries: ENTRIES };
    const sizes: Sizes = await runChild(path.join(__dirname, 'size-process.js'), work);
    return findingOf(sizes);
  } finally {
    await standIn.close();
  }
}

function findingOf(sizes: Sizes): Finding {
  const { disk, memory, meanText, real } = sizes;
  const beside = real ? `; ${real.reports} real ones of 25 to 40 kB: ${show(real.disk)} B` : '';
  return {
    rows: [
      {
        figure: `bytes on disk for a report of ${show(meanText / 1000)} kB`,
        target: '≤ 4,096 B',
        measured: `${show(disk)} B${beside}`,
        met: disk <= 4096,
      },
      {
        figure: 'heap per verdict in the LRU',
        target: '≤ 1,536 B',
        measured: `${show(memory.heapUsed)} B (and ${show(memory.arrayBuffers)} B of packed text outside the heap)`,
        met: memory.heapUsed <= 1536,
      },
    ],
    raw: { ...sizes, reports: REPORTS, entries: ENTRIES },
  };
}
