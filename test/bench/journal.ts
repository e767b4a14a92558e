import { startBenchNodeRed, type BenchNodeRed } from './bench-node-red';
import { runChild } from './child';
import { median, show, type Finding, type Row } from './figure';
import { account, chain, gate, lookup, type Link } from './flows';
import { startStandIn } from './stand-in';
import type { Arrival } from './traffic';

/** How much of each kind a journal is told, over 1,000 indicators and subjects. */
export interface JournalWork {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Bytes that are written for a cached lookup, a suppressed alert and an hour in which nothing happens. */
export interface JournalBytes {
  readonly lookup: number;
  readonly alert: number;
  readonly idle: number;
  /** Milliseconds until all is read, and of the processor in which nothing else had its turn. */
  readonly reading: { readonly whole: number; readonly gap: number };
}

const WORK: JournalWork = { perSecond: 10, seconds: 600 };
const INDICATORS = 1000;
const REPEATS = 20;
const ROUNDS = 7;
const SECOND = 1000;

/** The same gate, but what passes goes on. */
const gateOnward: Link = { ...gate, exits: ['next', 'other', 'other'] };

/** Raises once for each file, and suppresses what comes later. */
const raiseOnce: Link = {
  node: {
    type: 'virustotal-raise',
    subject: 'payload',
    subjectType: 'msg',
    suppress: '7d',
    escalate: false,
    store: 'store',
  },
  exits: ['passed', 'other'],
};

/** What the journal costs, on the disk and in time. */
export async function journal(): Promise<Finding> {
  const bytes: JournalBytes = await runChild(require.resolve('./journal-process'), WORK);
  const rounds = await timeRounds();
  const cost = (which: 'noted' | 'without'): number =>
    median(rounds.map((round) => round[which].cpuMicroseconds / round[which].events));
  const [noted, without] = [cost('noted'), cost('without')];
  const at = `a full journal, ${WORK.perSecond} a second`;
  return {
    rows: [
      row(`bytes written for a cached lookup: ${at}`, bytes.lookup, 100),
      row(`bytes written for a suppressed alert, by the journal: ${at}`, bytes.alert, 1500),
      row('bytes written by the journal in an hour in which nothing happens', bytes.idle, 0),
      row('milliseconds until a full journal is read', bytes.reading.whole, 200),
      row(
        'longest gap of the event loop meanwhile, in milliseconds of the processor',
        bytes.reading.gap,
        50,
      ),
      {
        figure:
          'CPU of a cached lookup → gate → raise (suppressed) with the journal and an open sidebar, against the same without',
        target: '≤ 1.15 ×',
        measured: `${show(noted / without)} × (${show(noted)} against ${show(without)} µs)`,
        met: noted / without <= 1.15,
      },
    ],
    raw: { bytes, microseconds: { noted, without }, rounds },
  };
}

function row(figure: string, measured: number, most: number): Row {
  return { figure, target: `≤ ${show(most)}`, measured: show(measured), met: measured <= most };
}

type Round = Readonly<Record<'noted' | 'without', Arrival>>;

async function timeRounds(): Promise<Round[]> {
  const standIn = await startStandIn(INDICATORS);
  const nodeRed = await startBenchNodeRed();
  const rounds: Round[] = [];
  try {
    await nodeRed.deploy([
      ...account({ url: standIn.url, file: 'journal.sqlite' }),
      ...chain('alerts', [lookup('verdict'), gateOnward, raiseOnce]),
    ]);
    for (let round = -1; round < ROUNDS; round += 1) {
      await nodeRed.noteInJournal(false);
      const without = await send(nodeRed);
      await nodeRed.noteInJournal(true);
      const noted = await beside(nodeRed.url, () => send(nodeRed));
      if (round >= 0) rounds.push({ noted, without });
    }
  } finally {
    await nodeRed.stop();
    await standIn.close();
  }
  return rounds;
}

/** Asks meanwhile what an open sidebar asks each second in which there is something new. */
async function beside<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  const asked: Promise<unknown>[] = [];
  const ask = (): void => {
    for (const path of ['virustotal/sidebar?most=25', 'virustotal/raise/silences'])
      asked.push(answered(new URL(path, url)));
  };
  ask();
  const timer = setInterval(ask, SECOND);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await Promise.all(asked);
  }
}

async function answered(url: URL): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} answers ${response.status}`);
  await response.arrayBuffer();
}

function send(nodeRed: BenchNodeRed): Promise<Arrival> {
  return nodeRed.send({
    source: 'alerts source',
    indicators: INDICATORS,
    repeats: REPEATS,
    order: 'shuffled',
    inFlight: 50,
  });
}
