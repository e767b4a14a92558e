import { isDate } from 'node:util/types';
import type { Clock } from '../../src/clock';
import { readProperty } from '../../src/text/field';
import { clip } from '../../src/text/clip';
import { isSecret } from '../../src/secrets/judge';
import type { LastMail } from './answers';

/**
 * Messages that are kept at once, and milliseconds until one more may be: whoever tries a flow by
 * hand always finds the very last, and a busy flow does not pay for each.
 */
const AT_ONCE = 10;
const INTERVAL = 100;

/** Characters that all of a message may take, and one text of it; properties that are looked at. */
const BUDGET = 65_536;
const TEXT_LIMIT = 4096;
const MOST_PROPERTIES = 2000;

/** Elements of one list, and how deep objects are opened. */
const LIST_LIMIT = 100;
const DEEPEST = 8;

/** What a mail is made of comes first: it must not be lost to a large payload. */
const FIRST = ['verdict', 'alert', 'virustotal', 'count', 'firstSeen', 'lastSeen'];

/** Of an http in node, which hold a whole connection. */
const NEVER = new Set(['req', 'res']);

/** Stands for the value of a secret, whose name alone is kept. */
const HIDDEN = '…';

/** The last message of which a node has made a mail, in memory only. */
export interface MailMemory {
  /** To be called with each message. Never throws. */
  see(msg: object): void;
  last(): LastMail;
}

/** Keeps a bounded copy of the last message as it is when it comes, without secrets. */
export function createMailMemory(clock: Clock): MailMemory {
  let kept: { readonly at: number; readonly text: string; readonly cut: boolean } | undefined;
  let later = 0;
  let allowed = AT_ONCE;
  let refilledAt = clock.elapsed();

  function refill(): void {
    const more = Math.floor((clock.elapsed() - refilledAt) / INTERVAL);
    if (more <= 0) return;
    allowed = Math.min(AT_ONCE, allowed + more);
    refilledAt = clock.elapsed();
  }

  return {
    see(msg) {
      refill();
      if (allowed === 0) {
        later += 1;
        return;
      }
      allowed -= 1;
      later = 0;
      const at = clock.now();
      try {
        const { value, cut } = copyMessage(msg);
        // As a text, which keeps nothing else in memory.
        kept = { at, text: JSON.stringify(value), cut };
      } catch {
        // Something in it refuses to be read. Its mail is made all the same.
        kept = undefined;
      }
    },
    last() {
      if (!kept) return { kept: false, why: 'nothing-seen' };
      const { at, text, cut } = kept;
      const message: object = JSON.parse(text);
      return { kept: true, at: new Date(at).toISOString(), message, cut, later };
    },
  };
}

function copyMessage(msg: object): { value: unknown; cut: boolean } {
  let room = BUDGET;
  let left = MOST_PROPERTIES;
  let cut = false;

  function copyText(text: string): string {
    const length = Math.max(0, Math.min(TEXT_LIMIT, room));
    if (text.length > length) cut = true;
    room -= Math.min(text.length, length);
    return clip(text, length);
  }

  function copy(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return copyText(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object') return undefined;
    if (isDate(value)) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (depth === DEEPEST) {
      cut = true;
      return undefined;
    }
    return Array.isArray(value) ? copyList(value, depth) : copyObject(value, depth);
  }

  function copyList(list: readonly unknown[], depth: number): unknown[] {
    if (list.length > LIST_LIMIT) cut = true;
    const length = Math.min(list.length, LIST_LIMIT);
    return Array.from({ length }, (_, index) => copy(readProperty(list, index), depth + 1));
  }

  function copyObject(object: object, depth: number): object {
    const entries: [name: string, value: unknown][] = [];
    for (const name of namesOf(object, depth)) {
      left -= 1;
      if (left < 0 || room <= 0) {
        cut = true;
        break;
      }
      room -= name.length;
      const value = readProperty(object, name);
      entries.push([name, isSecret(name, value) ? HIDDEN : copy(value, depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  return { value: copy(msg, 0), cut };
}

function namesOf(object: object, depth: number): readonly string[] {
  const names = Object.keys(object);
  if (depth > 0) return names;
  const own = names.filter((name) => !NEVER.has(name));
  const first = FIRST.filter((name) => own.includes(name));
  return [...first, ...own.filter((name) => !first.includes(name))];
}
