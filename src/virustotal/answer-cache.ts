import { createHash } from 'node:crypto';
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
  /** Keeps a finding in both for `lifetime` milliseconds, and gives it as an answer. */
  keep(
    indicator: Indicator,
    finding: Finding,
    report: Report,
    lifetime: number,
  ): Promise<Answer<Digest>>;
}

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
  readonly packed: Uint8Array;
}

/**
 * Makes the cache of an account. `scope` keeps accounts apart whose answers differ: another version
 * of the API, another service.
 */
export function createAnswerCache<Digest>(options: {
  store: Store;
  clock: Clock;
  scope: string;
  bytes: number;
  digest: DigestFormat<Digest>;
}): AnswerCache<Digest> {
  const { store, clock, scope, digest } = options;
  const memory = createCache<Entry>(options.bytes, clock);

  function toAnswer(
    { digest: digested, packed, ...facts }: Entry,
    source: Answer<Digest>['source'],
    text = (): string => textOf(packed),
  ): Answer<Digest> {
    return { ...facts, source, digest: () => digest.read(digested, facts.link), text };
  }

  function remember(indicator: Indicator, entry: Entry, expiresAt: number): void {
    // A clock set back since must not make it live longer than it was meant to.
    const lifetime = Math.min(expiresAt - clock.now(), expiresAt - entry.fetchedAt);
    const bytes = entry.packed.length + entry.digest.length + indicator.key.length;
    memory.set(indicator.key, entry, lifetime, bytes + ENTRY_OVERHEAD);
  }

  function toEntry(
    indicator: Indicator,
    { outcome, api, fetchedAt, link }: Omit<Finding, 'text'>,
    report: Report,
    packed: Uint8Array,
  ): Entry {
    const { analysedAt } = report;
    const digested = digest.write(report, indicator, link);
    return { outcome, api, fetchedAt, link, ...present({ analysedAt }), digest: digested, packed };
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
      const entry = toEntry(indicator, found.header, found.report, packed);
      remember(indicator, entry, found.header.expiresAt);
      return toAnswer(entry, 'cache');
    },
    async keep(indicator, { text, ...facts }, report, lifetime) {
      const header: Header = { ...facts, expiresAt: clock.now() + lifetime };
      const isKept = lifetime > 0;
      const packed = isKept ? await pack(`${JSON.stringify(header)}\n${text}`) : Buffer.alloc(0);
      const entry = toEntry(indicator, facts, report, packed);
      if (isKept) {
        remember(indicator, entry, header.expiresAt);
        await store.values.set(keyOf(scope, indicator), packed, lifetime);
      }
      return toAnswer(entry, 'api', () => text);
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
function textOf(packed: Uint8Array): string {
  const entry = unpack(packed) ?? '';
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
