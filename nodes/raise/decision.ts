import type { Node } from 'node-red';
import { isRaised, type Alert } from '../../src/alert/alert';
import type { HeldNote } from '../../src/alert/held-alert';
import type { Plan } from '../../src/alert/holding';
import { systemClock } from '../../src/clock';
import type { Custody } from '../../src/keeping/custody';
import { writeEntryPart, type Entry } from '../../src/keeping/entry';
import type { Store } from '../../src/store/store';
import type { NodeKeeping, Taken } from '../shared/keeping';
import type { Message } from '../shared/run-node';
import type { Kinds } from './kinds';
import type { Later } from './later';

/** What is found about a subject, if the message names any. */
interface RaiseEvent {
  readonly subject: string | undefined;
  readonly severity: number;
  readonly positives: number;
}

/** What is decided about one event. */
export interface Decided {
  readonly alert: Alert;
  /** Who keeps it; absent where nobody need, or there is no store. */
  readonly custody?: Custody;
  /** It is kept itself until quiet hours are over, and goes nowhere now. */
  readonly isKept?: boolean;
}

export type Decide = (msg: Message, event: RaiseEvent, taken: Taken) => Promise<Decided>;

/** Decides, and writes what is raised down in the same step, in place of what its keeper had. */
export function createDecision({
  node,
  kinds,
  keeping,
  later,
  store,
  queue,
}: {
  readonly node: Node;
  readonly kinds: Kinds;
  readonly keeping: NodeKeeping;
  readonly later: Later;
  readonly store: Store;
  /** The name of the queue of what is raised. */
  readonly queue: string;
}): Decide {
  return async (msg, event, taken) => {
    let decided: Decided | undefined;
    const decideBy = async (plan?: Plan): Promise<void> => {
      decided = await decide(msg, event, taken, plan);
    };
    const { subject, severity, positives } = event;
    const { kind } = kinds.of(msg);
    if (subject === undefined) await decideBy();
    else await later.decide({ kind, subject, severity }, positives, decideBy);
    if (!decided) throw new TypeError('Nothing was decided');
    return decided;
  };

  async function decide(
    msg: Message,
    { subject, severity, positives }: RaiseEvent,
    taken: Taken,
    plan: Plan | undefined,
  ): Promise<Decided | undefined> {
    const { kind, raises } = kinds.of(msg);
    const origin = taken.origin ?? { node: node.id, at: systemClock.now() };
    const noteOf = (): HeldNote => ({
      simulated: kind.simulated,
      positives: Math.max(positives, plan?.before?.positives ?? 0),
      at: store.elapsed(),
    });
    const entryOf = (alert: Alert): Entry => ({
      msg: { ...msg, alert },
      value: isRaised(alert) ? undefined : noteOf(),
      origin,
      has: [],
    });
    let decided: Decided | undefined;

    function hold(alert: Alert, id?: string): boolean {
      const custody = keeping.hold(entryOf(alert), id);
      decided = { alert, custody };
      return keeping.lasts(custody);
    }

    /**
     * What is not raised is struck out by now where it was written down: until it has come to those who
     * follow, it is kept here where they may be closed before. Asking a server takes long enough for that.
     */
    function passing(alert: Alert): { readonly custody?: Custody } {
      const isAtRisk = store.shared !== undefined || keeping.isStopping();
      return isAtRisk ? { custody: keeping.hold(entryOf(alert)) } : {};
    }

    await taken.write(store, async (replaced) => {
      let id: string | undefined;
      const custody = {
        queue,
        laterQueue: later.queue,
        ...(replaced && { replaced }),
        bytesOf: (raised: Alert) => writeEntryPart(entryOf(raised)),
        kept: (given: string) => (id = given),
      };
      const alert = await raises.raise(subject, severity, positives, custody, plan);
      if (isRaised(alert)) {
        const lasts = hold(alert, id);
        if (plan?.before) await later.told(plan.before);
        return lasts;
      }
      decided = { alert, ...passing(alert) };
      if (id === undefined || !plan?.holding) return false;
      if (!later.lasts(id)) {
        // What is lost with the process would be told by nobody.
        await later.undo(id);
        return hold({ ...alert, reason: 'unsuppressed', quietUntil: alert.raisedAt });
      }
      await later.kept(id, alert, noteOf(), plan.holding.until, plan.before);
      const isKept = alert.reason === 'held';
      decided = { alert, isKept, ...(!isKept && passing(alert)) };
      return isKept;
    });
    return decided;
  }
}
