import { StoreError } from '../errors';

/** The file is not what SQLite wrote: its own check says so. */
export class DamageError extends Error {}

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const INPUT_OUTPUT = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

const REASONS: ReadonlyMap<number, string> = new Map([
  [BUSY, 'another program keeps it locked'],
  [LOCKED, 'another program keeps it locked'],
  [READ_ONLY, 'it may not be written'],
  [INPUT_OUTPUT, 'the disk reports an error'],
  [CORRUPT, 'it is damaged; the next start sets it aside and begins anew'],
  [FULL, 'the disk is full, or the file has reached its largest size'],
  [CANNOT_OPEN, 'it cannot be opened'],
  [NOT_A_DATABASE, 'it is no database; the next start sets it aside and begins anew'],
]);

/** Whether `error` says that the file is damaged or no database at all. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return error instanceof DamageError || code === CORRUPT || code === NOT_A_DATABASE;
}

/** Whether `error` says that another program has the file locked. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/** What went wrong with the file at `path`, as a sentence for a person. */
export function toStoreError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = resultCode(error);
  const reason = code === undefined ? undefined : REASONS.get(code);
  const text = error instanceof Error ? error.message : String(error);
  return new StoreError(`The store ${path} cannot be used: ${reason ?? text}.`, { cause: error });
}

/** The lowest 8 bits of an extended result code are the primary one. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
