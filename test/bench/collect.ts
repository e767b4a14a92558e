import path from 'node:path';
import { startBenchNodeRed, type BenchNodeRed } from './bench-node-red';
import { runChild } from './child';
import { median, show, type Finding } from './figure';
import { account, chain, collect as collecting } from './flows';
import type { Arrival } from './traffic';

const INDICATORS = 100_000;
const REPEATS = 10;
const BARE_ROUNDS = 3;

/** Hashes by themselves, and URLs in the lines of a log. */
const SOURCES = ['value', 'text'] as const;

/** As many as a log file that is read in brings at once. */
const IN_FLIGHT = 1000;

/** How many indicators a window has in each of its slots. */
export interface WindowWork {
  readonly indicators: number;
}

/** What it takes on disk, and how long it takes to be there again. */
export interface KeptWindow {
  readonly bytes: number;
  readonly seconds: number;
}

interface Round {
  readonly source: (typeof SOURCES)[number];
  readonly arrival: Arrival;
  readonly before: NodeJS.MemoryUsage;
  readonly after: NodeJS.MemoryUsage;
}

/**
 * What counting an event costs that is kept in the file, until it is done, against one that goes
 * straight from the source to the sink; and what an indicator takes in memory and on disk.
 */
export async function collect(): Promise<Finding> {
  const bare: Arrival[] = [];
  const rounds: Round[] = [];
  for (const source of SOURCES) {
    const nodeRed = await startBenchNodeRed();
    try {
      await nodeRed.deploy([
        ...account({ url: 'http://127.0.0.1:9', file: `collect-${source}.sqlite` }),
        ...chain('nothing', []),
        ...collecting('collect', source),
      ]);
      for (let round = 0; round < BARE_ROUNDS; round += 1)
        bare.push(await send(nodeRed, 'nothing', source));
      const before = await nodeRed.memory();
      const arrival = await send(nodeRed, 'collect', source);
      rounds.push({ source, arrival, before, after: await nodeRed.memory() });
    } finally {
      await nodeRed.stop();
    }
  }
  const script = path.join(__dirname, 'window-process.js');
  const work: WindowWork = { indicators: INDICATORS };
  const kept: KeptWindow = await runChild(script, work);
  return findingOf(bare, rounds, kept);
}

async function send(
  nodeRed: BenchNodeRed,
  name: string,
  source: (typeof SOURCES)[number],
): Promise<Arrival> {
  return await nodeRed.send({
    source: `${name} source`,
    indicators: INDICATORS,
    repeats: REPEATS,
    order: 'shuffled',
    as: source === 'value' ? 'indicator' : 'line',
    inFlight: IN_FLIGHT,
  });
}

/** Microseconds for each event. */
function costs(arrivals: readonly Arrival[]): number {
  return median(arrivals.map(({ seconds, events }) => (seconds * 1e6) / events));
}

function findingOf(bare: readonly Arrival[], rounds: readonly Round[], kept: KeptWindow): Finding {
  const hop = costs(bare);
  const lines = rounds.map(({ source, arrival, before, after }) => ({
    source,
    microseconds: costs([arrival]) - hop,
    heap: (after.heapUsed - before.heapUsed) / INDICATORS,
    outside: (after.arrayBuffers - before.arrayBuffers) / INDICATORS,
  }));
  const worst = (which: 'microseconds' | 'heap'): number =>
    Math.max(...lines.map((line) => line[which]));
  const say = (print: (line: (typeof lines)[number]) => string): string =>
    lines.map((line) => `${line.source}: ${print(line)}`).join('; ');
  return {
    rows: [
      {
        figure: 'collect: 1,000,000 events, 100,000 distinct, per event over the bare hop',
        target: '≤ 15 µs',
        measured: say(({ microseconds }) => `${show(microseconds)} µs`),
        met: worst('microseconds') <= 15,
      },
      {
        figure: 'collect: heap per distinct indicator',
        target: '≤ 400 bytes',
        measured: say(({ heap, outside }) => `${show(heap)} (and ${show(outside)} outside)`),
        met: worst('heap') <= 400,
      },
      {
        figure: 'collect: an hour of 100,000 distinct, each in every minute, on disk',
        target: '≤ 100 MB',
        measured: `${show(kept.bytes / 1e6)} MB (read in ${show(kept.seconds)} s)`,
        met: kept.bytes <= 100e6,
      },
    ],
    raw: { hop, lines, bare, rounds, kept },
  };
}
