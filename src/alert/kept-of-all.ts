import { nameIn, untoldOf, type HeldAlert, type HeldByAll } from './held-alert';

/** An alert that is kept, and its work. */
interface Kept {
  readonly work: string;
  readonly held: HeldAlert;
}

/** What is kept about one subject: as one alert, and all that it stands for, the oldest first. */
interface OfSubject {
  readonly held: HeldAlert;
  readonly parts: readonly Kept[];
}

/** What several processes keep, by what it is about. */
export interface KeptOfAll {
  add(work: string, held: HeldAlert): void;
  has(work: string): boolean;
  forget(works: readonly string[]): void;
  /** One a subject, in the order in which each was kept first. */
  all(): readonly HeldAlert[];
  count(): number;
  works(): readonly string[];
  /** The work of one of `all`, the oldest first; none where that is not there any more. */
  worksOf(held: HeldAlert): readonly string[];
  /** By kind and subject. */
  find(name: string): HeldAlert | undefined;
  /** This process knows nothing any more. */
  leave(): void;
}

/** `byAll`: where the nodes of this process see what the others keep. */
export function createKeptOfAll(byAll: HeldByAll): KeptOfAll {
  const bySubject = new Map<string, OfSubject>();
  const names = new Map<string, string>();
  const worksOf = new WeakMap<HeldAlert, readonly string[]>();

  function set(name: string, parts: readonly Kept[]): void {
    const before = bySubject.get(name)?.held;
    const held = asOne(parts);
    if (held) {
      bySubject.set(name, { held, parts });
      worksOf.set(
        held,
        parts.map(({ work }) => work),
      );
      byAll.set(name, held);
      return;
    }
    bySubject.delete(name);
    if (byAll.get(name) === before) byAll.delete(name);
  }

  return {
    add(work, held) {
      if (names.has(work)) return;
      const name = nameIn(held);
      names.set(work, name);
      const parts = [...(bySubject.get(name)?.parts ?? []), { work, held }];
      set(
        name,
        parts.toSorted((one, other) => one.held.at - other.held.at),
      );
    },
    has: (work) => names.has(work),
    forget(works) {
      for (const work of works) {
        const name = names.get(work);
        if (name === undefined) continue;
        names.delete(work);
        const parts = bySubject.get(name)?.parts ?? [];
        set(
          name,
          parts.filter((part) => part.work !== work),
        );
      }
    },
    all: () => [...bySubject.values()].map(({ held }) => held),
    count: () => bySubject.size,
    works: () => [...names.keys()],
    worksOf: (held) => worksOf.get(held) ?? [],
    find: (name) => bySubject.get(name)?.held,
    leave() {
      for (const [name, { held }] of bySubject) if (byAll.get(name) === held) byAll.delete(name);
    },
  };
}

/** The last of them, as bad as the worst, which tells of those before it. */
function asOne(parts: readonly Kept[]): HeldAlert | undefined {
  const all = parts.map(({ held }) => held);
  const last = all.at(-1);
  if (!last || all.length === 1) return last;
  const before = all.slice(0, -1);
  const untold = before.map((held) => untoldOf(held));
  const [suppressedSince] = [...untold, last]
    .flatMap((each) => each.suppressedSince ?? [])
    .toSorted();
  return {
    ...last,
    severity: Math.max(...all.map(({ severity }) => severity)),
    positives: Math.max(...all.map(({ positives }) => positives)),
    suppressed: untold.reduce((sum, { suppressed }) => sum + suppressed, last.suppressed),
    ...(suppressedSince !== undefined && { suppressedSince }),
    standsFor: before.map(({ id }) => id),
  };
}
