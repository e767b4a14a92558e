import { flaggedBy } from './reports';
import { startBenchNodeRed, type BenchNodeRed } from './bench-node-red';
import { account, chain, gate, json, lookup, stockChain, verdict } from './flows';
import { median, show, type Finding } from './figure';
import { startStandIn, type StandIn, type Tally } from './stand-in';
import type { Arrival, Traffic } from './traffic';

const INDICATORS = 1000;
const REPEATS = 20;
const ROUNDS = 4;

const CHAINS = ['stock', 'verdict', 'text'] as const;
type Chain = (typeof CHAINS)[number];

interface Round {
  readonly chain: Chain;
  readonly cold: Arrival;
  readonly requests: number;
  /** The same events once more: what the lookups are asked for is in memory now. */
  readonly warm?: Arrival;
}

/**
 * Events in which the same indicators come again and again, through three chains that make the same
 * decision. In each round every chain begins with nothing known.
 */
export async function throughput(): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS);
  const nodeRed = await startBenchNodeRed();
  const rounds: Round[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      await nodeRed.deploy(flows(standIn.url, `round-${round}.sqlite`));
      for (const name of CHAINS) rounds.push(await measure(nodeRed, standIn, name, round));
    }
  } finally {
    await nodeRed.stop();
    await standIn.close();
  }
  return { rows: rowsOf(rounds), raw: { indicators: INDICATORS, repeats: REPEATS, rounds } };
}

function flows(url: string, file: string): ReturnType<typeof chain> {
  return [
    ...account({ url, file }),
    ...chain('stock', stockChain(url)),
    ...chain('verdict', [lookup('verdict'), gate]),
    ...chain('text', [lookup('text'), json, verdict, gate]),
  ];
}

async function measure(
  nodeRed: BenchNodeRed,
  standIn: StandIn,
  name: Chain,
  round: number,
): Promise<Round> {
  // The chains that look up share an account: one that knows nothing yet for each of them.
  if (name === 'text') await nodeRed.deploy(flows(standIn.url, `round-${round}-text.sqlite`));
  const traffic: Traffic = {
    source: `${name} source`,
    indicators: INDICATORS,
    repeats: REPEATS,
    order: 'shuffled',
    inFlight: 50,
  };
  await standIn.reset();
  const cold = await nodeRed.send(traffic);
  const tally = await standIn.tally();
  check(name, cold, tally);
  if (name === 'stock') return { chain: name, cold, requests: tally.requests };
  return { chain: name, cold, requests: tally.requests, warm: await nodeRed.send(traffic) };
}

/** Each chain has to do the work it is measured by. */
function check(name: Chain, { events, passed }: Arrival, tally: Tally): void {
  const flagged = Array.from({ length: INDICATORS }, (_, each) => flaggedBy(each));
  const expected = REPEATS * flagged.filter((engines) => engines > 1).length;
  if (passed !== expected) throw new Error(`${name}: ${passed} events passed, not ${expected}`);
  const requests = name === 'stock' ? events : INDICATORS;
  if (tally.requests !== requests) throw new Error(`${name}: ${tally.requests} requests`);
}

function rowsOf(rounds: readonly Round[]): Finding['rows'] {
  const rates = (name: Chain, which: 'cold' | 'warm'): number[] =>
    rounds.flatMap((round) => {
      const arrival = round[which];
      return round.chain === name && arrival ? [arrival.events / arrival.seconds] : [];
    });
  const stock = median(rates('stock', 'cold'));
  const row = (name: Chain, figure: string, target: number): Finding['rows'][number] => {
    const cold = median(rates(name, 'cold'));
    const warm = median(rates(name, 'warm'));
    return {
      figure,
      target: `≥ ${target} ×`,
      measured: `${show(cold / stock)} × (${show(cold)} against ${show(stock)} messages/s; ${show(warm / stock)} × once it knows all)`,
      met: cold / stock >= target,
    };
  };
  const events = (INDICATORS * REPEATS).toLocaleString('en-US');
  const what = `${events} events over ${INDICATORS.toLocaleString('en-US')} indicators`;
  return [
    row(
      'verdict',
      `${what}: lookup (verdict) → gate, against http request → json → function → switch`,
      25,
    ),
    row('text', `the same: lookup (text) → json → verdict → gate`, 8),
  ];
}
