import { parseJson } from '../../json';
import { own } from '../../plain-object';
import type { Values } from '../../store/store';
import { isNumber } from '../read-notes';
import { lasts } from '../slots';

/**
 * Rings of slots that lie in one store: one for each process that uses it at the same time. Whoever comes
 * after a process that is gone goes on with its ring.
 */
export const MOST_RINGS = 256;

/** What is known of a ring without reading it. */
export interface RingHead {
  /** That of the newest chunk. */
  readonly sequence: number;
  /** The process that writes it, or did last. */
  readonly writer: string;
}

export function slotKey(ring: number, slot: number): string {
  return `journal/${ring}/${slot}`;
}

function headKey(ring: number): string {
  return `journal/${ring}/head`;
}

export async function readHead(values: Values, ring: number): Promise<RingHead | undefined> {
  const bytes = await values.get(headKey(ring));
  const head = bytes && parseJson(Buffer.from(bytes).toString());
  const sequence = own(head, 'sequence');
  const writer = own(head, 'writer');
  return isNumber(sequence) && typeof writer === 'string' ? { sequence, writer } : undefined;
}

/** Resolves with whether it lasts. Never rejects. */
export function writeHead(values: Values, ring: number, head: RingHead): Promise<boolean> {
  return lasts(values, headKey(ring), Buffer.from(JSON.stringify(head)));
}
