import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'mocha';
import { countReserved, waitForKept } from '../support/kept-lookups';
import { openHouse, type House } from '../support/lives';
import { endIds, ends, lookupFlow, unknownHashes, waitForEnds } from '../support/lookup-flow';
import type { NodeRedProcess } from '../support/node-red-process';
import { TIME, type KillPoint, type Trace } from '../support/writes';
import { needsSqlite } from '../support/needs-sqlite';

const HASHES = unknownHashes(4);

/** Requests in the first life, by the second, and by the last, in which nothing waits. */
const FIRST_QUOTA = 2;
const SECOND_QUOTA = 3;
const LAST_QUOTA = 12;

/** Houses at the same time: a Node-RED that starts keeps a core busy. */
const AT_ONCE = 2;

const PUT = 'work INSERT';
const STRUCK_OUT = 'payload DELETE';

/** What is written whatever happens, and the same way in each life. */
const ALWAYS = [TIME, 'attempt INSERT', 'attempt UPDATE', 'kept INSERT'];

/** When the store is opened, a message has come to its end, and the store is closed. */
const OPENED = 'holder INSERT';
const CLOSED = 'holder DELETE';

/** Where a Node-RED is to be killed. */
interface Attempt {
  /** How many requests may have been made by then. */
  readonly quota: number;
  /** Kinds of writes that must be among those at which it is. */
  readonly expected: readonly string[];
  /** Kinds at which it was killed elsewhere. */
  readonly tried?: readonly string[];
}

describe('a Node-RED that is killed at a write', function () {
  this.timeout(180_000);

  const houses: House[] = [];

  needsSqlite();

  after(async () => {
    for (const house of houses) await house.close();
  });

  async function open(template?: House): Promise<House> {
    const house = await openHouse(LAST_QUOTA, template);
    houses.push(house);
    return house;
  }

  /** A house whose flows have run, but in which nothing was written yet. */
  async function openFresh(): Promise<House> {
    const house = await open();
    const { url: baseUrl } = house.simulator;
    const flow = lookupFlow({ baseUrl, quota: FIRST_QUOTA, hashes: HASHES, split: true });
    await house.live((nodeRed) => nodeRed.deploy(flow));
    rmSync(path.join(house.userDir, 'virustotal'), { recursive: true });
    return house;
  }

  /** A house that was killed twice, while two of four messages waited and when it had taken these up. */
  async function openWaiting(): Promise<House> {
    const house = await openFresh();
    await house.live(async (nodeRed) => {
      await useUpQuota(nodeRed);
      await nodeRed.kill();
    });
    await house.live(async (nodeRed) => {
      await waitForKept(nodeRed, 2, 'taken');
      await nodeRed.kill();
    });
    house.allow(SECOND_QUOTA);
    return house;
  }

  /** Lives once to see what is written, then anew for each point at which that can be killed. */
  async function killEverywhere(
    template: House,
    act: (nodeRed: NodeRedProcess) => Promise<void>,
    { quota, expected, tried = [] }: Attempt,
  ): Promise<void> {
    const { trace } = await (await open(template)).live(act);
    const kinds = new Set(trace.writes.map(({ kind }) => kind));
    for (const kind of expected) assert.ok(kinds.has(kind), `${kind} is written`);
    const points = [...kinds]
      .filter((kind) => !tried.includes(kind))
      .flatMap((kind) => killPoints(trace, kind));
    const failures = await forEachOf(points, async (point) => {
      const house = await open(template);
      const asked = template.simulator.requests.length;
      const { killed } = (await house.live(act, point)).trace;
      assert.ok(killed, 'it was killed');
      assert.ok(asked + house.simulator.requests.length <= quota, 'within the quota');
      await expectEveryEnd(house);
      await house.close();
    });
    assert.deepEqual(failures, []);
  }

  it('loses nothing in its first life', async () => {
    await killEverywhere(await openFresh(), useUpQuota, {
      quota: FIRST_QUOTA,
      expected: ['schema CREATE', OPENED, PUT, ...ALWAYS, STRUCK_OUT, CLOSED],
    });
  });

  it('loses nothing while it takes up what waited, nor in a full deploy', async () => {
    await killEverywhere(await openWaiting(), redeploy, {
      quota: SECOND_QUOTA,
      expected: [OPENED, 'work ready', 'work taken', STRUCK_OUT, 'work delayed', CLOSED],
      tried: ALWAYS,
    });
  });
});

/** Four messages come, two of which have to wait. */
async function useUpQuota(nodeRed: NodeRedProcess): Promise<void> {
  await nodeRed.api('POST', 'inject/start');
  await waitForEnds(nodeRed, 2);
  await waitForKept(nodeRed, 2);
}

/** One of the two that wait has its turn, then everything is deployed anew and takes up the other. */
async function redeploy(nodeRed: NodeRedProcess): Promise<void> {
  await waitForEnds(nodeRed, 1);
  await waitForKept(nodeRed, 1);
  await nodeRed.deploy(await nodeRed.api('GET', 'flows'));
  await waitForKept(nodeRed, 1, 'taken');
  await nodeRed.kill();
}

/**
 * Before and after one write of a kind: the second, where there are two, so that something has come
 * before. How often the time is written down depends on how long it takes.
 */
function killPoints({ writes }: Trace, kind: string): KillPoint[] {
  const often = writes.filter((each) => each.kind === kind).length;
  const number = kind === TIME ? 1 : Math.min(2, often);
  return (['before', 'after'] as const).map((when) => ({ kind, number, when }));
}

/**
 * Has a last Node-RED end what is left, and checks that each message that was accepted, as those are
 * that were written down, came out once. The one that was killed between sending a message on and
 * striking it out has it come out again, as the same message. Then all goes on as ever.
 */
async function expectEveryEnd(house: House): Promise<void> {
  const writes = house.lives.flatMap(({ trace }) => trace.writes);
  const accepted = writes.filter((write) => write.kind === PUT).map(({ id }) => id);
  const struckOut = writes.filter((write) => write.kind === STRUCK_OUT).map(({ id }) => id);
  const shown = house.lives.flatMap(({ log }) => ends(log));
  const left = HASHES.slice(0, accepted.length).filter(
    (_, index) => !struckOut.includes(accepted[index]),
  );
  const repeated = left.filter((hash) => shown.includes(hash));
  const shownLast = ends(house.lives.at(-1)?.log ?? '');
  for (const hash of repeated) assert.ok(shownLast.includes(hash), 'only what was just sent on');

  house.allow(LAST_QUOTA);
  const { log } = await house.live(async (nodeRed) => {
    await waitForEnds(nodeRed, left.length);
    await waitForKept(nodeRed, 0);
    assert.deepEqual(ends(nodeRed.log()).toSorted(), left, 'came to their end');
    await nodeRed.api('POST', 'inject/start');
    await waitForEnds(nodeRed, left.length + HASHES.length);
    await waitForKept(nodeRed, 0);
    assert.ok(house.simulator.requests.length <= countReserved(house.userDir), 'all were counted');
  });
  assert.deepEqual(
    [...shown, ...ends(log).slice(0, left.length)].toSorted(),
    [...HASHES.slice(0, accepted.length), ...repeated].toSorted(),
  );
  for (const hash of HASHES) expectOneId(house, hash, left.length);
  assert.doesNotMatch(log, /VirusTotal refuses|debug:failed/);
}

/** However often a message came out, it was the same one. */
function expectOneId(house: House, hash: string, left: number): void {
  const last = house.lives.length - 1;
  const ids = house.lives.flatMap(({ log }, life) => {
    const own = endIds(log);
    return ends(log).flatMap((each, index) => {
      const isOlder = life < last || index < left;
      return each === hash && isOlder ? [own[index]] : [];
    });
  });
  assert.ok(new Set(ids).size <= 1, `${hash.slice(0, 2)}: ${ids.join(', ')}`);
}

/** Works on `AT_ONCE` points at a time; resolves with what went wrong where. */
async function forEachOf(
  points: readonly KillPoint[],
  work: (point: KillPoint) => Promise<void>,
): Promise<string[]> {
  const rest = [...points];
  const failures: string[] = [];
  async function next(): Promise<void> {
    const point = rest.shift();
    if (!point) return;
    await work(point).catch((error: unknown) => {
      failures.push(`${point.when} ${point.kind} ${point.number}: ${String(error)}`);
    });
    await next();
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return failures;
}
