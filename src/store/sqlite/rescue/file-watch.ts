import { renameSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { asError } from '../../../as-error';
import type { Clock } from '../../../clock';
import { mostUsed } from '../../rules/used-quotas';
import type { LiveDatabase } from '../live-database';
import { nameBeside } from '../place/names';
import { readUsedQuotas, writeUsedQuotas } from './used-quotas';

/** Looks after the file while its database is open. */
export interface FileWatch {
  /** Takes what is there now, once it is written to, for what is to stay. */
  begin(): void;
  /**
   * Looks whether the file is still where it was, at most once a second. One that is gone is written
   * anew out of the database, which goes on without a name; one that somebody has put in its place is
   * gone on with. What lies beside it is looked after too. Never in a transaction.
   */
  look(): void;
}

export interface FileWatchOptions {
  readonly live: LiveDatabase;
  readonly file: string;
  readonly clock: Clock;
  /** Opens what lies at the path; throws when that is no store. */
  readonly open: () => DatabaseSync;
  /** Makes the folder of the file, where it is gone too. */
  readonly makeFolder: () => void;
  /** Is told what has happened, as a sentence. */
  readonly tell: (sentence: string) => void;
}

/** How often the file is looked after, in milliseconds. */
const LOOKED_AFTER_EVERY = 1000;

export function createFileWatch(options: FileWatchOptions): FileWatch {
  const { live, file, clock, open, tell } = options;
  let own: (string | undefined)[] = [];
  let lookedAt = clock.elapsed();

  function writeAnew(): void {
    options.makeFolder();
    const whole = nameBeside(file, clock.now(), 'anew');
    copyTo(live, whole);
    // Those that are left belong to the database that has no name any more.
    for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true });
    renameSync(whole, file);
    live.replaceBy(open());
    tell(`The store ${file} was gone, and is written anew: nothing is lost`);
  }

  function goOnWithOther(): void {
    const other = open();
    const before = nameBeside(file, clock.now(), 'replaced');
    copyTo(live, before);
    const used = readUsedQuotas(live.current());
    const theirs = readUsedQuotas(other);
    if (used) writeUsedQuotas(other, theirs ? mostUsed(used, theirs) : used);
    live.replaceBy(other);
    tell(
      `Another file lies in the place of the store ${file}: it is used from now on, with the quota ` +
        `used as it was; what was kept before lies at ${before}`,
    );
  }

  /** What was in a log that is gone is still open: it is carried over into the file. */
  function beginNewLog(): void {
    live.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    live.replaceBy(open());
    tell(`The log of the store ${file} was gone, and a new one is begun: nothing is lost`);
  }

  function begin(): void {
    own = identitiesOf(file);
  }

  function mend(whole: string | undefined): void {
    if (whole === undefined) writeAnew();
    else if (whole !== own[0]) goOnWithOther();
    else beginNewLog();
    begin();
  }

  function look(): void {
    if (clock.elapsed() - lookedAt < LOOKED_AFTER_EVERY) return;
    lookedAt = clock.elapsed();
    try {
      const found = identitiesOf(file);
      // What was not there before is new, and is known from now on.
      const isOther = found.some((each, part) => own[part] !== undefined && each !== own[part]);
      if (isOther) mend(found[0]);
      else own = found;
    } catch (error) {
      tell(
        `The store ${file} is gone, or another file lies in its place, and what is in it ends with ` +
          `Node-RED: ${asError(error).message}`,
      );
    }
  }

  return { begin, look };
}

function copyTo(live: LiveDatabase, target: string): void {
  live.exec(`VACUUM INTO '${target.replaceAll("'", "''")}'`);
}

/** Which files these are: the file itself, and what SQLite keeps beside it. */
function identitiesOf(file: string): (string | undefined)[] {
  return ['', '-wal', '-shm'].map((part) => identityOf(file + part));
}

/** Which file it is; nothing where there is none. */
function identityOf(file: string): string | undefined {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev} ${stats.ino}`;
}
