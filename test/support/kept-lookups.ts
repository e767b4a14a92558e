import path from 'node:path';
import { deserialize } from 'node:v8';
import type { DatabaseSync } from 'node:sqlite';
import { isPlainObject, own, type PlainObject } from '../../src/plain-object';
import { loadSqlite } from '../../src/store/sqlite/load';
import type { NodeRedProcess } from './node-red-process';

/** Where a kept message is: not yet looked at, or in the hands of a Node-RED. */
type State = 'ready' | 'taken';

/** How many messages the embedded store of a user directory keeps for its lookups. */
function countKept(userDir: string, state?: State): number {
  const which = state === undefined ? '' : ` WHERE state = '${state}'`;
  return readNumber(userDir, `SELECT count(*) AS number FROM work${which}`);
}

/** How many requests the embedded store of a user directory has ever counted. */
export function countReserved(userDir: string): number {
  return readNumber(userDir, 'SELECT coalesce(sum(attempts), 0) AS number FROM quota');
}

/** How many alerts the embedded store of a user directory knows to be raised. */
export function countRaised(userDir: string): number {
  return readNumber(userDir, 'SELECT count(*) AS number FROM claim');
}

/** The messages that the embedded store of a user directory keeps, whoever put them there. */
export function messagesKept(userDir: string): PlainObject[] {
  const sql = `SELECT body FROM payload JOIN work ON work.id = payload.id WHERE state <> 'dead'`;
  const entries = readRows<{ body: Uint8Array }>(userDir, sql).map(({ body }): unknown =>
    deserialize(body),
  );
  return entries.flatMap((entry) => {
    const msg = own(own(entry, 'senderData'), 'msg') ?? own(entry, 'msg') ?? entry;
    return isPlainObject(msg) ? [msg] : [];
  });
}

function readNumber(userDir: string, sql: string): number {
  return readRows<{ number: number }>(userDir, sql)[0]?.number ?? 0;
}

function readRows<Row>(userDir: string, sql: string): Row[] {
  const Database: new (file: string, options: { readOnly: boolean }) => DatabaseSync =
    loadSqlite().DatabaseSync;
  const database = new Database(path.join(userDir, 'virustotal', 'state.sqlite'), {
    readOnly: true,
  });
  try {
    return database.prepare<Row>(sql).all();
  } finally {
    database.close();
  }
}

/**
 * Resolves once a running Node-RED keeps just `count` messages. Between two looks it answers a
 * request, by which it has had its turn.
 */
export async function waitForKept(
  nodeRed: NodeRedProcess,
  count: number,
  state?: State,
): Promise<void> {
  if (countKept(nodeRed.userDir, state) === count) return;
  await nodeRed.api('GET', 'settings');
  await waitForKept(nodeRed, count, state);
}
