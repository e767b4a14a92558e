import type { SharedCount, SharedState, SharedTop, SharedWindows } from '../../src/store/shared';
import { isOver, slotAt } from '../../src/window/slots';

/** What shared windows in memory are made with. */
export interface SharedWindowsOptions {
  /** The store's clock, in ms. */
  readonly elapsed: () => number;
  /** Puts work into a queue, and returns its id. */
  readonly put: (queue: string, payload: Uint8Array) => string;
}

interface Sighting {
  readonly at: number;
  /** Grows with each count. */
  readonly place: number;
  readonly events: number;
  readonly indicator?: Indicator;
}

interface Indicator {
  readonly id: number;
  readonly key: string;
  readonly value: string;
  readonly error: number;
  sample: string;
  sampled: number;
}

interface SharedWindow {
  readonly origin: number;
  length: number;
  every: number;
  ticked: number;
  /** The tick that is being told, what belongs to it, and how many were told. */
  cut?: { readonly at: number; readonly place: number; told: number };
  place: number;
  lost: number;
  ids: number;
  sightings: Sighting[];
  readonly indicators: Map<string, Indicator>;
  readonly numbers: Map<string, number>;
}

/**
 * Windows that several share, over one state in memory: every event is kept and counted anew for each
 * answer, which is slow, and easy to believe.
 */
export function createSharedWindows({ elapsed, put }: SharedWindowsOptions): SharedWindows {
  const windows = new Map<string, SharedWindow>();

  function windowOf(name: string): SharedWindow {
    const window = windows.get(name);
    if (!window) throw new Error(`No window ${name}`);
    return window;
  }

  function cutAt(window: SharedWindow, time: number): void {
    const { ticked, every, place, cut } = window;
    if (every > 0 && !cut && time >= ticked + every) {
      window.cut = { at: ticked + every, place, told: 0 };
    }
  }

  function expire(window: SharedWindow): void {
    const time = Math.min(elapsed(), window.cut?.at ?? Infinity);
    window.sightings = window.sightings.filter(({ at }) => !isGone(window, at, time));
    const left = new Set(window.sightings.map(({ indicator }) => indicator?.key));
    for (const key of window.indicators.keys()) if (!left.has(key)) window.indicators.delete(key);
  }

  function stateOf(window: SharedWindow): SharedState {
    const { origin, length, ticked, every } = window;
    expire(window);
    const there = window.sightings.filter(({ at }) => !isGone(window, at, elapsed()));
    const events = there.reduce((sum, each) => sum + each.events, 0);
    const due = every === 0 ? 0 : ticked + every;
    return { origin, length, indicators: window.indicators.size, events, ticked, due };
  }

  function look(name: string): SharedState {
    const window = windowOf(name);
    cutAt(window, elapsed());
    return stateOf(window);
  }

  function letIn(window: SharedWindow, { key, value, sample }: Named, most: number): Indicator {
    const known = window.indicators.get(key);
    if (known) return known;
    if (window.indicators.size >= most) {
      const least = topOf(window, elapsed(), window.place).at(-1);
      window.lost = Math.max(window.lost, least?.count ?? 0);
      window.indicators.delete(least?.key ?? '');
      window.sightings = window.sightings.filter((each) => each.indicator?.key !== least?.key);
    }
    const slot = slotAt(window, elapsed());
    const added = { id: (window.ids += 1), key, value, error: window.lost, sample, sampled: slot };
    window.indicators.set(key, added);
    return added;
  }

  function count(name: string, { seen, events, indicators, most }: SharedCount): void {
    const window = windowOf(name);
    const at = Math.min(elapsed(), Math.max(seen, window.ticked, window.cut?.at ?? 0));
    cutAt(window, at);
    expire(window);
    window.place += 1;
    const { place } = window;
    window.sightings.push({ at, place, events });
    for (const each of indicators) {
      const indicator = letIn(window, each, most);
      const slot = slotAt(window, at);
      if (indicator.sampled !== slot)
        Object.assign(indicator, { sample: each.sample, sampled: slot });
      for (let times = 0; times < each.count; times += 1) {
        window.sightings.push({ at, place, events: 0, indicator });
      }
    }
  }

  return {
    async open(name, length, every) {
      const now = elapsed();
      const window = windows.get(name) ?? createWindow(now, length, every);
      windows.set(name, window);
      if (window.every === 0 && every > 0) window.ticked = now;
      Object.assign(window, { length, every });
      return await Promise.resolve(look(name));
    },
    async count(name, writer, number, counted) {
      const { numbers } = windowOf(name);
      if ((numbers.get(writer) ?? 0) < number) {
        numbers.set(writer, number);
        count(name, counted);
      }
      return await Promise.resolve(stateOf(windowOf(name)));
    },
    async top(name, limit) {
      const window = windowOf(name);
      const all = topOf(window, elapsed(), window.place);
      return await Promise.resolve(limit === 0 ? all : all.slice(0, limit));
    },
    look: async (name) => await Promise.resolve(look(name)),
    async due(name, limit) {
      const window = windowOf(name);
      cutAt(window, elapsed());
      const { cut } = window;
      if (!cut) return await Promise.resolve(undefined);
      const all = topOf(window, cut.at, cut.place).slice(0, limit === 0 ? undefined : limit);
      const top = all.slice(cut.told, cut.told + PART);
      return { due: cut.at, told: cut.told, total: all.length, top };
    },
    async tell(name, { due, told, total, top }, queue, payloads) {
      const window = windowOf(name);
      const { cut } = window;
      if (cut?.at !== due || cut.told !== told) return await Promise.resolve(undefined);
      const ids = payloads.map((payload) => put(queue, payload));
      cut.told += top.length;
      if (cut.told >= total || top.length === 0) {
        const since = window.sightings.find(({ place }) => place > cut.place)?.at ?? elapsed();
        const missed = window.every === 0 ? 0 : Math.floor((since - due) / window.every);
        window.ticked = due + Math.max(0, missed) * window.every;
        delete window.cut;
      }
      return ids;
    },
    async sift(name, isWanted) {
      const window = windowOf(name);
      for (const { key, value } of window.indicators.values()) {
        if (isWanted(key, value)) continue;
        window.indicators.delete(key);
        window.sightings = window.sightings.filter((each) => each.indicator?.key !== key);
      }
      await Promise.resolve();
    },
    async clear(name) {
      const window = windowOf(name);
      window.sightings = [];
      window.indicators.clear();
      await Promise.resolve();
    },
  };
}

/** Indicators that are told of at once. */
const PART = 1000;

type Named = SharedCount['indicators'][number];

function createWindow(now: number, length: number, every: number): SharedWindow {
  return {
    origin: now,
    length,
    every,
    ticked: now,
    place: 0,
    lost: 0,
    ids: 0,
    sightings: [],
    indicators: new Map(),
    numbers: new Map(),
  };
}

function isGone(window: SharedWindow, at: number, time: number): boolean {
  return isOver(window, slotAt(window, at), time);
}

/** The most frequent first, of what was counted up to a place and is in the window at a time. */
function topOf(window: SharedWindow, time: number, upTo: number): SharedTop[] {
  const found = new Map<number, SharedTop>();
  for (const { at, place, indicator } of window.sightings) {
    if (!indicator || place > upTo || isGone(window, at, time)) continue;
    const { id, key, value, sample, error } = indicator;
    const before = found.get(id) ?? {
      id,
      key,
      value,
      sample,
      count: error,
      error,
      first: at,
      last: at,
    };
    const first = Math.min(before.first, at);
    const last = Math.max(before.last, at);
    found.set(id, { ...before, count: before.count + 1, first, last });
  }
  return [...found.values()].toSorted(
    (one, other) => other.count - one.count || one.first - other.first || one.id - other.id,
  );
}
