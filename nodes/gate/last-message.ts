import type { Clock } from '../../src/clock';
import { isPlainObject, own } from '../../src/plain-object';
import { isSecret } from '../../src/secrets/judge';

/**
 * Messages that are kept at once, and milliseconds until one more may be: whoever tries a flow by
 * hand always finds the very last, and a busy flow does not pay for each.
 */
const AT_ONCE = 10;
const INTERVAL = 100;

/** Characters that one message may take, and one text of it. */
const BUDGET = 65_536;
const TEXT_LIMIT = 4096;

/** Elements of one list or object. */
const LIST_LIMIT = 200;

/** What of a verdict a rule may ask for, beside its categories and the engines that detected it. */
const JUDGED = ['level', 'positives', 'percent', 'score', 'reputation', 'trusted'];

/**
 * Milliseconds for which names are not asked for again, and how many it may take to find them: who has
 * very many does not pay for each message.
 */
const NAMES_REST = 60_000;
const NAMES_TAKE = 10;

/** What a gate looked at in a message: its verdict, and the value of each path that a rule names. */
interface Seen {
  readonly verdict: unknown;
  readonly values: readonly unknown[];
  /** The paths of its properties. */
  readonly names?: () => readonly string[];
}

/** What must not be kept of a message. */
export interface Hidden {
  readonly verdict: boolean;
  /** For each path, in the order of the values. */
  readonly values: readonly boolean[];
}

/** The last message as JSON, cut down to what the gate looked at. */
interface KeptMessage {
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  /** What was seen, by JSON. */
  readonly text: string;
  /** Something in it was too large and is shortened. */
  readonly cut: boolean;
  /** How many messages came after it, too fast to be kept. */
  readonly later: number;
  /** The paths of its properties, or of those of a message not long before. */
  readonly names: readonly string[];
}

/** The last message that a gate saw, in memory only. */
export interface GateMemory {
  /** To be called with each message. Never throws. */
  see(seen: Seen): void;
  /** The last one; `undefined` before the first. */
  last(): KeptMessage | undefined;
  /** Forgets it, for good. */
  close(): void;
}

/**
 * Keeps a bounded copy of the last message as it is when it comes: what a later node does to it is
 * not seen, and no large message stays in memory. Of a stream of messages ten in a second are copied.
 */
export function createGateMemory(clock: Clock, hidden: Hidden): GateMemory {
  let kept: Omit<KeptMessage, 'later' | 'names'> | undefined;
  let names: readonly string[] = [];
  let namesFrom = 0;
  let later = 0;
  let allowed = AT_ONCE;
  let refilledAt = clock.now();

  /** A clock that is set back tells nothing of the time that has passed: one more is allowed. */
  function refill(now: number): void {
    const passed = now - refilledAt;
    if (passed >= 0 && passed < INTERVAL) return;
    const more = passed < 0 ? 1 : Math.floor(passed / INTERVAL);
    allowed = Math.min(AT_ONCE, allowed + more);
    refilledAt = now;
  }

  function keepNames(find: () => readonly string[]): void {
    const begun = clock.elapsed();
    if (begun < namesFrom) return;
    try {
      names = find();
    } catch {
      // Something in it refuses to be read.
      names = [];
    }
    const now = clock.elapsed();
    if (now - begun > NAMES_TAKE) namesFrom = now + NAMES_REST;
  }

  function keep(at: number, seen: Seen): void {
    later = 0;
    if (seen.names) keepNames(seen.names);
    try {
      kept = { at, ...copy(seen, hidden) };
    } catch {
      // Something in it refuses to be read. The message goes its way all the same.
      kept = undefined;
    }
  }

  return {
    see(seen) {
      const now = clock.now();
      refill(now);
      if (allowed === 0) {
        later += 1;
        return;
      }
      allowed -= 1;
      keep(now, seen);
    },
    last: () => kept && { ...kept, later, names },
    close() {
      kept = undefined;
      names = [];
    },
  };
}

/**
 * Copies what rules look at: numbers, texts and lists of them, and nothing by a secret name. An object is only ever told to be
 * one. As a text, because a part of a larger text would keep all of it in memory.
 */
function copy({ verdict, values }: Seen, hidden: Hidden): Pick<KeptMessage, 'text' | 'cut'> {
  let left = BUDGET;
  let cut = false;

  function shorten(text: string): string {
    const length = Math.min(TEXT_LIMIT, Math.max(0, left));
    if (text.length > length) cut = true;
    left -= Math.min(text.length, length);
    return text.slice(0, length);
  }

  /** JSON has no word for NaN and Infinity, and no rule takes a text for one of them. */
  function copyScalar(value: unknown): unknown {
    if (typeof value === 'string') return shorten(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'boolean' || value === null || value === undefined) return value;
    return {};
  }

  function first<Item>(items: readonly Item[]): readonly Item[] {
    if (items.length > LIST_LIMIT) cut = true;
    return items.slice(0, LIST_LIMIT);
  }

  function copyValue(value: unknown): unknown {
    return Array.isArray(value) ? first(value).map(copyScalar) : copyScalar(value);
  }

  function copyCategories(categories: unknown): unknown {
    if (!isPlainObject(categories)) return copyScalar(categories);
    const entries = first(Object.entries(categories));
    const shown = entries.map(([name, each]) => [
      shorten(name),
      isSecret(name, each) ? '' : copyScalar(each),
    ]);
    return Object.fromEntries(shown);
  }

  function copyDetections(detections: unknown): unknown {
    if (!Array.isArray(detections)) return copyScalar(detections);
    return first(detections).map((each) => ({ engine: copyScalar(own(each, 'engine')) }));
  }

  function copyVerdict(): unknown {
    if (!isPlainObject(verdict)) return copyValue(verdict);
    return {
      ...Object.fromEntries(JUDGED.map((name) => [name, copyValue(own(verdict, name))])),
      categories: copyCategories(own(verdict, 'categories')),
      detections: copyDetections(own(verdict, 'detections')),
    };
  }

  const text = JSON.stringify({
    verdict: hidden.verdict ? undefined : copyVerdict(),
    values: values.map((value, index) => (hidden.values[index] ? undefined : copyValue(value))),
  });
  return { text, cut };
}
