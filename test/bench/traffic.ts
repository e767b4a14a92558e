import { createSeededRandom } from '../support/seeded-random';

/** Events that a source sends into its flow; each holds one indicator. */
export interface Traffic {
  /** Id of the source node. */
  readonly source: string;
  /** Number of the first indicator; 0 unless told. */
  readonly from?: number;
  readonly indicators: number;
  /** Events with each indicator. */
  readonly repeats: number;
  /** Repeats of one indicator far from each other, as in a log, or next to each other. */
  readonly order: 'shuffled' | 'together';
  /** Events on their way at the same time. */
  readonly inFlight: number;
  /** An event is the indicator itself, or a line of a proxy's log with a URL, see `lineOf`. */
  readonly as?: 'indicator' | 'line';
  /** Sends the next events only when all of the last have arrived. */
  readonly inBatches?: boolean;
}

/** Where a sink stands: after what passes, after what does not, or after what failed. */
export type End = 'passed' | 'other' | 'failed';

/** What became of the events. */
export interface Arrival {
  readonly events: number;
  readonly seconds: number;
  /** User and system time of the process, in microseconds. */
  readonly cpuMicroseconds: number;
  /** How many came out where messages pass, where they do not, and where they failed. */
  readonly passed: number;
  readonly other: number;
  readonly failed: number;
}

/** What a process takes of the machine's memory, in bytes: now, and at most since it began. */
export interface Resident extends NodeJS.MemoryUsage {
  readonly most: number;
}

/** The numbers of the indicators, one for each event, in the order in which they are sent. */
export function sequenceOf({ from = 0, indicators, repeats, order }: Traffic): Uint32Array {
  const events = indicators * repeats;
  const sequence = Uint32Array.from({ length: events }, (_, event) =>
    order === 'together' ? from + Math.floor(event / repeats) : from + (event % indicators),
  );
  if (order === 'shuffled') shuffle(sequence);
  return sequence;
}

/** Fisher and Yates, the same way each time. */
function shuffle(sequence: Uint32Array): void {
  const random = createSeededRandom(sequence.length);
  for (let last = sequence.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = sequence[last] ?? 0;
    sequence[last] = sequence[other] ?? 0;
    sequence[other] = kept;
  }
}
