import type { Clock } from '../clock';
import { StoreError } from '../store/errors';
import type { Claim, ClaimWish, HeldClaim, LeftBehind, Replaced, Store } from '../store/store';
import {
  createTimeTexts,
  describe,
  describeHeld,
  unsuppressed,
  type Alert,
  type Detected,
  type Raised,
  type TimeTexts,
} from './alert';
import { SLACK, untoldOf, type HeldAlert } from './held-alert';
import type { Plan } from './holding';
import { claimsOf, keyOf, subjectOf, type Keyed, type Kind } from './kinds';

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
  /** The name of that in which it is kept for later; the same where nothing is. */
  readonly laterQueue?: string;
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
   * no subject, or a store that cannot tell, is raised: nothing is hidden for that. With a `plan` it
   * may be kept for later.
   */
  raise(
    subject: string | undefined,
    severity: number,
    positives: number,
    custody?: AlertCustody,
    plan?: Plan,
  ): Promise<Alert>;
  /**
   * Raises an alert that was kept, in place of its work, which is what custody replaces. Resolves with
   * `undefined` where somebody has acknowledged it, or another process has raised it meanwhile. Rejects
   * with `StoreError`.
   */
  raiseHeld(held: HeldAlert, subject: string, custody: AlertCustody): Promise<Alert | undefined>;
  /**
   * Undoes the raise of an alert whose mail could not be delivered; resolves with whether it was
   * still the last one about its subject.
   */
  release(alert: Detected & { readonly id: string }): Promise<boolean>;
  /**
   * Keeps a subject quiet until it gets worse than what was seen of it, `seen`, or else than it ever
   * was. Resolves with whether that is so now.
   */
  acknowledge(alert: Keyed, seen?: SeenAlert): Promise<boolean>;
  /** Forgets a subject, or all of them. */
  reset(subject: string | undefined): Promise<void>;
  /** What is quiet at the moment, some at a time and in no order. */
  quietOnes(): AsyncIterable<readonly QuietOne[]>;
  /**
   * Lets what is quiet be raised again at once: the next alert tells how many were suppressed since.
   * Resolves with whether the alert `id` was still the last one about its subject.
   */
  endQuiet(quiet: { readonly key: string; readonly id: string }): Promise<boolean>;
  /** The same of an alert of whatever detection; resolves with whether there was any. */
  endQuietOf(alert: Keyed): Promise<boolean>;
}

/** What somebody knows of an alert that is acknowledged. */
export interface SeenAlert {
  readonly id: string;
  readonly severity: number;
  /** Absent where it is not known: then it is not compared. */
  readonly positives?: number;
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
  /** It is quiet until it gets worse, and not until a time. */
  readonly acknowledged?: true;
}

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
  const { module, detection } = settings;
  const claims = store && claimsOf(store, settings);
  const ordinary: Plan = settings;

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

  function describeBy(plan: Plan, outcome: Claim, raised: Raised): Alert {
    const { holding, before, isHeld = false } = plan;
    const untold = untoldOf(before);
    // Where nothing is kept, it is counted by an alert that was raised.
    const isOrdinary = !holding || (outcome.outcome === 'held' && !isHeld);
    if (isOrdinary) return describe(outcome, raised, settings.quiet, toText, untold);
    return describeHeld(outcome, raised, holding, toText, untold);
  }

  return {
    async raise(subject, given, positives, custody, plan = ordinary) {
      const { quiet, escalates, holding, before } = plan;
      const severity = holding ? Math.max(given, before?.severity ?? given) : given;
      const raised = { module, detection, subject: subject ?? '', severity, id: newId() };
      const wish = { id: raised.id, quiet, ranks: [given, positives], escalates };
      const leftBehind = custody && {
        queue: (holding && custody.laterQueue) ?? custody.queue,
        // Whoever shares the store sends it on when its time is over.
        ...(holding && { forAll: true }),
        ...(custody.replaced && { replaced: custody.replaced }),
        payload: (granted: Claim) => custody.bytesOf(describeBy(plan, granted, raised)),
      };
      const outcome = await claim(subject, wish, leftBehind);
      if (!outcome) return await raiseUnsuppressed(raised, custody);
      if (outcome.outcome !== 'held' && outcome.kept !== undefined) custody?.kept(outcome.kept);
      return describeBy(plan, outcome, raised);
    },
    async raiseHeld(held, subject, custody) {
      if (!store) return undefined;
      const { kind, key, severity, positives, why } = held;
      const { module: by, detection: found } = kind;
      const raised = { module: by, detection: found, subject, severity, id: newId() };
      const untold = { ...untoldOf(held), suppressed: held.suppressed };
      const told = (outcome: Claim): Alert => ({
        ...describe(outcome, raised, settings.quiet, toText, untold),
        reason: why === 'held' ? 'quiet-over' : 'silence-over',
      });
      const { queue, replaced } = custody;
      const outcome = await claimsOf(store, kind).claim(
        key,
        { id: raised.id, ...quietOf(held), ranks: [severity, positives], escalates: true },
        {
          queue,
          ...(replaced && { replaced }),
          payload: (granted) => custody.bytesOf(told(granted)),
        },
      );
      if (outcome.outcome === 'held' || !(await isOurs(custody.queue, outcome.kept)))
        return undefined;
      if (outcome.kept !== undefined) custody.kept(outcome.kept);
      return told(outcome);
    },
    async release(alert) {
      if (!store) return false;
      return await claimsOf(store, kindOf(alert)).release(keyOf(alert.subject), alert.id);
    },
    async acknowledge(alert, seen) {
      if (!store) return false;
      const ranks = seen && [seen.severity, seen.positives ?? Number.MAX_SAFE_INTEGER];
      const known = seen && ranks && { id: seen.id, ranks };
      return await claimsOf(store, kindOf(alert)).acknowledge(alert.key, known);
    },
    async reset(subject) {
      if (subject === undefined) await claims?.clear();
      else await claims?.forget(keyOf(subject));
    },
    async *quietOnes() {
      if (!claims) return;
      const { quiet } = settings;
      for await (const held of claims.held(quiet)) yield held.map((each) => quietOne(each, quiet));
    },
    endQuiet: async ({ key, id }) => (await claims?.endQuiet(key, id)) ?? false,
    async endQuietOf(alert) {
      if (!store) return false;
      return await claimsOf(store, kindOf(alert)).endQuiet(alert.key);
    },
  };

  /**
   * How long what was raised since holds back an alert that was kept: only where others share the store,
   * of whom one may not have known of it.
   */
  function quietOf({ id, at, standsFor = [] }: HeldAlert): Pick<ClaimWish, 'quiet' | 'inPlaceOf'> {
    if (!store?.shared) return { quiet: 0 };
    return { quiet: Math.max(0, store.elapsed() - at + SLACK), inPlaceOf: [id, ...standsFor] };
  }

  /** Whether what was left behind was put: not where another process has what it replaces. */
  async function isOurs(queue: string, id: string | undefined): Promise<boolean> {
    if (!store?.shared || id === undefined) return true;
    const work = store.queue(queue);
    return work.holds(id) || (await work.regain(id));
  }

  function kindOf({ module: by, detection: found }: Omit<Kind, 'simulated'>): Kind {
    return { module: by, detection: found, simulated: settings.simulated ?? false };
  }
}

function quietOne(
  { key, id, since, suppressed, acknowledged }: HeldClaim,
  quiet: number,
): QuietOne {
  const subject = subjectOf(key);
  return {
    key,
    id,
    ...(subject !== undefined && { subject }),
    raisedAt: since,
    quietUntil: since + quiet,
    suppressed,
    ...(acknowledged && { acknowledged }),
  };
}

function nothingWhereTheStoreFails(error: unknown): undefined {
  if (!(error instanceof StoreError)) throw error;
  return undefined;
}
