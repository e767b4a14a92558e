import { startBenchNodeRed } from './bench-node-red';
import type { Finding } from './figure';
import { account, chain, gate, lookup } from './flows';
import { startStandIn } from './stand-in';

const INDICATORS = 1000;
const REPEATS = 50;

/** Fifty events with one indicator at the same time, then fifty with the next. */
export async function oneRequest(): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS);
  const nodeRed = await startBenchNodeRed();
  try {
    await nodeRed.deploy([
      ...account({ url: standIn.url, file: 'one-request.sqlite' }),
      ...chain('lookup', [lookup('verdict'), gate]),
    ]);
    const arrival = await nodeRed.send({
      source: 'lookup source',
      indicators: INDICATORS,
      repeats: REPEATS,
      order: 'together',
      inFlight: REPEATS,
      inBatches: true,
    });
    const { requests, indicators, most } = await standIn.tally();
    const each = requests / INDICATORS;
    return {
      rows: [
        {
          figure: `requests per indicator, ${REPEATS} concurrent repeats of each`,
          target: '1.000',
          measured: each.toFixed(3),
          met: requests === INDICATORS && indicators === INDICATORS && most === 1,
        },
      ],
      raw: { requests, indicators, most, arrival },
    };
  } finally {
    await nodeRed.stop();
    await standIn.close();
  }
}
