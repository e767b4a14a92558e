import type { Clock } from '../../clock';
import type { LiveDatabase } from './live-database';
import { createSteadyClock, rebootedSince, type TimeMark } from '../../steady-clock';

/** The steady clock that everybody who works on one file shares. */
export interface FileTime {
  /** Whether the machine was started anew since the file was used last. */
  readonly rebooted: boolean;
  elapsed(): number;
  now(): number;
  /** Takes over the true time as another process may have learned it; once in a transaction. */
  refresh(): void;
  /** A transaction begins: others may have written meanwhile. */
  begin(): void;
  /** Writes the time down when that was not done for a second; returns whether it was. */
  keep(): boolean;
  /** Writes the time down. */
  write(): void;
  /** Takes the true time from a server; returns whether that is news, to be written down. */
  learn(now: number): boolean;
}

/** How far apart marks are, in milliseconds. */
const KEPT_EVERY = 1000;

interface MarkRow extends Omit<TimeMark, 'boot'> {
  readonly boot: string | null;
}

/** Goes on from the mark in the file. Everything that touches the file runs in a transaction. */
export function createFileTime(database: Pick<LiveDatabase, 'prepare'>, clock: Clock): FileTime {
  const selectMark = database.prepare<MarkRow>(
    `SELECT elapsed, now, machine_elapsed AS machineElapsed, machine_now AS machineNow, boot
     FROM time_mark`,
  );
  const replaceMark = database.prepare(
    'INSERT OR REPLACE INTO time_mark VALUES (1, ?, ?, ?, ?, ?)',
  );
  const found = toMark(selectMark.get());
  const time = createSteadyClock(clock, found);
  let keptAt = clock.elapsed();
  let isFresh = false;
  write();

  function refresh(): void {
    if (isFresh) return;
    isFresh = true;
    const mark = toMark(selectMark.get());
    if (mark) time.follow(mark);
  }

  function write(): void {
    const { elapsed, now, machineElapsed, machineNow, boot = null } = time.mark();
    replaceMark.run(elapsed, now, machineElapsed, machineNow, boot);
    keptAt = machineElapsed;
  }

  return {
    rebooted: found !== undefined && rebootedSince(found, clock),
    elapsed: () => time.elapsed(),
    now: () => time.now(),
    refresh,
    begin() {
      isFresh = false;
    },
    keep() {
      if (clock.elapsed() - keptAt < KEPT_EVERY) return false;
      refresh();
      write();
      return true;
    },
    write,
    learn: (now) => time.learn(now),
  };
}

function toMark(row: MarkRow | undefined): TimeMark | undefined {
  if (!row) return undefined;
  const { boot, ...mark } = row;
  return { ...mark, ...(boot !== null && { boot }) };
}
