import { existsSync } from 'node:fs';
import type { NodeAPI } from 'node-red';
import { asError } from '../../../src/as-error';
import { systemClock } from '../../../src/clock';
import { own } from '../../../src/plain-object';
import { countStock, type StockCounts } from '../../../src/store/sqlite/moving-out/count';
import { InUseError, movingFile, moveOut } from '../../../src/store/sqlite/moving-out/move-out';
import { isStoreThere, sqliteAvailable } from '../../../src/store/sqlite/sqlite';
import { refusal, refusalOf, type Answer } from '../../shared/endpoint';
import type { FoundStore, TakenAlong } from '../answers';
import { DEFAULT_FILE, findPlace, storePath, type SharedPlace } from '../places';
import { TIMES_INSIDE } from './times-inside';
import { usersOf } from './users';

/** The files that are being taken over by this process. */
const underWay = new Set<string>();

/** Tells what lies in the file of a store, which a store node on PostgreSQL could go on with. */
export async function lookAtFile(RED: NodeAPI, sent: unknown): Promise<Answer> {
  const file = fileIn(RED, sent);
  if (file === undefined) return refusal(400, 'bad-request', 'A path is expected');
  if (!sqliteAvailable()) return refusal(409, 'not-available', 'This Node.js has no SQLite');
  const moving = movingFile(file);
  const isInterrupted = existsSync(moving);
  if (!isInterrupted && !isStoreThere(file)) {
    return refusal(404, 'nothing-kept', `There is no store at ${file}`);
  }
  const counts = await countStock(isInterrupted ? moving : file);
  const body: FoundStore = {
    file,
    isInterrupted,
    users: isInterrupted ? [] : usersOf(RED, file),
    found: shownOf(counts),
  };
  return { status: 200, body };
}

/** Takes all of that along into the store of a node that is deployed, once. */
export async function takeAlong(RED: NodeAPI, id: string, sent: unknown): Promise<Answer> {
  const file = fileIn(RED, sent);
  const place = findPlace(RED, id);
  if (file === undefined) return refusal(400, 'bad-request', 'A path is expected');
  if (!place.usable || place.kind !== 'postgres') {
    return refusal(404, 'not-deployed', 'Deploy first: no such store is running');
  }
  if (!sqliteAvailable()) return refusal(409, 'not-available', 'This Node.js has no SQLite');
  const isInterrupted = existsSync(movingFile(file));
  if (!isInterrupted && !isStoreThere(file)) {
    return refusal(404, 'nothing-kept', `There is no store at ${file}`);
  }
  const users = isInterrupted ? [] : usersOf(RED, file);
  if (users.length > 0) return inUse(`The store ${file} is used by ${users.join(', ')}`);
  if (underWay.has(file)) return refusal(409, 'under-way', 'It is being taken along already');
  underWay.add(file);
  try {
    return { status: 200, body: await takeFile(place, file) };
  } catch (error) {
    if (error instanceof InUseError) return inUse(error.message);
    return interrupted(file, error);
  } finally {
    underWay.delete(file);
  }
}

async function takeFile(place: SharedPlace, file: string): Promise<TakenAlong> {
  let wasDone = false;
  const setAside = await moveOut(file, systemClock, async (stock) => {
    ({ wasDone } = await place.takeIn(stock, TIMES_INSIDE));
  });
  return { file, setAside, wasDone };
}

/** What was begun goes on with the next try; until then nobody uses the file. */
function interrupted(file: string, error: unknown): Answer {
  const moving = movingFile(file);
  if (!existsSync(moving)) return refusalOf(500, error);
  const why = asError(error).message;
  return refusal(500, 'interrupted', `${why} The file lies at ${moving}: try again to go on.`);
}

function inUse(message: string): Answer {
  return refusal(409, 'in-use', message);
}

function fileIn(RED: NodeAPI, sent: unknown): string | undefined {
  const typed = own(sent, 'path') ?? '';
  if (typeof typed !== 'string' || typed.includes('\0')) return undefined;
  return storePath(RED, typed.trim() || DEFAULT_FILE);
}

/** The words by which nodes name their queues and values. */
function shownOf({ quotas, claims, values, work, dead }: StockCounts): FoundStore['found'] {
  const { lookup = 0, outbox = 0, digest = 0, ...others } = work;
  const alerts = Object.values(others).reduce((sum, amount) => sum + amount, 0);
  return {
    quotas,
    answers: values[''] ?? 0,
    raised: claims,
    lookups: lookup,
    mails: outbox + digest,
    alerts,
    dead,
    windows: values['collect'] ?? 0,
  };
}
