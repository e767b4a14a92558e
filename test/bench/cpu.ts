import { startBenchNodeRed } from './bench-node-red';
import { median, show, type Finding } from './figure';
import { account, chain, change, gate, lookup } from './flows';
import { startStandIn } from './stand-in';
import type { Arrival, Traffic } from './traffic';

const INDICATORS = 1000;
const REPEATS = 40;
const ROUNDS = 7;

const CHAINS = ['lookup', 'change', 'nothing'] as const;
type Chain = (typeof CHAINS)[number];

/**
 * What a message costs that the account knows the answer for, against one that passes as many core
 * nodes, and one that goes straight from the source to the sink.
 */
export async function cpu(): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS);
  const nodeRed = await startBenchNodeRed();
  const rounds: Record<Chain, Arrival>[] = [];
  const send = (name: Chain, repeats: number): Promise<Arrival> =>
    nodeRed.send(trafficOf(name, repeats));
  try {
    await nodeRed.deploy([
      ...account({ url: standIn.url, file: 'cpu.sqlite' }),
      ...chain('lookup', [lookup('verdict'), gate]),
      ...chain('change', [change('verdict'), change('gate')]),
      ...chain('nothing', []),
    ]);
    for (const name of CHAINS) await send(name, REPEATS);
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({
        lookup: await send('lookup', REPEATS),
        change: await send('change', REPEATS),
        nothing: await send('nothing', REPEATS),
      });
    }
  } finally {
    await nodeRed.stop();
    await standIn.close();
  }
  return findingOf(rounds);
}

function trafficOf(name: Chain, repeats: number): Traffic {
  return {
    source: `${name} source`,
    indicators: INDICATORS,
    repeats,
    order: 'shuffled',
    inFlight: 50,
  };
}

function findingOf(rounds: readonly Record<Chain, Arrival>[]): Finding {
  const cost = (name: Chain): number =>
    median(rounds.map((round) => round[name].cpuMicroseconds / round[name].events));
  const [looked, changed, nothing] = [cost('lookup'), cost('change'), cost('nothing')];
  const ratio = looked / changed;
  const net = (looked - nothing) / (changed - nothing);
  return {
    rows: [
      {
        figure: 'CPU per message: a cached lookup → gate, against change → change',
        target: '≤ 3 ×',
        measured: `${show(ratio)} × (${show(looked)} against ${show(changed)} µs; without what source and sink take ${show(net)} ×)`,
        met: ratio <= 3,
      },
    ],
    raw: { microseconds: { lookup: looked, change: changed, nothing }, ratio, net, rounds },
  };
}
