import type { Clock } from '../../clock';
import type { Indicator } from '../../indicator/indicator';
import type { Store } from '../../store/store';
import { isLong } from '../reply/long-json';
import type { ServiceReport } from '../report';
import type { Service } from '../service';
import type { Answer, CondensedFormat, Finding } from './answer';
import { bytesOf, createEntries, type Entry } from './entries';
import { createKeptAnswers, type Header, type ReadingService } from './kept-answer';
import { createCache } from './memory';
import type { CacheBytes } from './size';
import { storeKey } from './store-key';
import { createWriteBehind } from './write-behind';

/** Answers that are used again: in memory, bounded in bytes, and behind it in the store. */
export interface AnswerCache<Condensed, Report extends ServiceReport> {
  /** What memory holds about an indicator. */
  peek(indicator: Indicator): Answer<Condensed> | undefined;
  /**
   * What the store holds about it; from then on memory holds it too, unless it is long. Who `hasWaited` for
   * another process gets also what that has found and nobody uses again.
   */
  recall(indicator: Indicator, hasWaited?: boolean): Promise<Answer<Condensed> | undefined>;
  /**
   * Keeps a finding in both for `lifetime` milliseconds, and gives it as an answer, which does not
   * wait until the store has it. An answer that the store cannot keep is asked for again some time.
   * `written` is called in the turn in which it is written into the store, or is known not to be; with it
   * what nobody uses again is written, too, for those who wait in other processes.
   */
  keep(
    indicator: Indicator,
    finding: Finding,
    report: Report,
    lifetime: number,
    written?: () => void,
  ): Promise<Answer<Condensed>>;
  /**
   * `undefined` while another answer may come; else resolves once enough of what was kept is written.
   * Whoever asks for more meanwhile fills memory. Never rejects.
   */
  room(): Promise<void> | undefined;
  /** Resolves once the store has all that was kept. Never rejects. */
  written(): Promise<void>;
}

/** Bytes of answers that may wait to be packed and written: more than any burst of a public key. */
const MOST_UNWRITTEN = 4 * 1024 * 1024;

/** So long they may take to look, in milliseconds; who comes later is to ask anew. */
const HANDED_OVER = 2500;

/** An answer that the store has not yet. */
interface Unwritten {
  readonly key: string;
  readonly indicator: Indicator;
  readonly entry: Entry;
  readonly header: Header;
  readonly lifetime: number;
  readonly written?: (() => void) | undefined;
}

/**
 * Makes the cache of an account. `scope` keeps accounts apart whose answers differ: another version
 * of the API, another service.
 */
export function createAnswerCache<Condensed, Report extends ServiceReport>(options: {
  service: ReadingService<Report> & Pick<Service<Report>, 'pageOf'>;
  store: Store;
  clock: Clock;
  scope: string;
  bytes: CacheBytes;
  condensed: CondensedFormat<Condensed, Report>;
}): AnswerCache<Condensed, Report> {
  const { service, store, clock, scope, bytes, condensed } = options;
  const memory = createCache<Entry>(bytes.answers, clock);
  const kept = createKeptAnswers(service);
  const entries = createEntries({
    service,
    condensed,
    textBytes: bytes.texts,
    textIn: (packed) => kept.textIn(packed),
  });
  const unwritten = createWriteBehind<Unwritten>(MOST_UNWRITTEN, write);
  const keyOf = (indicator: Indicator): string => storeKey('report', scope, indicator);

  const handedKeyOf = (indicator: Indicator): string => storeKey('handed over', scope, indicator);

  function remember(indicator: Indicator, entry: Entry, expiresAt: number): void {
    // A clock set back since must not make it live longer than it was meant to.
    const lifetime = Math.min(expiresAt - clock.now(), expiresAt - entry.fetchedAt);
    memory.set(indicator.key, entry, lifetime, bytesOf(indicator, entry));
  }

  /** Packs one after the other, and writes them down together. */
  async function write(answers: readonly Unwritten[]): Promise<void> {
    const packing = answers.reduce(
      (before, each) => before.then(() => packEntry(each)),
      Promise.resolve(),
    );
    const storing = packing.then(() => Promise.all(answers.map(storeEntry)));
    // What cannot be kept is asked for again; the store tells of its own trouble.
    await storing.catch(() => answers.forEach(({ written }) => written?.()));
  }

  async function packEntry({ indicator, entry, header }: Unwritten): Promise<void> {
    if (entry.packed) return;
    const text = entry.text ?? '';
    entries.setPacked(entry, await kept.write(header, text));
    if (memory.get(indicator.key) === entry) settle(indicator, entry, text, header.expiresAt);
  }

  /** What is long stays in the store alone: to unpack it at once would take long. */
  function settle(indicator: Indicator, entry: Entry, text: string, expiresAt: number): void {
    if (isLong(text)) memory.delete(indicator.key);
    else remember(indicator, entry, expiresAt);
  }

  async function storeEntry({ key, entry, lifetime, written }: Unwritten): Promise<void> {
    const { packed } = entry;
    const storing = packed && store.values.set(key, packed, lifetime);
    written?.();
    await storing;
  }

  async function eitherOf(indicator: Indicator): Promise<Uint8Array | undefined> {
    const keys = [keyOf(indicator), handedKeyOf(indicator)];
    const [used, handed] = await Promise.all(keys.map((key) => store.values.get(key)));
    return used ?? handed;
  }

  return {
    peek(indicator) {
      const entry = memory.get(indicator.key);
      return entry && entries.toAnswer(indicator, entry, 'cache');
    },
    async recall(indicator, hasWaited = false) {
      const packed = await (hasWaited ? eitherOf(indicator) : store.values.get(keyOf(indicator)));
      const found = packed && (await kept.read(packed));
      if (!packed || !found) return undefined;
      const { header, report, text } = found;
      const entry = entries.make(indicator, header, report, { packed });
      settle(indicator, entry, text, header.expiresAt);
      const answer = entries.toAnswer(indicator, entry, 'cache');
      return isLong(text) ? { ...answer, text: () => text } : answer;
    },
    async keep(indicator, { text, ...facts }, report, lifetime, written) {
      const header = { ...facts, expiresAt: clock.now() + lifetime };
      const isMeant = lifetime > 0 || written !== undefined;
      const packed = isMeant ? kept.writeAtOnce(header, text) : undefined;
      const entry = entries.make(indicator, facts, report, packed ? { packed } : { text });
      const answer = { ...entries.toAnswer(indicator, entry, 'api'), text: () => text };
      if (!isMeant) return answer;
      const isUsedAgain = lifetime > 0;
      if (isUsedAgain) remember(indicator, entry, header.expiresAt);
      const place = isUsedAgain
        ? { key: keyOf(indicator), lifetime }
        : { key: handedKeyOf(indicator), lifetime: HANDED_OVER };
      const size = (entry.text?.length ?? 0) + bytesOf(indicator, entry);
      await unwritten.add({ ...place, indicator, entry, header, written }, size);
      return answer;
    },
    room: () => unwritten.room(),
    written: () => unwritten.written(),
  };
}
