import { StoreError } from '../errors';
import type { Either, Strictly } from './either';
import { finishAll, partOf, resilientQueue, SPARE } from './queue';
import type { Claims, LeftBehind, Quotas, Replaced, Store, Values } from '../store';

/**
 * A store that goes on when it fails: what `primary` cannot do, `spare` does. What is done to work of
 * the primary nobody else can do: that fails. What the spare holds is lost with the process. `trouble` is told of
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

  const strictly: Strictly = (first) =>
    first().catch((error: unknown) => {
      if (!closed && error instanceof StoreError) trouble(error);
      throw error;
    });

  return {
    durable: primary.durable,
    claims: (name) => resilientClaims(primary, spare, name, either),
    values: resilientValues(primary.values, spare.values, either),
    quotas: resilientQuotas(primary.quotas, spare.quotas, either),
    queue: (name) => resilientQueue(primary, spare, name, { either, strictly }),
    ...(primary.shared && { shared: primary.shared }),
    elapsed: () => primary.elapsed(),
    now: () => primary.now(),
    ready: () => primary.ready(),
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
          return true;
        },
        async () => {
          isSpareUsed = true;
          await spare.set(key, value, lifetime);
          return false;
        },
      ),
    async remove(key) {
      if (isSpareUsed) await spare.remove(key);
      await either(
        () => primary.remove(key),
        () => Promise.resolve(),
      );
    },
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

function resilientClaims(primary: Store, spare: Store, name: string, either: Either): Claims {
  const first = primary.claims(name);
  const second = spare.claims(name);
  return {
    claim: (key, wish, leftBehind) =>
      either(
        async () => {
          const { lasting, passing } = partOf(leftBehind?.replaced);
          const claim = await first.claim(key, wish, leftBehind && replacing(leftBehind, lasting));
          if (passing) await finishAll(spare, passing);
          return claim;
        },
        async () => {
          const { passing } = partOf(leftBehind?.replaced);
          const claim = await second.claim(key, wish, leftBehind && replacing(leftBehind, passing));
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
    async endQuiet(key, id) {
      const inSpare = await second.endQuiet(key, id);
      const inFirst = await either(
        () => first.endQuiet(key, id),
        () => Promise.resolve(false),
      );
      return inFirst || inSpare;
    },
    async acknowledge(key, seen) {
      const inSpare = await second.acknowledge(key, seen);
      const inFirst = await either(
        () => first.acknowledge(key, seen),
        () => Promise.resolve(false),
      );
      return inFirst || inSpare;
    },
    async *held(quiet) {
      yield* second.held(quiet);
      const parts = first.held(quiet)[Symbol.asyncIterator]();
      const none = { done: true, value: undefined } as const;
      for (;;) {
        const part = await either(
          () => parts.next(),
          () => Promise.resolve(none),
        );
        if (part.done === true) return;
        yield part.value;
      }
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

/** The same, in place of other work. */
function replacing({ queue, payload }: LeftBehind, replaced: Replaced | undefined): LeftBehind {
  return { queue, payload, ...(replaced && { replaced }) };
}
