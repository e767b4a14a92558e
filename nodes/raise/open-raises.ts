import type { Node, NodeAPI } from 'node-red';
import {
  createRaises,
  createTimeTexts,
  type Alert,
  type Raises,
  type RaiseSettings,
} from '../../src/alert/raise';
import { systemClock } from '../../src/clock';
import type { Custody } from '../../src/keeping/custody';
import { writeEntryPart, type Entry } from '../../src/keeping/entry';
import type { Store } from '../../src/store/store';
import { createWorkUnderWay } from '../../src/work-under-way';
import { closeWith, lastMessages } from '../shared/close-node';
import { openKeeping, type NodeKeeping, type SendAgain, type Taken } from '../shared/keeping';
import { isSimulated, type Message } from '../shared/run-node';
import { createAlertNotes, type NoteAlert } from './alert-notes';
import type { Detections } from './detections';
import type { DetectionRaises } from './endpoints';
import { defaultJournal } from '../store/journals';
import { openPlace } from '../store/open-store';
import { findPlace } from '../store/stores';

/** How a node raises, whatever is found. */
export interface OpenRaisesSettings extends Omit<RaiseSettings, 'detection' | 'simulated'> {
  readonly detections: Detections;
}

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

/** The raises of a node, of whatever kind. */
export interface OpenRaises {
  release: Raises['release'];
  reset: Raises['reset'];
  readonly decide: (msg: Message, event: RaiseEvent, taken: Taken) => Promise<Decided>;
  /** Absent where there is no store. */
  readonly keeping?: NodeKeeping;
  /** The raises of each detection, for who looks at them; absent where there is no store. */
  readonly kinds?: readonly DetectionRaises[];
  readonly note: NoteAlert;
}

/**
 * Opens the raises of a node, in the store node `storeId`. What is being decided when the node is
 * closed is decided, and comes to those who follow, before the store is given back.
 */
export function openRaises(
  RED: NodeAPI,
  node: Node,
  storeId: string,
  settings: OpenRaisesSettings,
  sendAgain: SendAgain,
): OpenRaises {
  const place = findPlace(RED, storeId);
  if (!place.usable) {
    node.error(`${place.problem.message}; alerts are raised and not suppressed`);
    const note = createAlertNotes(defaultJournal(RED, node), node.id);
    return { ...withoutStore(createKinds(RED, undefined, settings)), note };
  }
  const lease = openPlace(RED, node, place);
  const { store } = lease;
  const kinds = createKinds(RED, store, settings);
  const queue = `raise ${node.id}`;
  const keeping = openKeeping(RED, node, store, queue, sendAgain);
  const decide = createDecision(node, kinds, keeping, store, queue);
  const deciding = createWorkUnderWay();

  closeWith(node, async (isRemoved) => {
    keeping.stop(isRemoved);
    await lastMessages();
    await deciding.settled();
    await keeping.close();
    await lease.release();
  });
  return {
    release: (alert) => deciding.add(kinds.release(alert)),
    reset: (subject) => deciding.add(kinds.reset(subject)),
    decide: (...given) => deciding.add(keeping.writing(() => decide(...given))),
    note: createAlertNotes(() => lease.journal, node.id),
    keeping,
    kinds: kinds.all.map(({ detection, simulated, raises }) => ({
      detection,
      simulated,
      raises: {
        quietOnes: () => raises.quietOnes(),
        endQuiet: (quiet) => deciding.add(raises.endQuiet(quiet)),
      },
    })),
  };
}

function withoutStore(kinds: Kinds): Omit<OpenRaises, 'note'> {
  return {
    release: (alert) => kinds.release(alert),
    reset: (subject) => kinds.reset(subject),
    decide: async (msg, { subject, severity, positives }) => ({
      alert: await kinds.of(msg).raise(subject, severity, positives),
    }),
  };
}

/** The raises of each detection, and apart from what is real those of what the demonstration made up. */
interface Kinds {
  of(msg: Message): Raises;
  readonly all: readonly (DetectionRaises & { readonly raises: Raises })[];
  readonly release: Raises['release'];
  readonly reset: Raises['reset'];
}

function createKinds(
  RED: NodeAPI,
  store: Store | undefined,
  { detections, ...settings }: OpenRaisesSettings,
): Kinds {
  const newId = (): string => RED.util.generateId();
  const toText = createTimeTexts();
  const madeOf = (simulated: boolean): ReadonlyMap<string, Raises> =>
    new Map(
      detections.all.map((detection) => [
        detection,
        createRaises(store, systemClock, { ...settings, detection, simulated }, newId, toText),
      ]),
    );
  const real = madeOf(false);
  const madeUp = madeOf(true);
  const all = [real, madeUp].flatMap((kinds) =>
    [...kinds].map(([detection, raises]) => ({ detection, simulated: kinds === madeUp, raises })),
  );

  function of(msg: Message): Raises {
    const raises = (isSimulated(msg) ? madeUp : real).get(detections.of(msg));
    if (!raises) throw new TypeError('There is no such detection');
    return raises;
  }

  return {
    of,
    all,
    /** Each alert has an id of its own, so that only the one that raised it can release it. */
    async release(alert) {
      const [one, other] = [real, madeUp].map((each) => [...each.values()][0]);
      return (await one?.release(alert)) === true || (await other?.release(alert)) === true;
    },
    async reset(subject) {
      for (const { raises } of all) await raises.reset(subject);
    },
  };
}

/** Decides, and writes what is raised down in the same step, in place of what its keeper had. */
function createDecision(
  node: Node,
  kinds: Kinds,
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
      const alert = await kinds.of(msg).raise(subject, severity, positives, {
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
