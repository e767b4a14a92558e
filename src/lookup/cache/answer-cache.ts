import { LRUCache } from 'lru-cache';
import type { Clock } from '../../clock';
import type { Indicator } from '../../indicator/indicator';
import { isPlainObject } from '../../plain-object';
import type { Store } from '../../store/store';
import type { Answer, CondensedFormat, Finding } from './answer';
import { createCache } from './memory';
import type { ServiceReport } from '../report';
import type { Service } from '../service';
import { createPacker, type Packer } from './pack';
import { storeKey } from './store-key';
import { createWriteBehind } from './write-behind';

/** Answers that are used again: in memory, bounded in bytes, and behind it in the store. */
export interface AnswerCache<Condensed, Report extends ServiceReport> {
  /** What memory holds about an indicator. */
  peek(indicator: Indicator): Answer<Condensed> | undefined;
  /** What the store holds about it; from then on memory holds it too. */
  recall(indicator: Indicator): Promise<Answer<Condensed> | undefined>;
  /**
   * Keeps a finding in both for `lifetime` milliseconds, and gives it as an answer, which does not
   * wait until the store has it. An answer that the store cannot keep is asked for again some time.
   */
  keep(
    indicator: Indicator,
    finding: Finding,
    report: Report,
    lifetime: number,
  ): Promise<Answer<Condensed>>;
  /** Resolves once the store has all that was kept. Never rejects. */
  written(): Promise<void>;
}

/** Bytes of text that may wait to be packed and written: more than any burst that a key allows. */
const MOST_UNWRITTEN = 32 * 1024 * 1024;

/** What one entry takes beyond its texts, roughly, in bytes. */
const ENTRY_OVERHEAD = 600;

/** What is known of an entry besides its text, as it is written before the text. */
interface Header extends Omit<Finding, 'text'> {
  /** Milliseconds since the epoch, UTC. */
  readonly expiresAt: number;
}

/** What memory holds of an answer: texts, which take a fraction of the objects in them. */
interface Entry extends Omit<Finding, 'text' | 'link'> {
  /** Where it is not the one that follows from the indicator. */
  readonly link: string | undefined;
  readonly analysedAt: number | undefined;
  readonly condensed: string;
  /** The text of the report: as it is while somebody uses it or until it is packed, else packed. */
  text: string | undefined;
  packed: Uint8Array | undefined;
}

/** What the cache has to know of the service whose answers it keeps. */
type CachedService<Report extends ServiceReport> = Pick<
  Service<Report>,
  'api' | 'pageOf' | 'parseReport' | 'packDictionary'
>;

/** An answer that memory has and the store has not. */
interface Unwritten {
  readonly indicator: Indicator;
  readonly entry: Entry;
  readonly header: Header;
  readonly lifetime: number;
}

/**
 * Makes the cache of an account. `scope` keeps accounts apart whose answers differ: another version
 * of the API, another service.
 */
export function createAnswerCache<Condensed, Report extends ServiceReport>(options: {
  service: CachedService<Report>;
  store: Store;
  clock: Clock;
  scope: string;
  /** Bytes of memory for answers, and for texts of reports that are in use. */
  bytes: { readonly answers: number; readonly texts: number };
  condensed: CondensedFormat<Condensed, Report>;
}): AnswerCache<Condensed, Report> {
  const { service, store, clock, scope, condensed } = options;
  const packer = createPacker(service.packDictionary);
  const memory = createCache<Entry>(options.bytes.answers, clock);
  const inUse = new LRUCache<Entry, true>({
    maxSize: options.bytes.texts,
    dispose: (_true, entry) => {
      if (entry.packed) entry.text = undefined;
    },
  });
  const unwritten = createWriteBehind<Unwritten>(MOST_UNWRITTEN, write);

  function toAnswer(
    indicator: Indicator,
    entry: Entry,
    source: Answer<Condensed>['source'],
  ): Answer<Condensed> {
    const { outcome, api, fetchedAt, analysedAt } = entry;
    const link = entry.link ?? service.pageOf(indicator);
    return {
      outcome,
      source,
      api,
      fetchedAt,
      ...(analysedAt !== undefined && { analysedAt }),
      link,
      condensed: () => condensed.read(entry.condensed, indicator, link, analysedAt),
      text: () => textOf(entry),
    };
  }

  /** Whoever asks for the text of one message may well ask for it with the next. */
  function textOf(entry: Entry): string {
    const text = entry.text ?? unpackText(packer, entry.packed);
    if (inUse.get(entry)) return text;
    entry.text = text;
    inUse.set(entry, true, { size: Math.max(1, text.length) });
    // Larger than all that may be in use.
    if (entry.packed && !inUse.has(entry)) entry.text = undefined;
    return text;
  }

  function remember(indicator: Indicator, entry: Entry, expiresAt: number): void {
    // A clock set back since must not make it live longer than it was meant to.
    const lifetime = Math.min(expiresAt - clock.now(), expiresAt - entry.fetchedAt);
    // Not packed yet, it is counted among what waits for that.
    const text = entry.packed?.length ?? (entry.text?.length ?? 0) / 8;
    const bytes = text + entry.condensed.length + indicator.key.length;
    memory.set(indicator.key, entry, lifetime, bytes + ENTRY_OVERHEAD);
  }

  /** Packs one after the other, and writes them down together. */
  async function write(answers: readonly Unwritten[]): Promise<void> {
    const packing = answers.reduce(
      (before, each) => before.then(() => packEntry(each)),
      Promise.resolve(),
    );
    const storing = packing.then(() => Promise.all(answers.map(storeEntry)));
    // What cannot be kept is asked for again; the store tells of its own trouble.
    await storing.catch(() => undefined);
  }

  async function packEntry({ indicator, entry, header }: Unwritten): Promise<void> {
    entry.packed = await packer.pack(`${JSON.stringify(header)}\n${entry.text ?? ''}`);
    if (!inUse.has(entry)) entry.text = undefined;
    if (memory.get(indicator.key) === entry) remember(indicator, entry, header.expiresAt);
  }

  async function storeEntry({ indicator, entry, lifetime }: Unwritten): Promise<void> {
    if (entry.packed)
      await store.values.set(storeKey('report', scope, indicator), entry.packed, lifetime);
  }

  function toEntry(
    indicator: Indicator,
    { outcome, api, fetchedAt, link }: Omit<Finding, 'text'>,
    report: Report,
    text: string | undefined,
    packed?: Uint8Array,
  ): Entry {
    const isItsOwn = indicator.type !== 'url' && link === service.pageOf(indicator);
    return {
      outcome,
      api,
      fetchedAt,
      link: isItsOwn ? undefined : link,
      analysedAt: report.analysedAt,
      condensed: condensed.write(report, indicator, link),
      text,
      packed,
    };
  }

  return {
    peek(indicator) {
      const entry = memory.get(indicator.key);
      return entry && toAnswer(indicator, entry, 'cache');
    },
    async recall(indicator) {
      const packed = await store.values.get(storeKey('report', scope, indicator));
      const found = packed && readEntry(packed, packer, service);
      if (!packed || !found) return undefined;
      const entry = toEntry(indicator, found.header, found.report, undefined, packed);
      remember(indicator, entry, found.header.expiresAt);
      return toAnswer(indicator, entry, 'cache');
    },
    async keep(indicator, { text, ...facts }, report, lifetime) {
      const entry = toEntry(indicator, facts, report, text);
      const answer = { ...toAnswer(indicator, entry, 'api'), text: () => text };
      if (lifetime <= 0) return answer;
      const header = { ...facts, expiresAt: clock.now() + lifetime };
      remember(indicator, entry, header.expiresAt);
      await unwritten.add({ indicator, entry, header, lifetime }, text.length);
      return answer;
    },
    written: () => unwritten.written(),
  };
}

/** What was kept; `undefined` for what is damaged or was written by something else. */
function readEntry<Report extends ServiceReport>(
  packed: Uint8Array,
  packer: Packer,
  service: CachedService<Report>,
): { header: Header; report: Report } | undefined {
  try {
    const entry = splitEntry(packer.unpack(packed));
    if (entry?.header.api !== service.api) return undefined;
    return { header: entry.header, report: service.parseReport(entry.text) };
  } catch {
    return undefined;
  }
}

function splitEntry(entry: string | undefined): { header: Header; text: string } | undefined {
  const end = entry?.indexOf('\n') ?? -1;
  if (entry === undefined || end < 0) return undefined;
  const header: unknown = JSON.parse(entry.slice(0, end));
  return isHeader(header) ? { header, text: entry.slice(end + 1) } : undefined;
}

/** The text of an entry that was read or written before. */
function unpackText(packer: Packer, packed: Uint8Array | undefined): string {
  const entry = (packed && packer.unpack(packed)) ?? '';
  return entry.slice(entry.indexOf('\n') + 1);
}

function isHeader(value: unknown): value is Header {
  return (
    isPlainObject(value) &&
    (value.outcome === 'found' || value.outcome === 'unknown' || value.outcome === 'pending') &&
    (typeof value.api === 'number' || typeof value.api === 'string') &&
    typeof value.fetchedAt === 'number' &&
    typeof value.expiresAt === 'number' &&
    typeof value.link === 'string'
  );
}
