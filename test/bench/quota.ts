import { startBenchNodeRed } from './bench-node-red';
import { show, type Finding, type Row } from './figure';
import { account, chain, gate, lookup } from './flows';
import { startStandIn } from './stand-in';

const INDICATORS = 1000;
export const PER_MINUTE = 240;
const MINUTE = 60_000;

/** Lookups that wait all at once for an allowance. Takes as long as the allowance has it: 4 min. */
export async function quota(): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS);
  const nodeRed = await startBenchNodeRed();
  try {
    await nodeRed.deploy([
      ...account({ url: standIn.url, file: 'quota.sqlite', perMinute: PER_MINUTE }),
      ...chain('lookup', [lookup('verdict'), gate]),
    ]);
    const arrival = await nodeRed.send({
      source: 'lookup source',
      indicators: INDICATORS,
      repeats: 1,
      order: 'together',
      inFlight: INDICATORS,
    });
    const { arrivals } = await standIn.tally();
    const peak = peakOf(arrivals);
    const use = useOf(arrivals);
    const figure = `${INDICATORS.toLocaleString('en-US')} indicators waiting under ${PER_MINUTE} a minute`;
    return {
      rows: allowanceRows(figure, { peak, use, isComplete: arrivals.length === INDICATORS }, 0.97),
      raw: { peak, use, requests: arrivals.length, arrival, arrivals: sinceFirst(arrivals) },
    };
  } finally {
    await nodeRed.stop();
    await standIn.close();
  }
}

/** The most arrivals in any 60 s, wherever they begin; the end of the 60 s is not in them. */
export function peakOf(arrivals: readonly number[]): number {
  let first = 0;
  let peak = 0;
  for (const [last, at] of arrivals.entries()) {
    while (at - (arrivals[first] ?? at) >= MINUTE) first += 1;
    peak = Math.max(peak, last - first + 1);
  }
  return peak;
}

/**
 * The shortest time from the first arrival to the last that the allowance permits, divided by the
 * time that it took. Of 1,000 arrivals under 240 a minute the 241st may come a full minute after
 * the first, the 481st two minutes, the 961st and so the last four: a limiter that sends whatever
 * is allowed as soon as it is, and never more, gives 1. One that sent more gives no more than 1.
 */
export function useOf(arrivals: readonly number[]): number {
  const shortest = (Math.ceil(arrivals.length / PER_MINUTE) - 1) * MINUTE;
  const taken = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0);
  return Math.min(1, shortest / taken);
}

function sinceFirst(arrivals: readonly number[]): number[] {
  const first = arrivals[0] ?? 0;
  return arrivals.map((at) => Math.round(at - first));
}

/** How an allowance was kept to, and used: at least by the share `least` of it. */
export function allowanceRows(
  figure: string,
  {
    peak,
    use,
    isComplete,
  }: { readonly peak: number; readonly use: number; readonly isComplete: boolean },
  least: number,
): readonly Row[] {
  return [
    {
      figure: `${figure}: most arrivals in any 60 s`,
      target: `≤ ${PER_MINUTE}`,
      measured: String(peak),
      met: peak <= PER_MINUTE && isComplete,
    },
    {
      figure: `${figure}: use of the allowance`,
      target: `≥ ${Math.round(100 * least)} %`,
      measured: `${show(100 * use)} %`,
      met: use >= least,
    },
  ];
}
