import type { Connection } from './connection';
import { isElsewhere, isRunning, thisProcess, type ProcessIdentity } from './process-identity';

/** One opening of the file, which may hold work. */
export interface Holder {
  readonly id: number;
  /** Forgets the holders whose process is gone; inside a transaction. */
  forgetGone(): void;
  /** Other processes that have the file open, as far as can be told. */
  others(): readonly ProcessIdentity[];
  /** Forgets this one; inside a transaction. */
  leave(): void;
}

interface HolderRow extends ProcessIdentity {
  readonly id: number;
}

/**
 * Writes down that this process has opened the file. `wasAlone`: nobody else had it open before, in
 * whatever container.
 */
export function registerHolder(
  { time, prepare, writeNow }: Connection,
  wasAlone: () => boolean,
): Holder {
  const selectAll = prepare<HolderRow>('SELECT id, pid, started, space FROM holder');
  const insert = prepare<{ id: number }>(
    'INSERT INTO holder (pid, started, space) VALUES (?, ?, ?) RETURNING id',
  );
  const remove = prepare('DELETE FROM holder WHERE id = ?');

  function forgetGone(): void {
    for (const holder of selectAll.all()) if (isGone(holder)) remove.run(holder.id);
  }

  function forgetAll(): void {
    for (const holder of selectAll.all()) remove.run(holder.id);
  }

  const isAlone = !time.rebooted && selectAll.all().some(isElsewhere) && wasAlone();
  const own = thisProcess();
  const id = writeNow(() => {
    if (time.rebooted || isAlone) forgetAll();
    else forgetGone();
    return insert.get(own.pid, own.started, own.space)?.id ?? 0;
  });
  return {
    id,
    forgetGone,
    others: () => selectAll.all().filter((holder) => !isGone(holder) && !isThis(holder, own)),
    leave: () => void remove.run(id),
  };
}

/** What runs elsewhere may still run. */
function isGone(holder: HolderRow): boolean {
  return !isElsewhere(holder) && !isRunning(holder);
}

function isThis({ pid, started, space }: HolderRow, own: ProcessIdentity): boolean {
  return pid === own.pid && started === own.started && space === own.space;
}
