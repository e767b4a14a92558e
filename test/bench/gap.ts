import { startBenchNodeRed } from './bench-node-red';
import { KNOWN, type BigMessage, type Burden, type Gap } from './big-messages';
import { show, type Finding, type Row } from './figure';
import {
  account,
  chain,
  collect,
  gateOn,
  lookup,
  notify,
  raise,
  verdict,
  type FlowNode,
} from './flows';
import { startStandIn } from './stand-in';

/** Of several rounds the least counts: what else the machine does can only make it longer. */
const ROUNDS = 5;

/** Milliseconds that nothing of our own may hold the event loop. */
const LONGEST = 50;

interface Case {
  /** The flow whose source it is sent by. */
  readonly flow: string;
  readonly message: BigMessage;
  readonly arrivals: number;
}

const ONE: readonly Case[] = [
  { flow: 'collect text', message: 'a text of 50 MB', arrivals: 1 },
  { flow: 'collect text', message: 'a text of 50 MB in one line', arrivals: 1 },
  { flow: 'collect value', message: 'an array of 100,000 hashes', arrivals: 1 },
  // All of them, and the end of the message that told it to.
  { flow: 'collect value', message: 'what has all 100,000 sent on', arrivals: 100_001 },
  { flow: 'lookup', message: 'an array of 100,000 known hashes', arrivals: 100_000 },
  { flow: 'lookup inside', message: 'a text of 50 MB', arrivals: 1000 },
  { flow: 'lookup', message: 'a Buffer of 50 MB', arrivals: 1 },
  { flow: 'lookup', message: 'a message of 50 MB', arrivals: 1 },
  { flow: 'lookup', message: 'a message of 500,000 members', arrivals: 1 },
  { flow: 'verdict', message: 'a report of 10 MB', arrivals: 1 },
  { flow: 'verdict', message: 'a report of 10 MB as text', arrivals: 1 },
  { flow: 'gate', message: 'a text of 50 MB', arrivals: 1 },
  { flow: 'raise', message: 'a text of 50 MB', arrivals: 1 },
  { flow: 'raise', message: 'a message of 500,000 members', arrivals: 1 },
  { flow: 'notify', message: 'a text of 50 MB', arrivals: 1 },
  { flow: 'notify', message: 'a message of 500,000 members', arrivals: 1 },
];

/** How long the event loop waits at the most while one big message goes through a node. */
export async function gap(): Promise<Finding> {
  const standIn = await startStandIn(KNOWN);
  const nodeRed = await startBenchNodeRed();
  const rows: Row[] = [];
  const raw: Record<string, readonly Gap[]> = {};
  try {
    await nodeRed.deploy(flows(standIn.url));
    await nodeRed.send({ ...KNOWN_HASHES, source: 'lookup source' });
    for (const { flow, ...each } of ONE) {
      const burden: Burden = { source: `${flow} source`, ...each };
      const gaps: Gap[] = [];
      for (let round = 0; round < ROUNDS; round += 1) gaps.push(await nodeRed.gap(burden));
      raw[`${flow}: ${each.message}`] = gaps;
      rows.push(rowOf(flow, each.message, gaps));
    }
  } finally {
    await nodeRed.stop();
    await standIn.close();
  }
  return { rows, raw };
}

const KNOWN_HASHES = { indicators: KNOWN, repeats: 1, order: 'together', inFlight: 50 } as const;

function flows(url: string): FlowNode[] {
  return [
    ...account({ url, file: 'gap.sqlite' }),
    ...collect('collect text', 'text'),
    ...collect('collect value', 'value', 0),
    ...chain('lookup', [lookup('verdict')]),
    ...chain('lookup inside', [lookup('verdict', { source: 'text', find: 'url' })]),
    ...chain('verdict', [verdict]),
    ...chain('gate', [gateOn('payload', '(\\w+)@(\\w+)\\.example')]),
    ...chain('raise', [raise('payload')]),
    ...chain('notify', [notify]),
  ];
}

function rowOf(flow: string, message: BigMessage, gaps: readonly Gap[]): Row {
  const longest = Math.min(...gaps.map(({ processor }) => processor));
  const wall = Math.min(...gaps.map((each) => each.wall));
  return {
    figure: `longest gap of the event loop: ${flow}, ${message}`,
    target: `≤ ${LONGEST} ms`,
    measured: `${show(longest)} ms of a processor, ${show(wall)} ms in all`,
    met: longest <= LONGEST,
  };
}
