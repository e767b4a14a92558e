import { setTimeout as pause } from 'node:timers/promises';
import { startBenchNodeRed, type BenchNodeRed } from './bench-node-red';
import { runChild } from './child';
import { median, show, type Finding } from './figure';
import { account, chain, gate, lookup, raise } from './flows';
import { startStandIn } from './stand-in';

/** What a browser is to measure of an editor. */
export interface SidebarWork {
  readonly url: string;
  /** How often the sidebar is opened, in an editor that was just loaded. */
  readonly openings: number;
  /** How long the sidebar stays open, and then another tab in its place. */
  readonly seconds: number;
}

/** What the main thread of the page was busy with for a second, and what was asked in it. */
export interface Watched {
  readonly updates: number;
  /** From 0 to 1. */
  readonly busy: number;
}

export interface SidebarCosts {
  /** Milliseconds until all rows were drawn. */
  readonly openings: readonly number[];
  readonly open: Watched;
  readonly closed: Watched;
}

const INDICATORS = 1500;
const BATCH = 100;
const BATCHES_A_SECOND = 10;
const SOURCE = 'watched source';

const TARGETS = { updates: 1, busy: 0.1, opening: 200 };

/** What the sidebar costs a page: opened on a full record, and open on 1,000 messages a second. */
export async function sidebar(): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS);
  const nodeRed = await startBenchNodeRed();
  try {
    await nodeRed.deploy([
      ...account({ url: standIn.url, file: 'sidebar.sqlite' }),
      ...chain('watched', [
        lookup('verdict'),
        { ...gate, exits: ['next', 'other', 'other'] },
        withQuiet(raise('verdict.indicator.value')),
      ]),
    ]);
    await fill(nodeRed);
    const opened = await measure({ url: nodeRed.url, openings: 5, seconds: 0 });
    const watching = measure({ url: nodeRed.url, openings: 0, seconds: 20 });
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    watching.then(end, end);
    while (!isOver) await sendForASecond(nodeRed);
    const { open, closed } = await watching;
    return { rows: rowsOf(opened.openings, open), raw: { opened: opened.openings, open, closed } };
  } finally {
    await nodeRed.stop();
    await standIn.close();
  }
}

function withQuiet(link: ReturnType<typeof raise>): ReturnType<typeof raise> {
  return { ...link, node: { ...link.node, suppress: '1h' } };
}

function measure(work: SidebarWork): Promise<SidebarCosts> {
  return runChild(require.resolve('./sidebar-process'), work);
}

/** More verdicts than the record holds, and an alert for each that is flagged. */
async function fill(nodeRed: BenchNodeRed): Promise<void> {
  const traffic = { source: SOURCE, order: 'together', inFlight: 50 } as const;
  await nodeRed.send({ ...traffic, indicators: INDICATORS, repeats: 1 });
}

/** All of them come from the cache, and no alert is raised anew. */
async function sendForASecond(nodeRed: BenchNodeRed): Promise<void> {
  const traffic = { source: SOURCE, order: 'together', repeats: 1, inFlight: BATCH } as const;
  const startedAt = performance.now();
  for (let batch = 0; batch < BATCHES_A_SECOND; batch += 1) {
    await nodeRed.send({ ...traffic, from: batch * BATCH, indicators: BATCH });
    const due = startedAt + ((batch + 1) * 1000) / BATCHES_A_SECOND;
    await pause(Math.max(0, due - performance.now()));
  }
}

function rowsOf(openings: readonly number[], { updates, busy }: Watched): Finding['rows'] {
  const opening = median(openings);
  return [
    {
      figure: 'sidebar open on 1,000 messages a second: updates a second',
      target: `≤ ${TARGETS.updates}`,
      measured: show(updates),
      met: updates <= TARGETS.updates,
    },
    {
      figure: 'the same: main thread of the page busy',
      target: `≤ ${100 * TARGETS.busy} %`,
      measured: `${show(100 * busy)} %`,
      met: busy <= TARGETS.busy,
    },
    {
      figure: 'time to open the sidebar on a full record',
      target: `≤ ${TARGETS.opening} ms`,
      measured: `${show(opening)} ms`,
      met: opening <= TARGETS.opening,
    },
  ];
}
