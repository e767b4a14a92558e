import type { Node, NodeAPI } from 'node-red';
import { createRaises, type Alert, type Raises, type RaiseSettings } from '../../src/alert/raise';
import { systemClock } from '../../src/clock';
import type { Custody } from '../../src/keeping/custody';
import { writeEntryPart, type Entry } from '../../src/keeping/entry';
import type { Store } from '../../src/store/store';
import { createWorkUnderWay } from '../../src/work-under-way';
import { closeWith, lastMessages } from '../shared/close-node';
import { openKeeping, type NodeKeeping, type SendAgain, type Taken } from '../shared/keeping';
import type { Message } from '../shared/run-node';
import { openPlace } from '../store/open-store';
import { findPlace } from '../store/stores';

/** What is found about a subject, if the message names any. */
interface RaiseEvent {
  readonly subject: string | undefined;
  readonly severity: number;
  readonly positives: number;
}

/** What is decided about one event. */
interface Decided {
  readonly alert: Alert;
  /** Who keeps it; absent where it is suppressed, or there is no store. */
  readonly custody?: Custody;
}

/** The raises of a node. */
export interface OpenRaises {
  readonly raises: Raises;
  readonly decide: (msg: Message, event: RaiseEvent, taken: Taken) => Promise<Decided>;
  /** Absent where there is no store. */
  readonly keeping?: NodeKeeping;
}

/**
 * Opens the raises of a node, in the store node `storeId`. What is being decided when the node is
 * closed is decided, and comes to those who follow, before the store is given back.
 */
export function openRaises(
  RED: NodeAPI,
  node: Node,
  storeId: string,
  settings: RaiseSettings,
  sendAgain: SendAgain,
): OpenRaises {
  const newId = (): string => RED.util.generateId();
  const place = findPlace(RED, storeId);
  if (!place.usable) {
    node.error(`${place.problem.message}; alerts are raised and not suppressed`);
    return withoutStore(createRaises(undefined, systemClock, settings, newId));
  }
  const lease = openPlace(RED, node, place);
  const { store } = lease;
  const raises = createRaises(store, systemClock, settings, newId);
  const queue = `raise ${node.id}`;
  const keeping = openKeeping(RED, node, store, queue, sendAgain);
  const decide = createDecision(node, raises, keeping, store, queue);
  const deciding = createWorkUnderWay();

  closeWith(node, async (isRemoved) => {
    keeping.stop(isRemoved);
    await lastMessages();
    await deciding.settled();
    await keeping.close();
    await lease.release();
  });
  return {
    raises: {
      raise: (...given) => deciding.add(raises.raise(...given)),
      release: (alert) => deciding.add(raises.release(alert)),
      reset: (subject) => deciding.add(raises.reset(subject)),
    },
    decide: (...given) => deciding.add(keeping.writing(() => decide(...given))),
    keeping,
  };
}

function withoutStore(raises: Raises): OpenRaises {
  return {
    raises,
    decide: async (_msg, { subject, severity, positives }) => ({
      alert: await raises.raise(subject, severity, positives),
    }),
  };
}

/** Decides, and writes what is raised down in the same step, in place of what its keeper had. */
function createDecision(
  node: Node,
  raises: Raises,
  keeping: NodeKeeping,
  store: Store,
  queue: string,
): OpenRaises['decide'] {
  return async (msg, { subject, severity, positives }, taken) => {
    const origin = taken.origin ?? { node: node.id, at: systemClock.now() };
    const entryOf = (alert: Alert): Entry => ({
      msg: { ...msg, alert },
      value: undefined,
      origin,
      has: [],
    });
    let decided: Decided | undefined;
    await taken.write(store, async (replaced) => {
      let id: string | undefined;
      const alert = await raises.raise(subject, severity, positives, {
        queue,
        ...(replaced && { replaced }),
        bytesOf: (raised) => writeEntryPart(entryOf(raised)),
        kept: (given) => (id = given),
      });
      if (alert.reason === 'suppressed') {
        decided = { alert };
        return false;
      }
      const custody = keeping.hold(entryOf(alert), id);
      decided = { alert, custody };
      return keeping.lasts(custody);
    });
    if (!decided) throw new TypeError('Nothing was decided');
    return decided;
  };
}
