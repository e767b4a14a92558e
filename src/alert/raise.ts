import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import { StoreError } from '../store/errors';
import type {
  Claim,
  Claims,
  ClaimWish,
  HeldClaim,
  LeftBehind,
  Replaced,
  Store,
} from '../store/store';

/** What is found about whom. */
export interface Detected {
  readonly module: string;
  readonly detection: string;
  readonly subject: string;
}

/** An alert, as the contract has it. Times are ISO 8601, UTC. */
export interface Alert extends Detected {
  readonly id: string;
  /** 1 to 10. */
  readonly severity: number;
  /** `suppressed`: it was not raised, because the alert `id` was, not long ago. */
  readonly reason: 'first' | 'again' | 'escalated' | 'unsuppressed' | 'suppressed';
  readonly raisedAt: string;
  /** How many were suppressed since the alert before this one; of a suppressed one, since `id`. */
  readonly suppressed: number;
  readonly suppressedSince?: string;
  readonly quietUntil: string;
}

/** Whose alerts suppress each other. */
interface Kind {
  readonly module: string;
  readonly detection: string;
  /** It is made up by the demonstration, and must not suppress what is real. */
  readonly simulated?: boolean;
}

/** How alerts of one kind are raised. */
export interface RaiseSettings extends Kind {
  /** For so many milliseconds the same subject is not raised again; 0: never suppressed. */
  readonly quiet: number;
  /** Whether what got worse is raised at once. */
  readonly escalates: boolean;
}

/**
 * Keeps what is raised until somebody else has written it down: it is in the store in the same step
 * as the claim, so that no crash can leave a claim whose alert nobody has seen.
 */
interface AlertCustody {
  /** The name of the queue in which it is kept. */
  readonly queue: string;
  /** What is finished in the same step, whether the alert is raised or counted. */
  readonly replaced?: Replaced;
  /** The alert as bytes, with whatever belongs to it; may be asked for more than once. */
  bytesOf(alert: Alert): Uint8Array;
  /** Hears the id of what is kept. */
  kept(id: string): void;
}

/** Raises alerts, once per subject and quiet time, whoever else raises the same. */
export interface Raises {
  /**
   * Decides about one event. `severity` is 1 to 10, `positives` how many engines flag it. What has
   * no subject, or a store that cannot tell, is raised: nothing is hidden for that.
   */
  raise(
    subject: string | undefined,
    severity: number,
    positives: number,
    custody?: AlertCustody,
  ): Promise<Alert>;
  /**
   * Undoes the raise of an alert whose mail could not be delivered; resolves with whether it was
   * still the last one about its subject.
   */
  release(alert: Detected & { readonly id: string }): Promise<boolean>;
  /** Forgets a subject, or all of them. */
  reset(subject: string | undefined): Promise<void>;
  /** What is quiet at the moment, some at a time and in no order. */
  quietOnes(): AsyncIterable<readonly QuietOne[]>;
  /**
   * Lets what is quiet be raised again at once: the next alert tells how many were suppressed since.
   * Resolves with whether the alert `id` was still the last one about its subject.
   */
  endQuiet(quiet: Pick<QuietOne, 'key' | 'id'>): Promise<boolean>;
}

/** What is not raised again for now. Times are ms UTC. */
export interface QuietOne {
  /** What it is known by, for `endQuiet`. */
  readonly key: string;
  /** Of the alert that it is quiet after. */
  readonly id: string;
  /** Absent where it is so long that only its hash is kept. */
  readonly subject?: string;
  readonly raisedAt: number;
  readonly quietUntil: number;
  /** How many were suppressed since it was raised. */
  readonly suppressed: number;
}

/** Longer subjects are known by their hash. */
const LONGEST_KEY = 1000;

/** What is raised is kept, however much waits there. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/**
 * Without a `store` every alert is raised. `newId` names each alert; two must never be the same.
 * Raises of several kinds may share how they write times.
 */
export function createRaises(
  store: Store | undefined,
  clock: Clock,
  settings: RaiseSettings,
  newId: () => string,
  toText: TimeTexts = createTimeTexts(),
): Raises {
  const { module, detection, quiet, escalates } = settings;
  const claims = store && claimsOf(store, settings);

  /** `undefined` where there is no subject or the store cannot tell. */
  async function claim(
    subject: string | undefined,
    wish: ClaimWish,
    leftBehind: LeftBehind | undefined,
  ): Promise<Claim | undefined> {
    if (subject === undefined) return undefined;
    return claims?.claim(keyOf(subject), wish, leftBehind).catch(nothingWhereTheStoreFails);
  }

  async function raiseUnsuppressed(
    raised: Raised,
    custody: AlertCustody | undefined,
  ): Promise<Alert> {
    const alert = unsuppressed(raised, toText(clock.now()));
    if (!custody || !store) return alert;
    const work = { payload: custody.bytesOf(alert), priority: 0 };
    const id = await store
      .queue(custody.queue)
      .put(work, NO_LIMIT, custody.replaced)
      .catch(nothingWhereTheStoreFails);
    if (id !== undefined) custody.kept(id);
    return alert;
  }

  return {
    async raise(subject, severity, positives, custody) {
      const raised = { module, detection, subject: subject ?? '', severity, id: newId() };
      const wish = { id: raised.id, quiet, ranks: [severity, positives], escalates };
      const leftBehind = custody && {
        queue: custody.queue,
        ...(custody.replaced && { replaced: custody.replaced }),
        payload: (granted: Claim) => custody.bytesOf(describe(granted, raised, quiet, toText)),
      };
      const outcome = await claim(subject, wish, leftBehind);
      if (!outcome) return await raiseUnsuppressed(raised, custody);
      if (outcome.outcome !== 'held' && outcome.kept !== undefined) custody?.kept(outcome.kept);
      return describe(outcome, raised, quiet, toText);
    },
    async release(alert) {
      if (!store) return false;
      const { module: by, detection: found, subject, id } = alert;
      const kind = { module: by, detection: found, simulated: settings.simulated ?? false };
      return await claimsOf(store, kind).release(keyOf(subject), id);
    },
    async reset(subject) {
      if (subject === undefined) await claims?.clear();
      else await claims?.forget(keyOf(subject));
    },
    async *quietOnes() {
      if (!claims) return;
      for await (const held of claims.held(quiet)) yield held.map((each) => quietOne(each, quiet));
    },
    endQuiet: async ({ key, id }) => (await claims?.endQuiet(key, id)) ?? false,
  };
}

/** Every node that names the same module and detection shares them. */
function claimsOf(store: Store, { module, detection, simulated = false }: Kind): Claims {
  return store.claims(JSON.stringify([module, detection, ...(simulated ? ['demo'] : [])]));
}

function keyOf(subject: string): string {
  if (subject.length <= LONGEST_KEY) return `=${subject}`;
  return `#${createHash('sha256').update(subject).digest('hex')}`;
}

function quietOne({ key, id, since, suppressed }: HeldClaim, quiet: number): QuietOne {
  return {
    key,
    id,
    ...(key.startsWith('=') && { subject: key.slice(1) }),
    raisedAt: since,
    quietUntil: since + quiet,
    suppressed,
  };
}

function nothingWhereTheStoreFails(error: unknown): undefined {
  if (!(error instanceof StoreError)) throw error;
  return undefined;
}

type Raised = Pick<Alert, 'id' | 'module' | 'detection' | 'subject' | 'severity'>;

function unsuppressed(raised: Raised, raisedAt: string): Alert {
  return { ...raised, reason: 'unsuppressed', raisedAt, suppressed: 0, quietUntil: raisedAt };
}

function describe(claim: Claim, raised: Raised, quiet: number, toText: TimeTexts): Alert {
  const { since, suppressed, suppressedSince } = claim;
  return {
    ...raised,
    id: claim.outcome === 'held' ? claim.id : raised.id,
    reason: claim.outcome === 'held' ? 'suppressed' : claim.outcome,
    raisedAt: toText(since),
    suppressed,
    ...(suppressedSince !== undefined && { suppressedSince: toText(suppressedSince) }),
    quietUntil: toText(since + quiet),
  };
}

/** ISO 8601 of times in ms UTC. */
export type TimeTexts = (time: number) => string;

/** Of many events at about the same time each asks for the same few: to write one takes a while. */
export function createTimeTexts(): TimeTexts {
  const texts = new LRUCache<number, string>({ max: 1000 });
  return (time) => {
    const known = texts.get(time);
    if (known !== undefined) return known;
    const text = new Date(time).toISOString();
    texts.set(time, text);
    return text;
  };
}
