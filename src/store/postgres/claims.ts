import { randomUUID } from 'node:crypto';
import { absorbClaim, fromRecord } from '../rules/absorbing';
import {
  acknowledgeClaim,
  decideClaim,
  endOf,
  endQuietOf,
  heldClaim,
  isHeld,
  releaseClaim,
  REMEMBERED,
  type ClaimState,
} from '../rules/claims';
import type { ClaimRecord } from '../claim-record';
import type { Claim, Claims, ClaimWish, HeldClaim, LeftBehind } from '../store';
import type { Argument } from './caller';
import {
  type ClaimRow,
  type CountedRow,
  fromUtc,
  keyColumns,
  type KeyedRow,
  readClaim,
  stateColumns,
  toUtc,
} from './claim-rows';
import type { Holdings } from './holdings';
import type { Life } from './life';
import { pack } from './payloads';
import { newId, replacedBy } from './queue';
import { keyOf, readText } from './texts';

/** Claims that are looked at in one operation. */
const LOOKED_AT_ONCE = 500;

interface WrittenRow {
  readonly written: boolean;
  /** Another one has what should be replaced: nothing was written. */
  readonly lost: boolean;
}

/** What is left behind, as it is written. */
interface Left {
  readonly queue: string;
  readonly id: string;
  readonly payload: Uint8Array;
  readonly forAll: boolean;
}

/** What is to be written of a claim. */
interface NextClaim {
  readonly ends: number;
  readonly state: ClaimState;
  readonly isRaised: boolean;
  readonly left?: Left | undefined;
  readonly replaced?: LeftBehind['replaced'] | undefined;
}

/**
 * The claims of a name, in the tables of a schema. What is decided here upon a row is written where the
 * row is still the same; else it is decided anew.
 */
export function createPostgresClaims(life: Life, holdings: Holdings, name: string): Claims {
  const { call, instance: me } = life;
  const book = keyOf(name);
  const orderOf = (key: string): { readonly order: string } => ({
    order: `b claim ${book} ${keyOf(key)}`,
  });

  async function claim(key: string, wish: ClaimWish, leftBehind?: LeftBehind): Promise<Claim> {
    for (;;) {
      const row = await count(key, wish, leftBehind);
      const known = row && row.ends !== null && row.ends > row.now ? readClaim(row) : undefined;
      if (row?.counted && known) return heldBy(known, row);
      const now = row?.now ?? 0;
      const { state, claim: made } = decideClaim(known, wish, now, (then) => toUtc(row, then));
      const left = await leave(made, leftBehind);
      const ends = Math.max(endOf(state, wish.quiet, now), row?.ends ?? 0);
      const isRaised = made.outcome !== 'held';
      const next = { ends, state, isRaised, left, replaced: leftBehind?.replaced };
      // What was lost before is not kept either: of an id that is not held nothing comes.
      if (!row?.lost && !(await write(key, row, next))) continue;
      return left && made.outcome !== 'held' ? { ...made, kept: left.id } : made;
    }
  }

  async function count(
    key: string,
    { quiet, ranks, escalates, inPlaceOf }: ClaimWish,
    leftBehind: LeftBehind | undefined,
  ): Promise<CountedRow | undefined> {
    const [queue, ids, required] = replacedBy(leftBehind?.replaced, holdings);
    // What takes the place of another is decided here: nothing is counted before.
    const least = inPlaceOf ? 0 : quiet;
    const args = [book, keyOf(key), least, ranks, escalates, REMEMBERED, queue, ids, required, me];
    const [row] = await call<CountedRow>('count_claim', args, orderOf(key));
    if (row?.counted) for (const id of ids) holdings.leave(id);
    return row;
  }

  async function write(
    key: string,
    row: ClaimRow | undefined,
    { ends, state, isRaised, left, replaced }: NextClaim,
  ): Promise<boolean> {
    const [queue, ids, required] = replacedBy(replaced, holdings);
    const args: Argument[] = [
      book,
      ...keyColumns(key),
      row?.version ?? 0,
      row?.mark ?? null,
      randomUUID(),
      ends,
      ...stateColumns(state),
      isRaised,
      left?.queue ?? null,
      left?.id ?? null,
      left?.payload ?? null,
      left?.forAll ?? false,
      queue,
      ids,
      required,
      me,
    ];
    const lifeNow = life.number();
    const isSent = holdings.mayBeSent();
    try {
      const [answer] = await call<WrittenRow>('write_claim', args, orderOf(key));
      if (answer?.lost) return true;
      if (!answer?.written) return false;
      for (const id of ids) holdings.leave(id);
      if (left && !left.forAll) holdings.hold(left.id, false, lifeNow);
      return true;
    } catch (error) {
      if (isSent && left) giveUp(left);
      throw error;
    }
  }

  /** Nobody was told of what may have been left behind. */
  function giveUp({ queue, id }: Left): void {
    const how = { order: `f work ${queue}`, waits: true };
    call('finish', [queue, id, me], how).catch(() => undefined);
  }

  async function change(
    key: string,
    become: (known: ClaimState | undefined) => ClaimState | undefined,
  ): Promise<boolean> {
    for (;;) {
      const [row] = await call<ClaimRow>('find_claim', [book, keyOf(key)], orderOf(key));
      if (!row || row.ends === null) return become(undefined) !== undefined;
      const state = become(row.ends > row.now ? readClaim(row) : undefined);
      if (!state) return false;
      const ends = Math.max(row.ends, endOf(state, 0, row.now));
      if (await write(key, row, { ends, state, isRaised: false })) return true;
    }
  }

  async function absorb(key: string, record: ClaimRecord): Promise<void> {
    for (;;) {
      const [row] = await call<ClaimRow>('find_claim', [book, keyOf(key)], orderOf(key));
      const known = row && row.ends !== null && row.ends > row.now ? readClaim(row) : undefined;
      const other = fromRecord(record, (then) => fromUtc(row, then));
      const state = absorbClaim(known, other.state);
      const ends = Math.max(row?.ends ?? 0, other.ends);
      if (await write(key, row, { ends, state, isRaised: false })) return;
    }
  }

  async function* held(quiet: number): AsyncGenerator<readonly HeldClaim[]> {
    let after = '';
    for (;;) {
      const rows: readonly KeyedRow[] = await call<KeyedRow>('claims_after', [
        book,
        after,
        LOOKED_AT_ONCE,
      ]);
      const last = rows.at(-1);
      if (!last) return;
      yield rows.flatMap((row) => heldOf(row, quiet));
      after = last.key;
    }
  }

  return {
    claim,
    release: (key, id) => change(key, (known) => releaseClaim(known, id)),
    endQuiet: (key, id) => change(key, (known) => endQuietOf(known, id)),
    acknowledge: (key, seen) => change(key, (known) => acknowledgeClaim(known, seen)),
    absorb,
    held,
    async forget(key) {
      await call('forget_claim', [book, keyOf(key)], orderOf(key));
    },
    async clear() {
      await call('clear_claims', [book], { order: `b claim ${book} ` });
    },
  };
}

async function leave(made: Claim, leftBehind: LeftBehind | undefined): Promise<Left | undefined> {
  if (!leftBehind || made.outcome === 'held') return undefined;
  const { queue, payload, forAll = false } = leftBehind;
  return { queue: keyOf(queue), id: newId(), payload: await pack(payload(made)), forAll };
}

/** What `decideClaim` says of one that the database has counted. */
function heldBy(state: ClaimState, row: ClaimRow): Claim {
  return {
    outcome: 'held',
    id: state.id,
    since: toUtc(row, state.since),
    suppressed: state.count,
    suppressedSince: toUtc(row, state.countedSince ?? row.now),
  };
}

function heldOf(row: KeyedRow, quiet: number): readonly HeldClaim[] {
  const state = readClaim(row);
  if (row.ends === null || row.ends <= row.now || !isHeld(state, quiet, row.now)) return [];
  const key = readText(row.whole_key ?? row.key);
  return [heldClaim(key, state, (then) => toUtc(row, then))];
}
