import { own, type PlainObject } from '../plain-object';

/**
 * By what a message is known on its way: its `_msgid` and its part of a sequence. Several may share
 * that, as when a function node makes many of one.
 */
export function keyOf(msg: PlainObject): string {
  const part = partOf(msg);
  return part === undefined ? idOf(msg) : `${idOf(msg)} ${part}`;
}

export function idOf(msg: PlainObject): string {
  return String(msg['_msgid']);
}

/** Which part of which sequence a message is; `undefined` where it is none. */
function partOf(msg: PlainObject): string | undefined {
  const parts = msg['parts'];
  if (parts === undefined) return undefined;
  return `${String(own(parts, 'id'))} ${String(own(parts, 'index'))}`;
}

/** What tells one of those that share a key from another: the alert, or else what was looked up. */
export function markOf(msg: PlainObject): unknown {
  return own(msg['alert'], 'id') ?? own(own(msg['virustotal'], 'indicator'), 'id');
}

/** By what a message can be told from all others that are on their way, or nearly all. */
export interface Name {
  readonly id: string;
  readonly part: string | undefined;
  readonly mark: string | undefined;
}

/** The name of a message as it is now. */
export function nameOf(msg: PlainObject): Name {
  const mark = markOf(msg);
  return { id: idOf(msg), part: partOf(msg), mark: typeof mark === 'string' ? mark : undefined };
}

/** Which of our nodes took a message on, and when (ms UTC): the same however often it comes again. */
export interface Origin {
  readonly node: string;
  readonly at: number;
}

/** Where and when messages come to a node: no two at the same time, though a clock may say so. */
export function createOrigins(node: string, now: () => number): () => Origin {
  let last = 0;
  return () => {
    const time = now();
    last = time > last ? time : last + SHORTEST;
    return { node, at: last };
  };
}

/** In milliseconds; a number has room for a thousandth beside any time of the next centuries. */
const SHORTEST = 1 / 1024;
