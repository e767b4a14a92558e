import type { MemoryStore } from '../memory/memory';
import type { ClaimRecord } from '../claim-record';
import type { Claim, Claims, LeftBehind, Replaced, Store } from '../store';
import type { Ways } from './either';
import { createHomecoming } from './homecoming';
import { finishAll, partOf, SPARE } from './queue';

/** The two stores, and what to do where the first one fails. */
export interface Both {
  readonly primary: Store;
  readonly spare: MemoryStore;
  readonly ways: Ways;
}

/**
 * Claims that the spare decides about while the primary fails. What it has raised and counted is made one
 * with what the primary knows once that works again.
 */
export function resilientClaims({ primary, spare, ways }: Both, name: string): Claims {
  const { either, onReturn } = ways;
  const first = primary.claims(name);
  const second = spare.claims(name);
  const isShared = primary.shared !== undefined;

  const home = createHomecoming<true, ClaimRecord | undefined>(async (key) => {
    const record = await second.withdraw(key);
    if (!record) return undefined;
    try {
      await first.absorb(key, shifted(record, primary.now() - spare.now()));
    } catch (error) {
      await second.absorb(key, record);
      throw error;
    }
    return record;
  });
  onReturn(() => void home.all());

  /** Asks the primary, which knows all by then, or else the spare, of which the primary is told later. */
  function ask<Result>(
    key: string,
    act: (claims: Claims) => Promise<Result>,
    actOnSpare = act,
  ): Promise<Result> {
    return either(
      async () => {
        const coming = home.of(key);
        const record = coming && (await coming);
        try {
          return await act(first);
        } catch (error) {
          // It fails again: what went home is what the spare goes on with.
          if (record) await second.absorb(key, record);
          throw error;
        }
      },
      async () => {
        home.note(key, true);
        return await actOnSpare(second);
      },
    );
  }

  return {
    claim(key, wish, leftBehind) {
      const { lasting, passing } = partOf(leftBehind?.replaced);
      const leaving = (replaced: Replaced | undefined): LeftBehind | undefined =>
        leftBehind && replacing(leftBehind, replaced);
      return ask(
        key,
        async (claims) => {
          const claim = await claims.claim(key, wish, leaving(lasting));
          if (passing) await finishAll(spare, passing);
          return claim;
        },
        async (claims) => ofSpare(await claims.claim(key, wish, leaving(passing)), isShared),
      );
    },
    release: (key, id) => ask(key, (claims) => claims.release(key, id)),
    endQuiet: (key, id) => ask(key, (claims) => claims.endQuiet(key, id)),
    acknowledge: (key, seen) => ask(key, (claims) => claims.acknowledge(key, seen)),
    absorb: (key, record) => ask(key, (claims) => claims.absorb(key, record)),
    async *held(quiet) {
      await home.all();
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

/** A claim of the spare: what was left behind with it lies there, and nobody else was asked. */
function ofSpare(claim: Claim, isShared: boolean): Claim {
  if (claim.outcome === 'held') return claim;
  return {
    ...claim,
    ...(claim.kept !== undefined && { kept: SPARE + claim.kept }),
    ...(isShared && { unasked: true }),
  };
}

/** The same by a clock that is ahead by so many milliseconds. */
function shifted(
  { since, countedSince, carriedSince, ends, ...rest }: ClaimRecord,
  ahead: number,
): ClaimRecord {
  return {
    ...rest,
    since: since + ahead,
    ...(countedSince !== undefined && { countedSince: countedSince + ahead }),
    ...(carriedSince !== undefined && { carriedSince: carriedSince + ahead }),
    ends: ends + ahead,
  };
}

/** The same, in place of other work. */
function replacing(
  { queue, payload, forAll }: LeftBehind,
  replaced: Replaced | undefined,
): LeftBehind {
  return { queue, payload, ...(forAll && { forAll }), ...(replaced && { replaced }) };
}
