import { identify } from '../../src/indicator/identify';
import type { Counted } from '../../src/window/window';
import type { Message } from '../shared/run-node';
import { typeOf } from './settings';

/** One message for each indicator that was counted, as a sequence; `newId` names each. */
export function messagesOf(counted: readonly Counted[], newId: () => string): Message[] {
  const parts = { id: newId(), type: 'array', count: counted.length, len: 1 };
  return counted.map((each, index) => ({
    _msgid: newId(),
    ...fieldsOf(each),
    parts: { ...parts, index },
  }));
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
