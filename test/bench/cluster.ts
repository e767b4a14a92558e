import { freshSchema, startPostgres } from '../support/postgres';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy';
import { startSharedCluster } from '../support/shared-cluster';
import { startBenchNodeRed, type BenchNodeRed } from './bench-node-red';
import { median, show, type Finding, type Row } from './figure';
import { account, chain, gate, lookup, raise, type FlowNode } from './flows';
import { allowanceRows, peakOf, PER_MINUTE, useOf } from './quota';
import { startStandIn } from './stand-in';
import type { Arrival, Traffic } from './traffic';

const SIZE = 3;
const INDICATORS = 1000;
/** Events about each indicator in each of them: 30,000 in all. */
const REPEATS = 10;
const CACHED_REPEATS = 40;
const ROUNDS = 5;
/** Events that go one after the other, so that none shares a round trip with another. */
const ONE_BY_ONE = 200;
const LIMIT = 1.1;
const ROUND_TRIPS = { cached: 0.01, cold: 6, suppressed: 1.1 };

/** What several Node-REDs cost that share a PostgreSQL. Half of it waits for an allowance: 4 min. */
export async function cluster(): Promise<Finding> {
  const postgres = await startPostgres();
  const proxy = await startPostgresProxy(postgres.url);
  try {
    const parts = [await sharing(proxy), await waiting(proxy), await alerting()];
    return {
      rows: parts.flatMap(({ rows }) => rows),
      raw: parts.map(({ raw }) => raw),
    };
  } finally {
    await proxy.close();
    await postgres.remove();
  }
}

/** Starts some with one store, each with `flow`. */
async function start(
  count: number,
  flow: (store: Readonly<Record<string, unknown>>) => readonly FlowNode[],
  { url }: PostgresProxy,
): Promise<BenchNodeRed[]> {
  const store = { kind: 'postgres', schema: freshSchema(), credentials: { url } };
  const nodeReds = await Promise.all(Array.from({ length: count }, () => startBenchNodeRed()));
  await Promise.all(nodeReds.map((each) => each.deploy(flow(store))));
  return nodeReds;
}

async function sharing(proxy: PostgresProxy): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS + ONE_BY_ONE);
  const looking = (store: AccountStore): FlowNode[] => [
    ...account({ url: standIn.url, ...store }),
    ...chain('lookup', [lookup('verdict'), gate]),
    ...chain('raise', [raise('payload', '1h')]),
  ];
  const shared = await start(SIZE, (store) => looking({ store }), proxy);
  const alone = await startBenchNodeRed();
  const [one] = shared;
  if (!one) throw new Error('There is no Node-RED');
  try {
    await alone.deploy(looking({ file: 'alone.sqlite' }));
    await Promise.all(shared.map((each) => each.send(trafficOf('lookup', REPEATS))));
    const { arrivals } = await standIn.tally();
    await alone.send(trafficOf('lookup', REPEATS));

    const rounds: Record<'shared' | 'alone', Arrival>[] = [];
    const cached = await roundTrips(proxy, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push({
          shared: await one.send(trafficOf('lookup', CACHED_REPEATS)),
          alone: await alone.send(trafficOf('lookup', CACHED_REPEATS)),
        });
      }
      return rounds.reduce((sum, each) => sum + each.shared.events, 0);
    });
    const cold = await roundTrips(proxy, () => sendOneByOne(one, 'lookup', INDICATORS));
    await sendOneByOne(one, 'raise', 0);
    const suppressed = await roundTrips(proxy, () => sendOneByOne(one, 'raise', 0));

    const cost = (name: 'shared' | 'alone'): number =>
      median(rounds.map((round) => round[name].cpuMicroseconds / round[name].events));
    const ratio = cost('shared') / cost('alone');
    return {
      rows: [
        {
          figure:
            '30,000 events over 1,000 indicators in three Node-REDs on one PostgreSQL: requests',
          target: 'exactly 1,000',
          measured: String(arrivals.length),
          met: arrivals.length === INDICATORS,
        },
        {
          figure: 'CPU per cached event there, against one Node-RED with the embedded store',
          target: `≤ ${LIMIT} ×`,
          measured: `${show(ratio)} × (${show(cost('shared'))} against ${show(cost('alone'))} µs)`,
          met: ratio <= LIMIT,
        },
        rowOf(
          'cached event, with what is done meanwhile all the same',
          '0',
          cached,
          ROUND_TRIPS.cached,
        ),
        rowOf('cold lookup', '≤ 6', cold, ROUND_TRIPS.cold),
        rowOf('suppressed raise', '1', suppressed, ROUND_TRIPS.suppressed),
      ],
      raw: { requests: arrivals.length, ratio, rounds, roundTrips: { cached, cold, suppressed } },
    };
  } finally {
    await Promise.all([...shared, alone].map((each) => each.stop()));
    await standIn.close();
  }
}

type AccountStore = Pick<Parameters<typeof account>[0], 'store' | 'file'>;

function trafficOf(name: string, repeats: number): Traffic {
  return {
    source: `${name} source`,
    indicators: INDICATORS,
    repeats,
    order: 'shuffled',
    inFlight: 50,
  };
}

/** Sends events one after the other, about indicators from number `first` on; resolves with how many. */
async function sendOneByOne(nodeRed: BenchNodeRed, name: string, first: number): Promise<number> {
  const { events } = await nodeRed.send({
    source: `${name} source`,
    indicators: ONE_BY_ONE,
    from: first,
    repeats: 1,
    order: 'together',
    inFlight: 1,
  });
  return events;
}

/** Round trips with PostgreSQL for each event that `send` has sent. */
async function roundTrips(proxy: PostgresProxy, send: () => Promise<number>): Promise<number> {
  const before = proxy.queries();
  const events = await send();
  return (proxy.queries() - before) / events;
}

function rowOf(what: string, target: string, measured: number, most: number): Row {
  const figure = `round trips with PostgreSQL for a ${what}`;
  return { figure, target, measured: show(measured), met: measured <= most };
}

/** Lookups that wait in all of them at once for one allowance. */
async function waiting(proxy: PostgresProxy): Promise<Finding> {
  const standIn = await startStandIn(INDICATORS);
  const nodeReds = await start(
    SIZE,
    (store) => [
      ...account({ url: standIn.url, store, perMinute: PER_MINUTE }),
      ...chain('lookup', [lookup('verdict'), gate]),
    ],
    proxy,
  );
  try {
    const share = Math.ceil(INDICATORS / SIZE);
    await Promise.all(
      nodeReds.map((each, number) =>
        each.send({
          source: 'lookup source',
          from: number * share,
          indicators: Math.min(share, INDICATORS - number * share),
          repeats: 1,
          order: 'together',
          inFlight: share,
        }),
      ),
    );
    const { arrivals } = await standIn.tally();
    const [peak, use] = [peakOf(arrivals), useOf(arrivals)];
    const figure = `1,000 indicators waiting in three Node-REDs under ${PER_MINUTE} a minute for all`;
    return {
      rows: allowanceRows(figure, { peak, use, isComplete: arrivals.length === INDICATORS }, 0.95),
      raw: { peak, use, requests: arrivals.length },
    };
  } finally {
    await Promise.all(nodeReds.map((each) => each.stop()));
    await standIn.close();
  }
}

/** One subject that all of them see. */
async function alerting(): Promise<Finding> {
  const several = await startSharedCluster({ size: SIZE });
  try {
    const events = several.eventsAbout(1, 300);
    await several.run(events);
    const mails = several.mailsFor(events).flat().length;
    const alerts = several.noted('delivered').length;
    return {
      rows: [
        {
          figure: 'one subject that three Node-REDs see 300 times: alerts and mails',
          target: '1 and 1',
          measured: `${alerts} and ${mails}`,
          met: alerts === 1 && mails === 1,
        },
      ],
      raw: { alerts, mails },
    };
  } finally {
    await several.close();
  }
}
