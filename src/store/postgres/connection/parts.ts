import type { CallOptions } from '../caller';
import type { Rows } from './session';

/** A statement that waits for its place in a batch, and who waits for it. */
export interface Statement {
  readonly text: string;
  readonly how: CallOptions;
  /** Counted from 1 in the order in which they came. */
  readonly number: number;
  /** When it came, in ms of the machine's clock. */
  readonly since: number;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch is no longer than so many characters, unless one statement is: it is held in memory. */
const LONGEST = 8_000_000;

/** The first of those that wait, in the order in which they came: as many as go together. */
export function firstPart(waiting: readonly Statement[], most: number): readonly Statement[] {
  let length = 0;
  let count = 0;
  for (const { text } of waiting.slice(0, most)) {
    length += text.length;
    if (count > 0 && length > LONGEST) break;
    count += 1;
  }
  return waiting.slice(0, count);
}

/** In the order in which they came, as before they were tried. */
export function inOrder(all: readonly Statement[]): Statement[] {
  return all.toSorted((one, other) => one.number - other.number);
}

/** In the order in which all processes lock rows; those of one order stay as they came. */
export function inLockOrder(part: readonly Statement[]): Statement[] {
  return part.toSorted((one, other) => compare(one.how.order ?? '', other.how.order ?? ''));
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
