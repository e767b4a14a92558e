import { LRUCache } from 'lru-cache';
import type { Indicator } from '../../indicator/indicator';
import type { ServiceReport } from '../report';
import type { Service } from '../service';
import type { Answer, CondensedFormat, Finding, OpenedCondensed } from './answer';

/** What memory holds of an answer: texts, which take a fraction of the objects in them. */
export interface Entry extends Omit<Finding, 'text' | 'link'> {
  /** Where it is not the one that follows from the indicator. */
  readonly link: string | undefined;
  readonly fetchedAtText: string;
  readonly analysedAt: number | undefined;
  readonly condensed: string;
  /** The text of the report: as it is while somebody uses it or until it is packed, else packed. */
  text: string | undefined;
  packed: Uint8Array | undefined;
}

/** The entries of an account's cache: how an answer becomes one, and one an answer. */
export interface Entries<Condensed, Report extends ServiceReport> {
  make(
    indicator: Indicator,
    facts: Omit<Finding, 'text'>,
    report: Report,
    held: { readonly text: string } | { readonly packed: Uint8Array },
  ): Entry;
  toAnswer(
    indicator: Indicator,
    entry: Entry,
    source: Answer<Condensed>['source'],
  ): Answer<Condensed>;
  /** The packed text takes the place of the other, unless somebody uses that. */
  setPacked(entry: Entry, packed: Uint8Array): void;
}

/**
 * Of the memory for texts that are in use, characters for what is opened of answers that come again and
 * again: opened it takes about four times as much.
 */
const OPENED_SHARE = 32;

/** What one entry takes beyond its texts, roughly, in bytes. */
const OVERHEAD = 700;

/** Bytes that an entry takes, roughly; not packed yet, its text is counted among what waits for that. */
export function bytesOf(indicator: Indicator, { text, packed, condensed }: Entry): number {
  const held = packed?.length ?? (text?.length ?? 0) / 8;
  return held + condensed.length + indicator.key.length + OVERHEAD;
}

/** Makes the entries of one account. */
export function createEntries<Condensed, Report extends ServiceReport>(options: {
  readonly service: Pick<Service<Report>, 'pageOf'>;
  readonly condensed: CondensedFormat<Condensed, Report>;
  /** Bytes of memory for the texts of reports that are in use. */
  readonly textBytes: number;
  /** The text in what was packed. */
  readonly textIn: (packed: Uint8Array | undefined) => string;
}): Entries<Condensed, Report> {
  const { service, condensed, textIn } = options;
  const inUse = new LRUCache<Entry, true>({
    maxSize: options.textBytes,
    dispose: (_true, entry) => {
      if (entry.packed) entry.text = undefined;
    },
  });

  /** By the text, so that it holds nothing else of an answer that memory has let go. */
  const opened = new LRUCache<string, OpenedCondensed<Condensed>>({
    maxSize: Math.ceil(options.textBytes / OPENED_SHARE),
  });

  /** What has just been asked for may never come again; what was remembered once may well. */
  function openedOf(text: string, source: Answer<Condensed>['source']): OpenedCondensed<Condensed> {
    const known = opened.get(text);
    if (known) return known;
    const made = condensed.open(text);
    if (source === 'cache') opened.set(text, made, { size: Math.max(1, text.length) });
    return made;
  }

  /** Whoever asks for the text of one message may well ask for it with the next. */
  function textOf(entry: Entry): string {
    const text = entry.text ?? textIn(entry.packed);
    if (inUse.get(entry)) return text;
    entry.text = text;
    inUse.set(entry, true, { size: Math.max(1, text.length) });
    // Larger than all that may be in use.
    if (entry.packed && !inUse.has(entry)) entry.text = undefined;
    return text;
  }

  return {
    make(indicator, { outcome, api, fetchedAt, link }, report, held) {
      // The page of a URL may take a hash to name: it is kept, not made anew for each message.
      const isItsOwn = indicator.type !== 'url' && link === service.pageOf(indicator);
      return {
        outcome,
        api,
        fetchedAt,
        fetchedAtText: new Date(fetchedAt).toISOString(),
        link: isItsOwn ? undefined : link,
        analysedAt: report.analysedAt,
        condensed: condensed.write(report, indicator, link),
        text: 'text' in held ? held.text : undefined,
        packed: 'packed' in held ? held.packed : undefined,
      };
    },
    toAnswer(indicator, entry, source) {
      const { outcome, api, fetchedAt, fetchedAtText, analysedAt } = entry;
      const link = entry.link ?? service.pageOf(indicator);
      return {
        outcome,
        source,
        api,
        fetchedAt,
        fetchedAtText,
        ...(analysedAt !== undefined && { analysedAt }),
        link,
        condensed: () => openedOf(entry.condensed, source)(indicator, link, analysedAt),
        text: () => textOf(entry),
      };
    },
    setPacked(entry, packed) {
      entry.packed = packed;
      if (!inUse.has(entry)) entry.text = undefined;
    },
  };
}
