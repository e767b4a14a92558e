import path from 'node:path';
import { startBenchNodeRed } from './bench-node-red';
import { runChild } from './child';
import { median, show, type Finding } from './figure';
import { account, chain, lookup } from './flows';
import { startStandIn, type StandIn } from './stand-in';

const INDICATORS = 1000;
const CONNECTIONS = 50;
const ROUNDS = 9;

/** What the process that measures the engine is told. */
export interface ColdWork {
  readonly url: string;
  readonly indicators: number;
  readonly connections: number;
  readonly rounds: number;
}

/** Seconds that one round took. */
export interface ColdRound {
  readonly bare: number;
  readonly lookups: number;
}

/**
 * Lookups of what is not known yet, against a loop that only fetches the same replies. The figure
 * is the engine's, in a plain process; how it is with Node-RED around it, where each message is
 * written down before it waits, stands beside it.
 */
export async function cold(): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS);
  try {
    const work: ColdWork = {
      url: standIn.url,
      indicators: INDICATORS,
      connections: CONNECTIONS,
      rounds: ROUNDS,
    };
    const plain: ColdRound[] = await runChild(path.join(__dirname, 'cold-process.js'), work);
    const inside = await measureInside(standIn);
    return findingOf(plain, inside);
  } finally {
    await standIn.close();
  }
}

async function measureInside({ url }: StandIn): Promise<ColdRound[]> {
  const nodeRed = await startBenchNodeRed();
  const rounds: ColdRound[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      await nodeRed.deploy([
        ...account({ url, file: `cold-${round}.sqlite` }),
        ...chain('lookup', [lookup('verdict')]),
      ]);
      const bare = await nodeRed.bare({ url, indicators: INDICATORS, connections: CONNECTIONS });
      const { seconds } = await nodeRed.send({
        source: 'lookup source',
        indicators: INDICATORS,
        repeats: 1,
        order: 'shuffled',
        inFlight: CONNECTIONS,
      });
      rounds.push({ bare, lookups: seconds });
    }
  } finally {
    await nodeRed.stop();
  }
  return rounds;
}

function findingOf(plain: readonly ColdRound[], inside: readonly ColdRound[]): Finding {
  const rate = (rounds: readonly ColdRound[], which: keyof ColdRound): number =>
    INDICATORS / median(rounds.map((round) => round[which]));
  const ratio = rate(plain, 'lookups') / rate(plain, 'bare');
  const ratioInside = rate(inside, 'lookups') / rate(inside, 'bare');
  return {
    rows: [
      {
        figure: `cold lookups per second at concurrency ${CONNECTIONS}, against a bare undici pool (both in plain Node.js)`,
        target: '≥ 0.6 ×',
        measured: `${show(ratio)} × (${show(rate(plain, 'lookups'))} against ${show(rate(plain, 'bare'))} a second; in Node-RED ${show(ratioInside)} ×, ${show(rate(inside, 'lookups'))} against ${show(rate(inside, 'bare'))})`,
        met: ratio >= 0.6,
      },
    ],
    raw: { ratio, ratioInside, indicators: INDICATORS, seconds: { plain, inside } },
  };
}
