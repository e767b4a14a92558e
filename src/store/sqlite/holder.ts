import { isRunning, thisProcess, type ProcessIdentity } from './process-identity';
import type { Connection } from './connection';

/** One opening of the file, which may hold work. */
export interface Holder {
  readonly id: number;
  /** Forgets the holders whose process is gone; inside a transaction. */
  forgetGone(): void;
  /** Forgets this one; inside a transaction. */
  leave(): void;
}

interface HolderRow extends ProcessIdentity {
  readonly id: number;
}

/** Writes down that this process has opened the file. */
export function registerHolder({ time, prepare, writeNow }: Connection): Holder {
  const selectAll = prepare<HolderRow>('SELECT id, pid, started FROM holder');
  const insert = prepare<{ id: number }>(
    'INSERT INTO holder (pid, started) VALUES (?, ?) RETURNING id',
  );
  const remove = prepare('DELETE FROM holder WHERE id = ?');

  function forgetGone(): void {
    for (const holder of selectAll.all()) if (!isRunning(holder)) remove.run(holder.id);
  }

  const id = writeNow(() => {
    if (time.rebooted) for (const holder of selectAll.all()) remove.run(holder.id);
    else forgetGone();
    const { pid, started } = thisProcess();
    return insert.get(pid, started)?.id ?? 0;
  });
  return { id, forgetGone, leave: () => void remove.run(id) };
}
