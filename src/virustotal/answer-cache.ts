import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import type { Indicator } from '../indicator/indicator';
import { isPlainObject } from '../plain-object';
import type { Store } from '../store/store';
import type { Answer, DigestFormat, Finding } from './answer';
import { createCache } from './cache';
import { present } from './narrow';
import { pack, unpack } from './pack';
import { parseReport } from './parse-report';
import type { Report } from './report';

/** Answers that are used again: in memory, bounded in bytes, and behind it in the store. */
export interface AnswerCache<Digest> {
  /** What memory holds about an indicator. */
  peek(indicator: Indicator): Answer<Digest> | undefined;
  /** What the store holds about it; from then on memory holds it too. */
  recall(indicator: Indicator): Promise<Answer<Digest> | undefined>;
  /**
   * Keeps a finding in both for `lifetime` milliseconds, and gives it as an answer, which does not
   * wait until the store has it. An answer that the store cannot keep is asked for again some time.
   */
  keep(
    indicator: Indicator,
    finding: Finding,
    report: Report,
    lifetime: number,
  ): Promise<Answer<Digest>>;
  /** Resolves once the store has all that was kept. Never rejects. */
  written(): Promise<void>;
}

/** Answers that are packed and written at the same time; the others wait. */
const MOST_WRITING = 64;

/** What one entry takes beyond its texts, roughly, in bytes. */
const ENTRY_OVERHEAD = 600;

/** What is known of an entry besides its text, as it is written before the text. */
interface Header extends Omit<Finding, 'text'> {
  /** Milliseconds since the epoch, UTC. */
  readonly expiresAt: number;
}

/** What memory holds of an answer: texts, which take a fraction of the objects in them. */
interface Entry extends Omit<Finding, 'text'> {
  readonly analysedAt?: number;
  readonly digest: string;
  /** The text of the report: as it is while somebody uses it or until it is packed, else packed. */
  text?: string | undefined;
  packed?: Uint8Array;
}

/**
 * Makes the cache of an account. `scope` keeps accounts apart whose answers differ: another version
 * of the API, another service.
 */
export function createAnswerCache<Digest>(options: {
  store: Store;
  clock: Clock;
  scope: string;
  /** Bytes of memory for answers, and for texts of reports that are in use. */
  bytes: { readonly answers: number; readonly texts: number };
  digest: DigestFormat<Digest>;
}): AnswerCache<Digest> {
  const { store, clock, scope, digest } = options;
  const memory = createCache<Entry>(options.bytes.answers, clock);
  const inUse = new LRUCache<Entry, true>({
    maxSize: options.bytes.texts,
    dispose: (_true, entry) => {
      if (entry.packed) entry.text = undefined;
    },
  });
  const writing = new Set<Promise<void>>();

  function toAnswer(entry: Entry, source: Answer<Digest>['source']): Answer<Digest> {
    const { outcome, api, fetchedAt, link, analysedAt } = entry;
    return {
      outcome,
      source,
      api,
      fetchedAt,
      ...(analysedAt !== undefined && { analysedAt }),
      link,
      digest: () => digest.read(entry.digest, link),
      text: () => textOf(entry),
    };
  }

  /** Whoever asks for the text of one message may well ask for it with the next. */
  function textOf(entry: Entry): string {
    const text = entry.text ?? unpackText(entry.packed);
    if (inUse.get(entry)) return text;
    entry.text = text;
    inUse.set(entry, true, { size: Math.max(1, text.length) });
    return text;
  }

  function remember(indicator: Indicator, entry: Entry, expiresAt: number): void {
    // A clock set back since must not make it live longer than it was meant to.
    const lifetime = Math.min(expiresAt - clock.now(), expiresAt - entry.fetchedAt);
    const text = entry.packed?.length ?? entry.text?.length ?? 0;
    const bytes = text + entry.digest.length + indicator.key.length;
    memory.set(indicator.key, entry, lifetime, bytes + ENTRY_OVERHEAD);
  }

  async function write(
    indicator: Indicator,
    entry: Entry,
    header: Header,
    lifetime: number,
  ): Promise<void> {
    const packed = await pack(`${JSON.stringify(header)}\n${entry.text ?? ''}`);
    entry.packed = packed;
    if (!inUse.has(entry)) entry.text = undefined;
    if (memory.get(indicator.key) === entry) remember(indicator, entry, header.expiresAt);
    await store.values.set(keyOf(scope, indicator), packed, lifetime);
  }

  /** Resolves when so few are being written that memory does not fill with what waits for it. */
  async function roomToWrite(): Promise<void> {
    if (writing.size < MOST_WRITING) return;
    await Promise.race(writing);
    await roomToWrite();
  }

  function writeSoon(...parts: Parameters<typeof write>): void {
    // What cannot be kept is asked for again; the store tells of its own trouble.
    const over = (): void => void writing.delete(task);
    const task = write(...parts).then(over, over);
    writing.add(task);
  }

  function toEntry(
    indicator: Indicator,
    { outcome, api, fetchedAt, link }: Omit<Finding, 'text'>,
    report: Report,
    text: Pick<Entry, 'text' | 'packed'>,
  ): Entry {
    const { analysedAt } = report;
    const digested = digest.write(report, indicator, link);
    return { outcome, api, fetchedAt, link, ...present({ analysedAt }), digest: digested, ...text };
  }

  return {
    peek(indicator) {
      const entry = memory.get(indicator.key);
      return entry && toAnswer(entry, 'cache');
    },
    async recall(indicator) {
      const packed = await store.values.get(keyOf(scope, indicator));
      const found = packed && readEntry(packed);
      if (!packed || !found) return undefined;
      const entry = toEntry(indicator, found.header, found.report, { packed });
      remember(indicator, entry, found.header.expiresAt);
      return toAnswer(entry, 'cache');
    },
    async keep(indicator, { text, ...facts }, report, lifetime) {
      const entry = toEntry(indicator, facts, report, { text });
      const answer = { ...toAnswer(entry, 'api'), text: () => text };
      if (lifetime <= 0) return answer;
      const header = { ...facts, expiresAt: clock.now() + lifetime };
      remember(indicator, entry, header.expiresAt);
      await roomToWrite();
      writeSoon(indicator, entry, header, lifetime);
      return answer;
    },
    async written() {
      await Promise.all(writing);
    },
  };
}

/** Short, whatever the indicator is, and no list of what was looked up. */
function keyOf(scope: string, indicator: Indicator): string {
  const hash = createHash('sha256').update(`report ${scope} ${indicator.key}`);
  return hash.digest('base64url').slice(0, 22);
}

/** What was kept; `undefined` for what is damaged or was written by something else. */
function readEntry(packed: Uint8Array): { header: Header; report: Report } | undefined {
  try {
    const entry = splitEntry(packed);
    return entry && { header: entry.header, report: parseReport(entry.text) };
  } catch {
    return undefined;
  }
}

function splitEntry(packed: Uint8Array): { header: Header; text: string } | undefined {
  const entry = unpack(packed);
  const end = entry?.indexOf('\n') ?? -1;
  if (entry === undefined || end < 0) return undefined;
  const header: unknown = JSON.parse(entry.slice(0, end));
  return isHeader(header) ? { header, text: entry.slice(end + 1) } : undefined;
}

/** The text of an entry that was read or written before. */
function unpackText(packed: Uint8Array | undefined): string {
  const entry = (packed && unpack(packed)) ?? '';
  return entry.slice(entry.indexOf('\n') + 1);
}

function isHeader(value: unknown): value is Header {
  return (
    isPlainObject(value) &&
    (value.outcome === 'found' || value.outcome === 'unknown' || value.outcome === 'pending') &&
    (value.api === 2 || value.api === 3) &&
    typeof value.fetchedAt === 'number' &&
    typeof value.expiresAt === 'number' &&
    typeof value.link === 'string'
  );
}
