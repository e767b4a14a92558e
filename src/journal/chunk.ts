import { parseJson } from '../json';
import { own } from '../plain-object';
import { readHour } from './hours';
import { markOf, nameOf, type Item, type Kind, type Notes } from './item';
import { isNumber, readAlert, readMail, readVerdict } from './read-notes';
import type { Chunk } from './ring';

/** How often a note had come, and when it came last, written without the note itself. */
export interface WrittenRepeat {
  readonly mark: string;
  readonly times: number;
  readonly last: number;
}

/** A note as an earlier life has written it, and what it is known by. */
export interface Written<Of extends Kind> {
  readonly name: string;
  readonly note: Notes[Of];
}

/** A chunk as an earlier life has written it. */
export type WrittenChunk = {
  readonly [Of in Kind]: readonly Written<Of>[];
} & {
  readonly sequence: number;
  /** When it was written; ms UTC. */
  readonly at: number;
  readonly repeats: readonly WrittenRepeat[];
};

/** A chunk as bytes. */
export function writeChunk({ sequence, whole, repeats }: Chunk, now: number): Uint8Array {
  const notes: { [Of in Kind]: object[] } = { verdict: [], alert: [], mail: [], hour: [] };
  for (const item of whole) notes[item.kind].push(writeNote(item));
  const chunk = {
    sequence,
    at: now,
    ...notes,
    repeats: repeats.flatMap((item) => writeRepeat(item, now)),
  };
  return Buffer.from(JSON.stringify(chunk));
}

/** Its name stands with what is not known by itself, because it is shortened. */
function writeNote({ kind, name, note }: Item): object {
  return name === nameOf(kind, note) ? note : { ...note, name };
}

/**
 * Of all that are noted only verdicts come often and stay the same. Most repeats came in the last
 * minute: the time since is written, which is short.
 */
function writeRepeat({ name, note }: Item, now: number): (readonly [string, number, number])[] {
  return 'times' in note ? [[markOf(name), note.times, now - note.last]] : [];
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
    verdict: readEach(own(value, 'verdict'), (each) => named('verdict', each, readVerdict(each))),
    alert: readEach(own(value, 'alert'), (each) => named('alert', each, readAlert(each))),
    mail: readEach(own(value, 'mail'), (each) => named('mail', each, readMail(each))),
    hour: readEach(own(value, 'hour'), (each) => named('hour', each, readHour(each))),
    repeats: readEach(own(value, 'repeats'), (repeat) => readRepeat(repeat, at)),
  };
}

function named<Of extends Kind>(
  kind: Of,
  value: unknown,
  note: Notes[Of] | undefined,
): Written<Of> | undefined {
  if (!note) return undefined;
  const name = own(value, 'name');
  return { name: typeof name === 'string' ? name : nameOf(kind, note), note };
}

function readEach<Read>(list: unknown, read: (value: unknown) => Read | undefined): Read[] {
  if (!Array.isArray(list)) return [];
  return list.map(read).filter((each) => each !== undefined);
}

function readRepeat(value: unknown, at: number): WrittenRepeat | undefined {
  const [mark, times, ago]: unknown[] = Array.isArray(value) ? value : [];
  if (typeof mark !== 'string' || !isNumber(times) || !isNumber(ago)) return undefined;
  return { mark, times, last: at - ago };
}
