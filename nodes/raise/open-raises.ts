import type { Node, NodeAPI } from 'node-red';
import type { Alert, Detected } from '../../src/alert/alert';
import type { HeldWork } from '../../src/alert/held-alert';
import type { QuietSettings } from '../../src/alert/holding';
import type { Silences } from '../../src/alert/silences';
import { writeEntryPart, type Entry } from '../../src/keeping/entry';
import { own } from '../../src/plain-object';
import { createWorkUnderWay } from '../../src/work-under-way';
import { closeWith, lastMessages } from '../shared/close-node';
import { openKeeping, type NodeKeeping, type SendAgain } from '../shared/keeping';
import { isKnown } from '../shared/known-nodes';
import type { Message } from '../shared/run-node';
import { defaultJournal } from '../store/journals';
import { openPlace } from '../store/open-store';
import { findPlace } from '../store/places';
import { createAlertNotes, type NoteAlert } from './alert-notes';
import { createDecision, type Decide } from './decision';
import { createKinds, type Kinds, type NamedAlert, type OpenRaisesSettings } from './kinds';
import { openLater, type Later } from './later';

/** The raises of a node, of whatever kind. */
export interface OpenRaises {
  release(alert: Detected & { readonly id: string }): Promise<boolean>;
  acknowledge(msg: Message, alert: NamedAlert): Promise<boolean>;
  reset(subject: string | undefined): Promise<void>;
  readonly decide: Decide;
  /** Absent where there is no store. */
  readonly kept?: KeptRaises;
  /** Why there is none. */
  readonly problem?: Error;
  readonly note: NoteAlert;
}

/** What there is of a node that has a store. */
export interface KeptRaises {
  readonly note: NoteAlert;
  readonly keeping: NodeKeeping;
  readonly kinds: Kinds;
  readonly silences: Silences;
  readonly later: Pick<Later, 'all' | 'until' | 'sendNow'>;
  /** Has the store stay open until `work` has ended. */
  readonly underWay: <Result>(work: Promise<Result>) => Promise<Result>;
}

/** What is raised waits so long for a store to open, in milliseconds: no alert may be hidden by it. */
const PATIENCE = 10_000;

/** How a node is opened. */
interface OpenRaisesOptions {
  readonly RED: NodeAPI;
  readonly node: Node;
  /** The id of the store node; empty for the embedded store. */
  readonly storeId: string;
  readonly settings: OpenRaisesSettings;
  readonly quietHours?: QuietSettings;
  /** Sends on what was raised, and seen by nobody. */
  readonly sendAgain: SendAgain;
  /** Hears what was kept and is raised now, or has been acknowledged meanwhile. */
  readonly heldEnded: (alert: Alert | undefined, msg: Message) => void;
}

/**
 * Opens the raises of a node. What is being decided when the node is closed is decided, and comes to
 * those who follow, before the store is given back.
 */
export function openRaises(options: OpenRaisesOptions): OpenRaises {
  const { RED, node, settings, quietHours, sendAgain } = options;
  const place = findPlace(RED, options.storeId);
  if (!place.usable) {
    node.error(`${place.problem.message}; alerts are raised and not suppressed`);
    const note = createAlertNotes(defaultJournal(RED, node), node.id);
    return { ...withoutStore(createKinds(RED, undefined, settings)), note, problem: place.problem };
  }
  const lease = openPlace(RED, node, place, PATIENCE);
  const { store } = lease;
  const kinds = createKinds(RED, store, settings);
  const queue = `raise ${node.id}`;
  const keeping = openKeeping(RED, node, store, queue, sendAgain);
  const deciding = createWorkUnderWay();
  const later = openLater({
    RED,
    node,
    store,
    kinds,
    ...(quietHours && { quietHours }),
    settings,
    send: (work, name) => sendHeld(work, name),
  });
  const decide = createDecision({ node, kinds, keeping, later, store, queue });

  /** Raises what was kept, and sends it on as what an earlier life has left. */
  async function sendHeld({ id, more = [], held, entry }: HeldWork, name: string): Promise<void> {
    // What was silenced has left already, and this is another message.
    const isNew = held.why === 'silenced';
    const fields = isNew ? { ...entry.msg, _msgid: RED.util.generateId() } : entry.msg;
    const entryOf = (alert: Alert): Entry => ({
      msg: { ...fields, alert },
      value: undefined,
      origin: entry.origin,
      has: [],
    });
    let kept: string | undefined;
    const custody = {
      queue,
      replaced: { queue: name, ids: [id, ...more] },
      bytesOf: (alert: Alert) => writeEntryPart(entryOf(alert)),
      kept: (given: string) => (kept = given),
    };
    const subject = own(entry.msg['alert'], 'subject');
    const alert = await deciding.add(
      keeping.writing(() => kinds.any.raiseHeld(held, String(subject), custody)),
    );
    const msg: Message = { _msgid: '', ...fields, ...(alert && { alert }) };
    options.heldEnded(alert, msg);
    if (!alert) return;
    const raised = keeping.hold(entryOf(alert), kept);
    void keeping.door.send(msg, (desk) => sendAgain(entryOf(alert), raised, msg, desk));
  }

  const note = createAlertNotes(() => lease.journal, node.id);

  closeWith(node, async (isRemoved) => {
    const isGone = isRemoved && !isKnown(RED, node.id);
    keeping.stop(isRemoved);
    await lastMessages();
    await deciding.settled();
    await later.close(isGone);
    await keeping.close();
    await lease.release();
  });
  return {
    release: (alert) => deciding.add(kinds.release(alert)),
    acknowledge: (msg, alert) => deciding.add(kinds.acknowledge(msg, alert)),
    reset: (subject) => deciding.add(kinds.reset(subject)),
    decide: (...given) => deciding.add(keeping.writing(() => decide(...given))),
    note,
    kept: {
      note,
      keeping,
      kinds,
      silences: later.silences,
      later,
      underWay: (work) => deciding.add(work),
    },
  };
}

function withoutStore(kinds: Kinds): Omit<OpenRaises, 'note' | 'problem'> {
  return {
    release: (alert) => kinds.release(alert),
    acknowledge: (msg, alert) => kinds.acknowledge(msg, alert),
    reset: (subject) => kinds.reset(subject),
    decide: async (msg, { subject, severity, positives }) => ({
      alert: await kinds.of(msg).raises.raise(subject, severity, positives),
    }),
  };
}
