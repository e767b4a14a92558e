import { StoreError } from './errors';
import type { Claims, Quotas, Store, Values, WorkQueue } from './store';

/** Marks the ids of work that the spare holds. */
const SPARE = 'spare:';

/**
 * A store that goes on when it fails: what `primary` cannot do, `spare` does. Nothing that waits for
 * the store fails for it, but what the spare holds is lost with the process. `trouble` is told of
 * every failure. The spare counts along what is reserved, so that it knows what has been used.
 */
export function createResilientStore(
  primary: Store,
  spare: Store,
  trouble: (error: StoreError) => void,
): Store {
  let closed = false;

  async function either<Result>(
    first: () => Promise<Result>,
    second: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await first();
    } catch (error) {
      if (closed || !(error instanceof StoreError)) throw error;
      trouble(error);
      return await second();
    }
  }

  return {
    durable: primary.durable,
    claims: (name) => resilientClaims(primary.claims(name), spare.claims(name), either),
    values: resilientValues(primary.values, spare.values, either),
    quotas: resilientQuotas(primary.quotas, spare.quotas, either),
    counters: {
      add: (name, amount) =>
        either(
          () => primary.counters.add(name, amount),
          () => spare.counters.add(name, amount),
        ),
      read: (names) =>
        either(
          () => primary.counters.read(names),
          () => spare.counters.read(names),
        ),
    },
    queue: (name) => resilientQueue(primary.queue(name), spare.queue(name), either),
    learnTime(now) {
      primary.learnTime(now);
      spare.learnTime(now);
    },
    async close() {
      closed = true;
      await primary.close();
      await spare.close();
    },
  };
}

type Either = <Result>(
  first: () => Promise<Result>,
  second: () => Promise<Result>,
) => Promise<Result>;

/** What the spare holds of a key is newer than what the primary has, until that is written again. */
function resilientValues(primary: Values, spare: Values, either: Either): Values {
  let isSpareUsed = false;
  return {
    async get(key) {
      const newer = isSpareUsed ? await spare.get(key) : undefined;
      return (
        newer ??
        (await either(
          () => primary.get(key),
          () => spare.get(key),
        ))
      );
    },
    set: (key, value, lifetime) =>
      either(
        async () => {
          await primary.set(key, value, lifetime);
          if (isSpareUsed) await spare.set(key, new Uint8Array(0), 0);
        },
        async () => {
          isSpareUsed = true;
          await spare.set(key, value, lifetime);
        },
      ),
  };
}

/** The attempt of the primary store, if any, and that of the spare. */
function bothAttempts(first: string, along: { readonly attempt: string }): string {
  return `${first} ${along.attempt}`;
}

function resilientQuotas(primary: Quotas, spare: Quotas, either: Either): Quotas {
  return {
    reserve: (key, allowance, duration) =>
      either(
        async () => {
          const reservation = await primary.reserve(key, allowance, duration);
          if (!reservation.granted) return reservation;
          const along = await spare.reserve(key, allowance, duration);
          if (!along.granted) {
            // What the spare has granted alone, while the primary failed, the primary cannot know.
            await primary.settle(key, reservation.attempt);
            return along;
          }
          return { ...reservation, attempt: bothAttempts(reservation.attempt, along) };
        },
        async () => {
          const reservation = await spare.reserve(key, allowance, duration);
          if (!reservation.granted) return reservation;
          return { ...reservation, attempt: bothAttempts('', reservation) };
        },
      ),
    async settle(key, attempt) {
      const [first = '', second = ''] = attempt.split(' ');
      if (second !== '') await spare.settle(key, second);
      if (first === '') return;
      await either(
        () => primary.settle(key, first),
        () => Promise.resolve(),
      );
    },
    async pause(key, milliseconds) {
      await spare.pause(key, milliseconds);
      await either(
        () => primary.pause(key, milliseconds),
        () => Promise.resolve(),
      );
    },
    usage: (key) =>
      either(
        () => primary.usage(key),
        () => spare.usage(key),
      ),
  };
}

function resilientClaims(first: Claims, second: Claims, either: Either): Claims {
  return {
    claim: (key, wish, keepsake) =>
      either(
        () => first.claim(key, wish, keepsake),
        async () => {
          const claim = await second.claim(key, wish, keepsake);
          return claim.outcome === 'held' || claim.kept === undefined
            ? claim
            : { ...claim, kept: SPARE + claim.kept };
        },
      ),
    // What was raised while the store failed is known to the spare alone.
    async release(key, id) {
      const inSpare = await second.release(key, id);
      const inFirst = await either(
        () => first.release(key, id),
        () => Promise.resolve(false),
      );
      return inFirst || inSpare;
    },
    async forget(key) {
      await second.forget(key);
      await either(
        () => first.forget(key),
        () => Promise.resolve(),
      );
    },
    async clear() {
      await second.clear();
      await either(
        () => first.clear(),
        () => Promise.resolve(),
      );
    },
  };
}

/** Work stays where it was put; what the spare was given is done before what came later. */
function resilientQueue(primary: WorkQueue, spare: WorkQueue, either: Either): WorkQueue {
  function by<Result>(
    id: string,
    act: (queue: WorkQueue, id: string) => Promise<Result>,
    otherwise: Result,
  ): Promise<Result> {
    if (id.startsWith(SPARE)) return act(spare, id.slice(SPARE.length));
    return either(
      () => act(primary, id),
      () => Promise.resolve(otherwise),
    );
  }

  async function takeSpare(): ReturnType<WorkQueue['take']> {
    const work = await spare.take();
    return work && { ...work, id: SPARE + work.id };
  }

  return {
    put: (work, limit) =>
      either(
        () => primary.put(work, limit),
        async () => {
          const id = await spare.put(work, limit);
          return id === undefined ? undefined : SPARE + id;
        },
      ),
    lasts: (id) => !id.startsWith(SPARE) && primary.lasts(id),
    take: async () => (await takeSpare()) ?? (await either(() => primary.take(), takeSpare)),
    finish: (id) => by(id, (queue, own) => queue.finish(own), undefined),
    giveBack: (id, wait, payload) =>
      by(id, (queue, own) => queue.giveBack(own, wait, payload), undefined),
    bury: (id, reason, payload) =>
      by(id, (queue, own) => queue.bury(own, reason, payload), undefined),
    revive: (id) => by(id, (queue, own) => queue.revive(own), false),
    async list(limit) {
      const own = await either(
        () => primary.list(limit),
        () => Promise.resolve([]),
      );
      const others = await spare.list(limit);
      const marked = others.map(({ id, payload }) => ({ id: SPARE + id, payload }));
      return [...own, ...marked].slice(0, limit);
    },
    async dead(limit) {
      const own = await either(
        () => primary.dead(limit),
        () => Promise.resolve([]),
      );
      const others = (await spare.dead(limit)).map(({ id, payload, reason }) => ({
        id: SPARE + id,
        payload,
        reason,
      }));
      return [...own, ...others].slice(0, limit);
    },
    waiting: async () =>
      (await spare.waiting()) +
      (await either(
        () => primary.waiting(),
        () => Promise.resolve(0),
      )),
    async nextDue() {
      const due = [
        await spare.nextDue(),
        await either(
          () => primary.nextDue(),
          () => Promise.resolve(undefined),
        ),
      ].filter((each) => each !== undefined);
      return due.length === 0 ? undefined : Math.min(...due);
    },
    recover: () =>
      either(
        () => primary.recover(),
        () => Promise.resolve(),
      ),
  };
}
