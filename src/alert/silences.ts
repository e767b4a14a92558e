import type { Clock } from '../clock';
import { StoreError } from '../store/errors';
import type { Store } from '../store/store';
import { timeOfDay } from '../store/time-of-day';

/** What a silence is about: all of what is named; with nothing named, all. */
export interface SilenceScope {
  /** What its subject is known by. */
  readonly key?: string;
  readonly module?: string;
  /** Only what the demonstration made up, or only what is real. */
  readonly simulated?: boolean;
}

/** A silence that is not over. Times are ms UTC. */
export interface Silence extends SilenceScope {
  readonly since: number;
  readonly until: number;
}

/** The silence that covers an alert: until when (ms UTC). */
interface CoveringSilence {
  readonly until: number;
}

/** What an alert is silenced by. */
interface Silenced {
  readonly key: string;
  readonly module: string;
  readonly simulated: boolean;
}

/** The silences of a store, for all nodes that use it. */
export interface Silences {
  /** Resolves once those are known that are in the store. */
  loaded(): Promise<void>;
  /** Of those that cover an alert, the one that ends last. */
  covering(alert: Silenced): CoveringSilence | undefined;
  /** Silences for so many milliseconds, in place of a silence of the same. Rejects with `StoreError`. */
  add(scope: SilenceScope, duration: number): Promise<Silence>;
  /** Ends all silences within `scope`; resolves with how many. Rejects with `StoreError`. */
  end(scope: SilenceScope): Promise<number>;
  /** Those that are not over, the one that ends first before. */
  list(): readonly Silence[];
  /** Calls `listener` when there is another one, or one has been ended. */
  onChange(listener: () => void): () => void;
}

/** The longest silence, in milliseconds: nobody remembers a longer one. */
export const LONGEST_SILENCE = 365 * 86_400_000;

/** Another process may have silenced meanwhile: what is older than this, in milliseconds, is read again. */
const FRESH = 5000;

/** By this name the processes that share a store tell each other of a change. */
const TOPIC = 'silences';

/** A silence as it is kept: its ranks are how long it is and when it began, by the store's clock. */
interface Kept {
  readonly scope: SilenceScope;
  readonly began: number;
  readonly ends: number;
}

/** The claims that are silences. */
const BOOK = JSON.stringify(['silences']);

/** The ranks of a claim with the time in them later by `shift` milliseconds, for another clock. */
export function shiftRanks(
  name: string,
  ranks: readonly number[],
  shift: number,
): readonly number[] {
  const [duration = 0, began = 0] = ranks;
  return name === BOOK ? [duration, began + shift] : ranks;
}

/** Opens the silences of a store. `newId` names each; two must never be the same. */
export function openSilences(store: Store, clock: Clock, newId: () => string): Silences {
  const claims = store.claims(BOOK);
  const listeners = new Set<() => void>();
  let known: ReadonlyMap<string, Kept> = new Map();
  let find = createFinder(known.values());
  let loadedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const found = new Map<string, Kept>();
    const now = store.elapsed();
    for await (const part of claims.held(LONGEST_SILENCE)) {
      for (const { key, ranks } of part) {
        const [duration = 0, began = 0] = ranks;
        const ends = began + duration;
        // The store remembers it for some days more.
        if (ends <= now || found.has(key)) continue;
        found.set(key, { scope: readScope(key), began, ends });
      }
    }
    const isNew = !isSame(found, known);
    known = found;
    find = createFinder(known.values());
    if (isNew) for (const listener of listeners) listener();
  }

  /** A store that cannot tell silences nothing. What was asked for last is read last. */
  function load(): Promise<void> {
    loadedAt = store.elapsed();
    const mine = (loading ?? Promise.resolve())
      .then(read)
      .catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error;
      })
      .finally(() => {
        if (loading === mine) loading = undefined;
      });
    loading = mine;
    return mine;
  }

  store.shared?.hear(TOPIC, () => void load());

  function toUtc(time: number): number {
    return time + timeOfDay(store, clock) - store.elapsed();
  }

  function show({ scope, began, ends }: Kept): Silence {
    return { ...scope, since: toUtc(began), until: toUtc(ends) };
  }

  return {
    loaded: async () => {
      if (loadedAt === Number.NEGATIVE_INFINITY) await load();
      else await loading;
    },
    covering({ key, module, simulated }) {
      const now = store.elapsed();
      if (now - loadedAt > FRESH && !loading) void load();
      if (known.size === 0) return undefined;
      let last: Kept | undefined;
      for (const each of find({ key, module, simulated })) {
        if (each.ends > now && each.ends > (last?.ends ?? 0)) last = each;
      }
      return last && { until: toUtc(last.ends) };
    },
    async add(scope, duration) {
      const name = nameOf(scope);
      const began = store.elapsed();
      await claims.forget(name);
      const ranks = [duration, began];
      await claims.claim(name, { id: newId(), quiet: duration, ranks, escalates: false });
      store.shared?.tell(TOPIC);
      await load();
      return show({ scope: readScope(name), began, ends: began + duration });
    },
    async end(scope) {
      await load();
      const within = [...known].filter(([, kept]) => isWithin(kept, scope));
      for (const [name] of within) await claims.forget(name);
      store.shared?.tell(TOPIC);
      await load();
      const now = store.elapsed();
      return within.filter(([, { ends }]) => ends > now).length;
    },
    list: () => {
      const now = store.elapsed();
      return [...known.values()]
        .filter(({ ends }) => ends > now)
        .toSorted((one, other) => one.ends - other.ends)
        .map(show);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function nameOf({ module, key, simulated }: SilenceScope): string {
  return JSON.stringify([module ?? null, key ?? null, simulated ?? null]);
}

function readScope(name: string): SilenceScope {
  const read: unknown = JSON.parse(name);
  const [module, key, simulated]: unknown[] = Array.isArray(read) ? read : [];
  return {
    ...(typeof module === 'string' && { module }),
    ...(typeof key === 'string' && { key }),
    ...(typeof simulated === 'boolean' && { simulated }),
  };
}

/**
 * Finds those that cover an alert. It is asked about all that is kept, one after another: texts are
 * neither made nor compared for that.
 */
function createFinder(all: Iterable<Kept>): (alert: Silenced) => Kept[] {
  type ByKind = Map<boolean | undefined, Kept>;
  const byModule = new Map<string | undefined, Map<string | undefined, ByKind>>();
  for (const kept of all) {
    const { module, key, simulated } = kept.scope;
    const byKey = byModule.get(module) ?? new Map<string | undefined, ByKind>();
    const byKind: ByKind = byKey.get(key) ?? new Map<boolean | undefined, Kept>();
    byModule.set(module, byKey.set(key, byKind.set(simulated, kept)));
  }
  return ({ module, key, simulated }) => {
    const found: Kept[] = [];
    for (const byKey of [byModule.get(module), byModule.get(undefined)]) {
      for (const byKind of [byKey?.get(key), byKey?.get(undefined)]) {
        const [ofKind, ofBoth] = [byKind?.get(simulated), byKind?.get(undefined)];
        if (ofKind) found.push(ofKind);
        if (ofBoth) found.push(ofBoth);
      }
    }
    return found;
  };
}

/** Whether a silence is about nothing but what `scope` names. */
function isWithin({ scope: kept }: Kept, { module, key, simulated }: SilenceScope): boolean {
  const isOfModule = module === undefined || kept.module === module;
  const isOfSubject = key === undefined || kept.key === key;
  return isOfModule && isOfSubject && (simulated === undefined || kept.simulated === simulated);
}

function isSame(one: ReadonlyMap<string, Kept>, other: ReadonlyMap<string, Kept>): boolean {
  if (one.size !== other.size) return false;
  return [...one].every(([name, { ends }]) => other.get(name)?.ends === ends);
}
