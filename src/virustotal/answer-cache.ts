import type { Clock } from '../clock';
import type { Indicator } from '../indicator/indicator';
import { isPlainObject } from '../plain-object';
import type { Store } from '../store/store';
import type { Answer, Digester, Finding } from './answer';
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

/** What one entry takes beyond its packed text, roughly, in bytes. */
const ENTRY_OVERHEAD = 2048;

/** What is known of an entry besides its text, as it is written before the text. */
interface Header extends Omit<Finding, 'text'> {
  /** Milliseconds since the epoch, UTC. */
  readonly expiresAt: number;
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
  digest: Digester<Digest>;
}): AnswerCache<Digest> {
  const { store, clock, scope, digest } = options;
  const memory = createCache<Answer<Digest>>(options.bytes, clock);

  function remember(
    indicator: Indicator,
    header: Header,
    report: Report,
    digested: Digest,
    packed: Buffer,
  ): Answer<Digest> {
    const { outcome, api, fetchedAt, link, expiresAt } = header;
    const answer: Answer<Digest> = {
      outcome,
      source: 'cache',
      api,
      fetchedAt,
      ...present({ analysedAt: report.analysedAt }),
      link,
      digest: digested,
      text: () => splitEntry(packed)?.text ?? '',
    };
    // A clock set back since must not make it live longer than it was meant to.
    const lifetime = Math.min(expiresAt - clock.now(), expiresAt - fetchedAt);
    memory.set(indicator.key, answer, lifetime, packed.length + ENTRY_OVERHEAD);
    return answer;
  }

  return {
    peek: (indicator) => memory.get(indicator.key),
    async recall(indicator) {
      const packed = await store.values.get(keyOf(scope, indicator));
      const entry = packed && readEntry(packed);
      if (!packed || !entry) return undefined;
      const { header, report } = entry;
      const digested = digest(report, indicator, header.link);
      return remember(indicator, header, report, digested, Buffer.from(packed));
    },
    async keep(indicator, finding, report, lifetime) {
      const { text, ...facts } = finding;
      const digested = digest(report, indicator, finding.link);
      if (lifetime > 0) {
        const header: Header = { ...facts, expiresAt: clock.now() + lifetime };
        const packed = await pack(`${JSON.stringify(header)}\n${text}`);
        remember(indicator, header, report, digested, packed);
        await store.values.set(keyOf(scope, indicator), packed, lifetime);
      }
      return {
        ...facts,
        ...present({ analysedAt: report.analysedAt }),
        source: 'api',
        digest: digested,
        text: () => text,
      };
    },
  };
}

function keyOf(scope: string, indicator: Indicator): string {
  return `report ${scope} ${indicator.key}`;
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
