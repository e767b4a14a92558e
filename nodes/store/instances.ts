import type { Clock } from '../../src/clock';
import type { Instance, InstanceDoing, Shared } from '../../src/store/shared';
import type { Store } from '../../src/store/store';
import type { Doing, InstanceFigures } from '../shared/figures/figures';

/** Asked at most so often, and looked at so often to see who is gone, in milliseconds. */
const FRESH = 2000;
const LOOKED_AT_EVERY = 10_000;

/** One that is gone is told of for so many milliseconds, and so many of them at most. */
const GONE_FOR = 3_600_000;
const MOST_GONE = 20;

/** Those who use a store. */
export interface Instances {
  /** The living first, and of each the one that started first; none while nobody can be asked. */
  figures(): Promise<readonly InstanceFigures[]>;
  end(): void;
}

interface Gone {
  readonly instance: Instance;
  /** When it was missed first (elapsed). */
  readonly at: number;
}

/** A store that several Node-REDs use. */
export type SharedStore = Pick<Store, 'now'> & { readonly shared: Shared };

/** Knows those who use a store, called `name`, and remembers those who are gone. */
export function watchInstances(
  { shared, now: storeNow }: SharedStore,
  name: string,
  clock: Clock,
): Instances {
  let living = new Map<string, Instance>();
  let gone: readonly Gone[] = [];
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  let cancel = clock.after(LOOKED_AT_EVERY, lookAgain);

  function lookAgain(): void {
    void look();
    cancel = clock.after(LOOKED_AT_EVERY, lookAgain);
  }

  async function look(): Promise<void> {
    // What is known stays known while nobody can be asked.
    const found = await shared.instances().catch(() => undefined);
    if (!found) return;
    const now = clock.elapsed();
    const next = new Map(found.map((each) => [each.id, each]));
    const missed = [...living.values()].filter(({ id }) => !next.has(id));
    const all = [...missed.map((instance) => ({ instance, at: now })), ...gone];
    gone = all
      .filter(({ instance, at }) => !isBack(instance, found) && now - at < GONE_FOR)
      .slice(0, MOST_GONE);
    living = next;
  }

  async function lookOnce(): Promise<void> {
    const now = clock.elapsed();
    if (now - askedAt >= FRESH) {
      askedAt = now;
      asking = look();
    }
    await asking;
  }

  /** In times of this machine, as all figures are. */
  const tell = (instance: Instance, isGone: boolean, ahead: number): InstanceFigures => ({
    id: instance.id,
    name: instance.name,
    store: name,
    since: instance.since + ahead,
    seen: instance.seen + ahead,
    isThis: instance.id === shared.instance,
    isGone,
    doing: doingOf(instance.doing),
  });

  return {
    async figures() {
      if (!shared.away()) await lookOnce();
      const ahead = clock.now() - storeNow();
      return [
        ...[...living.values()].map((instance) => tell(instance, false, ahead)),
        ...gone.map(({ instance }) => tell(instance, true, ahead)),
      ];
    },
    end: () => cancel(),
  };
}

/** It lives after all, or its Node-RED was started again. */
function isBack({ id, name, seen }: Instance, living: readonly Instance[]): boolean {
  return living.some((each) => each.id === id || (each.name === name && each.since > seen));
}

/** What another version may tell otherwise counts as nothing. */
function doingOf({ waiting = 0, running = 0, mails = 0, kept = 0 }: InstanceDoing): Doing {
  return { waiting, running, mails, kept };
}

/** What several parts of one Node-RED do together. */
export function sumOf(parts: readonly Partial<Doing>[]): Doing & InstanceDoing {
  const sum = (name: keyof Doing): number =>
    parts.reduce((total, part) => total + (part[name] ?? 0), 0);
  return {
    waiting: sum('waiting'),
    running: sum('running'),
    mails: sum('mails'),
    kept: sum('kept'),
  };
}
