import { parseJson } from '../json';
import { own } from '../plain-object';
import { readHour } from './hours';
import { markOf, type Item, type Kind, type Notes } from './item';
import { isNumber, readAlert, readMail, readVerdict } from './read-notes';
import type { Chunk } from './ring';

/** How often a note had come, and when it came last, written without the note itself. */
interface WrittenRepeat {
  readonly mark: string;
  readonly times: number;
  readonly last: number;
}

/** A chunk as an earlier life has written it. */
export type WrittenChunk = {
  readonly [Of in Kind]: readonly Notes[Of][];
} & {
  readonly sequence: number;
  /** When it was written; ms UTC. */
  readonly at: number;
  readonly repeats: readonly WrittenRepeat[];
};

/** A chunk as bytes. */
export function writeChunk({ sequence, whole, repeats }: Chunk, now: number): Uint8Array {
  const notes: { [Of in Kind]: object[] } = { verdict: [], alert: [], mail: [], hour: [] };
  for (const { kind, note } of whole) notes[kind].push(note);
  const chunk = { sequence, at: now, ...notes, repeats: repeats.flatMap(writeRepeat) };
  return Buffer.from(JSON.stringify(chunk));
}

/** Of all that are noted only verdicts come often and stay the same. */
function writeRepeat({ name, note }: Item): (readonly [string, number, number])[] {
  return 'times' in note ? [[markOf(name), note.times, note.last]] : [];
}

/** The chunk in some bytes; `undefined` where there is none. What in it cannot be read is left out. */
export function readChunk(bytes: Uint8Array): WrittenChunk | undefined {
  const value = parseJson(Buffer.from(bytes).toString());
  const sequence = own(value, 'sequence');
  const at = own(value, 'at');
  if (!isNumber(sequence) || !isNumber(at)) return undefined;
  return {
    sequence,
    at,
    verdict: readEach(own(value, 'verdict'), readVerdict),
    alert: readEach(own(value, 'alert'), readAlert),
    mail: readEach(own(value, 'mail'), readMail),
    hour: readEach(own(value, 'hour'), readHour),
    repeats: readEach(own(value, 'repeats'), readRepeat),
  };
}

function readEach<Read>(list: unknown, read: (value: unknown) => Read | undefined): Read[] {
  if (!Array.isArray(list)) return [];
  return list.map(read).filter((each) => each !== undefined);
}

function readRepeat(value: unknown): WrittenRepeat | undefined {
  const [mark, times, last]: unknown[] = Array.isArray(value) ? value : [];
  if (typeof mark !== 'string' || !isNumber(times) || !isNumber(last)) return undefined;
  return { mark, times, last };
}
