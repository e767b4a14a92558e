/**
 * Loaded into a Node-RED by `--require`: writes down what it writes into its SQLite store, and kills
 * it at one of those writes, as a power cut does. See `writeWatch`.
 */
import { appendFileSync } from 'node:fs';
import { loadSqlite } from '../../src/store/sqlite/load';
import { kindOfWrite, type KillPoint, type Write } from './writes';

const traceFile = process.env['VT_WRITES'] ?? '';
const killPoint: KillPoint | undefined = JSON.parse(process.env['VT_KILL_AT'] ?? 'null');

const texts = new WeakMap<object, string>();
const counts = new Map<string, number>();
/** What the transaction that is open has changed. */
let changes: Write[] = [];

function note(sql: string, id: unknown): void {
  const kind = kindOfWrite(sql);
  if (kind !== undefined) changes.push({ kind, ...(typeof id === 'number' && { id }) });
}

function tell(line: object): void {
  appendFileSync(traceFile, `${JSON.stringify(line)}\n`);
}

/** Commits what has changed. */
function commit(really: () => unknown): unknown {
  const writes = changes;
  changes = [];
  const isHere = writes.map(isKillPoint).includes(true);
  if (isHere && killPoint?.when === 'before') kill();
  const outcome = really();
  if (writes.length > 0) tell({ writes });
  if (isHere && killPoint?.when === 'after') kill();
  return outcome;
}

function isKillPoint({ kind }: Write): boolean {
  const number = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, number);
  return killPoint?.kind === kind && killPoint.number === number;
}

function kill(): void {
  tell({ killed: true });
  process.kill(process.pid, 'SIGKILL');
}

type Method = (really: () => unknown, self: object, values: readonly unknown[]) => unknown;

/** Has `method` stand before a method of everything that has this prototype. */
function wrap(prototype: object, name: string, method: Method): void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== 'function') throw new TypeError(`There is no method ${name}`);
  Reflect.set(prototype, name, function wrapped(this: object, ...values: unknown[]): unknown {
    return method(() => Reflect.apply(original, this, values), this, values);
  });
}

const { DatabaseSync, StatementSync } = loadSqlite();

wrap(DatabaseSync.prototype, 'prepare', (really, _database, [sql]) => {
  const statement = really();
  texts.set(Object(statement), String(sql));
  return statement;
});

wrap(DatabaseSync.prototype, 'exec', (really, _database, [sql]) => {
  if (sql === 'COMMIT') return commit(really);
  really();
  note(String(sql), undefined);
  return undefined;
});

wrap(StatementSync.prototype, 'run', (really, statement, [first]) => {
  const sql = texts.get(statement) ?? '';
  if (sql === 'COMMIT') return commit(really);
  if (sql === 'ROLLBACK') changes = [];
  const outcome = really();
  if (Number(Reflect.get(Object(outcome), 'changes')) > 0) note(sql, first);
  return outcome;
});

wrap(StatementSync.prototype, 'get', (really, statement) => {
  const row = really();
  if (row !== undefined) note(texts.get(statement) ?? '', undefined);
  return row;
});
