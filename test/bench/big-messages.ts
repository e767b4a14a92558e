import { indicatorOf, lineOf, reportOf } from './reports';

/** Bytes of a text, a Buffer and a report that are far beyond what usually comes. */
const TEXT = 50e6;
const REPORT = 10e6;
const ELEMENTS = 100_000;

/** Files whose reports the stand-in has. */
export const KNOWN = 1000;

/** Messages that are made to hold the event loop, by their names. */
const makers = {
  'a text of 50 MB': () => ({ payload: linesOf('\n') }),
  'a text of 50 MB in one line': () => ({ payload: linesOf(' ') }),
  'a Buffer of 50 MB': () => ({ payload: Buffer.alloc(TEXT, 'file') }),
  'an array of 100,000 hashes': () => ({ payload: hashes(ELEMENTS) }),
  'an array of 100,000 known hashes': () => ({ payload: hashes(KNOWN) }),
  'what has all 100,000 sent on': () => ({ collect: 'flush' }),
  'a report of 10 MB': () => ({ payload: bigReport() }),
  'a report of 10 MB as text': () => ({ payload: JSON.stringify(bigReport()) }),
  'a message of 50 MB': () => ({ payload: indicatorOf(ELEMENTS), mail: linesOf('\n') }),
  'a message of 500,000 members': () => ({
    payload: indicatorOf(ELEMENTS),
    rows: Array.from({ length: 125_000 }, (_, row) => ({ row, a: row % 7, b: `text ${row}` })),
  }),
} as const satisfies Readonly<Record<string, () => Record<string, unknown>>>;

export type BigMessage = keyof typeof makers;

/** A message that may hold the event loop. */
export interface Burden {
  /** Id of the source node. */
  readonly source: string;
  readonly message: BigMessage;
  /** How many messages come out of the flow in the end. */
  readonly arrivals: number;
}

/** How long something takes, in milliseconds. */
export interface Gap {
  readonly wall: number;
  /** For how long the thread had a processor meanwhile. */
  readonly processor: number;
}

/** Makes one of them. */
export function makeBigMessage(name: BigMessage): Record<string, unknown> {
  return makers[name]();
}

/** As it would come from a file or a socket, and not as V8 puts texts together. */
function linesOf(separator: string): string {
  const thousand = Array.from({ length: 1000 }, (_, line) => lineOf(line)).join(separator);
  const piece = thousand + separator;
  return Buffer.from(piece.repeat(Math.ceil(TEXT / piece.length))).toString('latin1');
}

function hashes(different: number): string[] {
  return Array.from({ length: ELEMENTS }, (_, each) => indicatorOf(each % different));
}

/** What makes reports long is how many sections and names a file has, and not how many engines. */
function bigReport(): object {
  const report = reportOf(6);
  const names = Array.from(
    { length: REPORT / 80 },
    (_, each) => `${indicatorOf(each)}_${each}.exe`,
  );
  return { data: { ...report.data, attributes: { ...report.data.attributes, names } } };
}
