import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors';

/** Marks a file as one of ours: the letters "VTst" (sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x56547374;

/**
 * What makes each version out of the one before; the first out of an empty file. A step that has
 * been published is never changed: further steps are added.
 *
 * Times are milliseconds of the steady clock's `elapsed()`, those called `day_ends` and `month_ends`
 * ms UTC. They are REAL so that any number of milliseconds fits. Keys and names are text, or a blob
 * where a text cannot be written as UTF-8; notes and reasons are JSON.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE time_mark (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    elapsed REAL NOT NULL, now REAL NOT NULL,
    machine_elapsed REAL NOT NULL, machine_now REAL NOT NULL
  ) STRICT;

  CREATE TABLE holder (
    id INTEGER PRIMARY KEY AUTOINCREMENT, pid INTEGER NOT NULL, started TEXT NOT NULL
  ) STRICT;

  CREATE TABLE kept (
    id INTEGER PRIMARY KEY, key ANY NOT NULL UNIQUE, ends REAL NOT NULL, value BLOB NOT NULL
  ) STRICT;
  CREATE INDEX kept_by_end ON kept (ends);

  CREATE TABLE quota (
    key ANY PRIMARY KEY NOT NULL,
    day_ends REAL NOT NULL, day_used INTEGER NOT NULL,
    month_ends REAL NOT NULL, month_used INTEGER NOT NULL,
    paused_until REAL NOT NULL, attempts INTEGER NOT NULL, oldest INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE attempt (
    quota ANY NOT NULL, number INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (quota, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE claim (
    key ANY PRIMARY KEY NOT NULL, since REAL NOT NULL, ends REAL NOT NULL,
    note TEXT NOT NULL, count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claim_by_end ON claim (ends);

  CREATE TABLE counter (name ANY PRIMARY KEY NOT NULL, amount REAL NOT NULL) STRICT, WITHOUT ROWID;

  -- Payloads lie apart, so that work which changes hands does not rewrite them.
  CREATE TABLE payload (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL) STRICT;

  CREATE TABLE work (
    id INTEGER PRIMARY KEY, queue ANY NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'delayed', 'taken', 'dead')),
    priority REAL NOT NULL, due REAL NOT NULL, taken INTEGER NOT NULL, holder INTEGER, reason TEXT
  ) STRICT;
  CREATE INDEX work_ready ON work (queue, priority DESC, id) WHERE state = 'ready';
  CREATE INDEX work_delayed ON work (queue, due) WHERE state = 'delayed';
  CREATE INDEX work_taken ON work (queue, holder) WHERE state = 'taken';
  CREATE INDEX work_dead ON work (queue, id) WHERE state = 'dead';

  -- How much work of a queue waits: ready or delayed. Kept by the triggers, not counted anew.
  CREATE TABLE queue (
    name ANY PRIMARY KEY NOT NULL, waiting INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER work_added AFTER INSERT ON work WHEN new.state IN ('ready', 'delayed') BEGIN
    INSERT INTO queue VALUES (new.queue, 1) ON CONFLICT (name) DO UPDATE SET waiting = waiting + 1;
  END;
  CREATE TRIGGER work_moved AFTER UPDATE OF state ON work
  WHEN (old.state IN ('ready', 'delayed')) <> (new.state IN ('ready', 'delayed')) BEGIN
    UPDATE queue SET waiting = waiting + iif(new.state IN ('ready', 'delayed'), 1, -1)
    WHERE name = new.queue;
  END;
  CREATE TRIGGER work_removed AFTER DELETE ON work WHEN old.state IN ('ready', 'delayed') BEGIN
    UPDATE queue SET waiting = waiting - 1 WHERE name = old.queue;
  END;
  `,
  `
  DROP TABLE claim;
  -- The state is JSON, see ClaimState.
  CREATE TABLE claim (
    name ANY NOT NULL, key ANY NOT NULL, ends REAL NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (name, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claim_by_end ON claim (ends);
  `,
  `
  ALTER TABLE claim RENAME TO claim_in_json;
  DROP INDEX claim_by_end;
  -- See ClaimState; ranks are a list in JSON.
  CREATE TABLE claim (
    name ANY NOT NULL, key ANY NOT NULL, ends REAL NOT NULL,
    id ANY NOT NULL, since REAL NOT NULL, ranks TEXT NOT NULL,
    count INTEGER NOT NULL, counted_since REAL,
    carried INTEGER NOT NULL, carried_since REAL,
    earlier INTEGER NOT NULL, released INTEGER NOT NULL,
    PRIMARY KEY (name, key)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO claim
    SELECT name, key, ends, state ->> 'id', state ->> 'since', state -> 'ranks',
      state ->> 'count', state ->> 'countedSince', state ->> 'carried', state ->> 'carriedSince',
      state ->> 'earlier', state ->> 'released'
    FROM claim_in_json;
  DROP TABLE claim_in_json;
  CREATE INDEX claim_by_end ON claim (ends);
  `,
  // Entries of lookups and alerts say where their messages came from, and mails call their sender's
  // data by another name: the version before would set them aside, and must not open them.
  `
  DROP TABLE counter;
  `,
  `
  -- The start of the machine since which machine_elapsed counts, where that has a name.
  ALTER TABLE time_mark ADD COLUMN boot TEXT;
  -- Where the number of a process means something: each container has numbers of its own.
  ALTER TABLE holder ADD COLUMN space TEXT NOT NULL DEFAULT '';
  -- When what had been used could not be read (ms UTC): what is unknown counts as used.
  CREATE TABLE quota_unread (only INTEGER PRIMARY KEY CHECK (only = 1), at REAL NOT NULL) STRICT;
  `,
  `
  ALTER TABLE claim ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0;
  `,
];

/** Brings an opened file to the last of `migrations`, all of it or nothing. */
export function migrate(database: DatabaseSync, migrations = MIGRATIONS): void {
  if (versionOf(database) === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been first.
    for (const step of migrations.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Only reads.
 * @throws StoreError when a newer version or another program wrote the file.
 */
export function refuseForeign(database: DatabaseSync, path: string): void {
  const newest = MIGRATIONS.length;
  const version = versionOf(database);
  if (version > newest) {
    throw new StoreError(
      `The store ${path} was written by a newer version (${version}, this one knows ${newest}).`,
    );
  }
  const holdsTables = database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined;
  if (holdsTables && pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new StoreError(`The store ${path} is the database of another program.`);
  }
}

function versionOf(database: DatabaseSync): number {
  return pragma(database, 'user_version');
}

function pragma(database: DatabaseSync, name: string): number {
  const row = database.prepare<Record<string, number>>(`PRAGMA ${name}`).get();
  return row?.[name] ?? 0;
}
