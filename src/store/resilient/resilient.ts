import type { MemoryStore } from '../memory/memory';
import type { StoreError } from '../errors';
import type { LoneStore, SharedStore } from '../kinds';
import type { Claims, Store } from '../store';
import { resilientClaims, type Both } from './claims';
import { resilientQueue } from './queue';
import { resilientQuotas, strictQuotas } from './quotas';
import { resilientShared } from './shared';
import { resilientValues } from './values';
import { createWays } from './ways';

/**
 * A store that goes on when it fails: what `primary` cannot do, `spare` does, and tells the primary of it
 * once that works again. What is done to work of the primary nobody else can do: that fails. Work that the
 * spare holds is lost with the process. `trouble` is told of every failure.
 *
 * Where several share the primary the spare grants nothing of a quota, says of what it raises that nobody
 * else was asked, and `trouble` is told of the first failure until the primary works again.
 */
export function createResilientStore(
  primary: SharedStore,
  spare: MemoryStore,
  trouble: (error: StoreError) => void,
): SharedStore;
export function createResilientStore(
  primary: LoneStore,
  spare: MemoryStore,
  trouble: (error: StoreError) => void,
): LoneStore;
export function createResilientStore(
  primary: Store,
  spare: MemoryStore,
  trouble: (error: StoreError) => void,
): Store;
export function createResilientStore(
  primary: Store,
  spare: MemoryStore,
  trouble: (error: StoreError) => void,
): Store {
  const { shared } = primary;
  let closed = false;
  const ways = createWays(trouble, { isOnce: shared !== undefined, isClosed: () => closed });
  const both: Both = { primary, spare, ways };
  const values = resilientValues(primary.values, spare.values, ways, () => spare.elapsed());
  const sharing = shared && resilientShared(shared, values, ways);
  const books = new Map<string, Claims>();

  /** The same name is the same claims: what is to be brought home is known by its book. */
  function claims(name: string): Claims {
    const book = books.get(name) ?? resilientClaims(both, name);
    books.set(name, book);
    return book;
  }

  return {
    durable: primary.durable,
    claims,
    values,
    quotas: shared
      ? strictQuotas(primary.quotas, ways)
      : resilientQuotas(primary.quotas, spare.quotas, ways),
    queue: (name) => resilientQueue(primary, spare, name, ways),
    ...(sharing && { shared: sharing.shared }),
    elapsed: () => primary.elapsed(),
    now: () => primary.now(),
    ready: () => primary.ready(),
    learnTime(now) {
      primary.learnTime(now);
      spare.learnTime(now);
    },
    async close() {
      closed = true;
      sharing?.close();
      await primary.close();
      await spare.close();
    },
  };
}
