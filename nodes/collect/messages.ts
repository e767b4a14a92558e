import { identify } from '../../src/indicator/identify';
import type { Counted } from '../../src/window/window';
import type { Message } from '../shared/run-node';
import { typeOf } from './settings';

/** What is told at once, besides the indicators themselves. */
interface Telling {
  /** How many different ones took no place; absent where all do. */
  readonly skipped?: number;
  /** A name for a message or a sequence. */
  readonly newId: () => string;
  /** They are a part of this sequence, `told` of which come before them; else all of one. */
  readonly sequence?: { readonly id: string; readonly told: number; readonly total: number };
}

/** One message for each indicator that was counted, as a sequence. */
export function* messagesOf(
  counted: readonly Counted[],
  { skipped, newId, sequence }: Telling,
): Generator<Message, void> {
  const { id, told, total } = sequence ?? { id: newId(), told: 0, total: counted.length };
  const parts = { id, type: 'array', count: total, len: 1 };
  for (const [index, each] of counted.entries()) {
    yield {
      _msgid: newId(),
      ...fieldsOf(each),
      ...(skipped !== undefined && { skipped }),
      parts: { ...parts, index: told + index },
    };
  }
}

/** What a message says of an indicator. */
function fieldsOf({ key, value, count, error, first, last, sample }: Counted): object {
  const { type, id } = identify(value, typeOf(key));
  return {
    payload: value,
    indicator: { type, value, id },
    count,
    ...(error > 0 && { countError: error }),
    firstSeen: new Date(first).toISOString(),
    lastSeen: new Date(last).toISOString(),
    sample,
  };
}
