import { startBenchNodeRed, type BenchNodeRed } from './bench-node-red';
import { median, show, type Finding } from './figure';
import { account, chain, lookup } from './flows';
import { startStandIn } from './stand-in';
import type { Arrival } from './traffic';

const INDICATORS = 1000;
const WINDOW = 2000;
const WINDOWS = 9;
const EARLY = 10_000;
const MIDDLE = 100_000;
const LATE = 1_000_000;

/** So many events before the first window that the middle one has the event in question in it. */
const HALF = (WINDOW * WINDOWS) / 2;

interface Round {
  readonly young: Arrival;
  readonly old: Arrival;
}

/**
 * What an event costs around the 10,000th and around the 1,000,000th, on two Node-REDs side by side:
 * one that has seen few and one that has seen many. A window of one, a window of the other, and so
 * on. At the 10,000th V8 has not compiled all that it will, which hides some of what grows: so the
 * 1,000,000th is compared with the 100,000th too, and must not cost more than either.
 */
export async function growth(): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS);
  const young = await startBenchNodeRed();
  const old = await startBenchNodeRed();
  try {
    for (const each of [young, old]) {
      await each.deploy([
        ...account({ url: standIn.url, file: 'growth.sqlite' }),
        ...chain('lookup', [lookup('verdict')]),
      ]);
    }
    await send(old, LATE - HALF);
    await send(young, EARLY - HALF);
    const early = await compare(young, old);
    await send(young, MIDDLE - EARLY - 2 * HALF);
    const middle = await compare(young, old);
    return findingOf(early, middle);
  } finally {
    await young.stop();
    await old.stop();
    await standIn.close();
  }
}

async function compare(young: BenchNodeRed, old: BenchNodeRed): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < WINDOWS; round += 1) {
    rounds.push({ young: await send(young, WINDOW), old: await send(old, WINDOW) });
  }
  return rounds;
}

function send(nodeRed: BenchNodeRed, events: number): Promise<Arrival> {
  return nodeRed.send({
    source: 'lookup source',
    indicators: INDICATORS,
    repeats: events / INDICATORS,
    order: 'shuffled',
    inFlight: 50,
  });
}

function findingOf(early: readonly Round[], middle: readonly Round[]): Finding {
  const sinceEarly = changeOf(early);
  const sinceMiddle = changeOf(middle);
  return {
    rows: [
      {
        figure: 'CPU per event around the 1,000,000th, against the 10,000th',
        target: '≤ 10 % more',
        measured: `${describe(sinceEarly)}; against the 100,000th ${describe(sinceMiddle)}`,
        met: sinceEarly.change <= 0.1 && sinceMiddle.change <= 0.1,
      },
    ],
    raw: { window: WINDOW, sinceEarly, sinceMiddle, early, middle },
  };
}

interface Change {
  readonly change: number;
  /** Microseconds for each event. */
  readonly young: number;
  readonly old: number;
}

function changeOf(rounds: readonly Round[]): Change {
  const cost = (which: keyof Round): number =>
    median(rounds.map((round) => round[which].cpuMicroseconds / round[which].events));
  const [young, old] = [cost('young'), cost('old')];
  return { change: old / young - 1, young, old };
}

function describe({ change, young, old }: Change): string {
  const more = change > 0 ? 'more' : 'less';
  return `${Math.abs(change * 100).toFixed(1)} % ${more} (${show(old)} against ${show(young)} µs)`;
}
