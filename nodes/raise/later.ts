import type { Node, NodeAPI } from 'node-red';
import type { Alert } from '../../src/alert/alert';
import { nameOf, type Kind } from '../../src/alert/kinds';
import { createOneAtATime, type OneAtATime } from '../../src/alert/one-at-a-time';
import type { HeldAlert, HeldByAll, HeldNote, HeldWork } from '../../src/alert/held-alert';
import { openHeldAlerts } from '../../src/alert/held-alerts';
import {
  createHolds,
  mayBeKept,
  type Plan,
  type Planned,
  type QuietSettings,
} from '../../src/alert/holding';
import { createSendingOn } from '../../src/alert/sending-on';
import { openSharedHeldAlerts } from '../../src/alert/shared-held-alerts';
import { openSilences, type Silences } from '../../src/alert/silences';
import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import type { Store } from '../../src/store/store';
import { timeOfDay } from '../../src/store/time-of-day';
import { closeInTime } from '../shared/closing/close-in-time';
import { endAll, isAlone } from '../shared/end-queue-of-removed-node';
import { offerFigures } from '../shared/figures/sources';
import { listenToFlows } from '../shared/flow-events';
import type { Kinds } from './kinds';

/** What a node keeps for later, because of a silence or of quiet hours. */
export interface Later {
  /** The name of the queue in which it is kept. */
  readonly queue: string;
  readonly silences: Silences;
  /**
   * Has `work` decide about an event by its plan, once that is known on which it depends. While that
   * may change what is kept, nobody else decides about the same subject.
   */
  decide(event: Planned, positives: number, work: (plan: Plan) => Promise<void>): Promise<void>;
  /** Whether what was put into the queue outlasts this process. */
  lasts(id: string): boolean;
  /** An alert was put into the queue, until then (ms UTC), in place of what was kept `before`. */
  kept(
    id: string,
    alert: Alert,
    note: HeldNote,
    until: number,
    before: HeldAlert | undefined,
  ): Promise<void>;
  /** What was put there is raised after all. */
  undo(id: string): Promise<void>;
  /** Another alert tells of one that is kept. */
  told(held: HeldAlert): Promise<void>;
  all(): readonly HeldAlert[];
  /** Until when (ms UTC) one is kept. */
  until(held: HeldAlert): number | undefined;
  /** Sends one on at once; false where there is none such. */
  sendNow(kind: Kind, key: string): boolean;
  /** Nothing is sent on any more. */
  close(isGone: boolean): Promise<void>;
}

/** What all nodes share that use a store. */
interface SharedByAll {
  readonly silences: Silences;
  readonly held: HeldByAll;
  readonly deciding: OneAtATime;
}

const ofStores = new WeakMap<Store, SharedByAll>();

function sharedOf(RED: NodeAPI, store: Store): SharedByAll {
  const newId = (): string => RED.util.generateId();
  const shared = ofStores.get(store) ?? {
    silences: openSilences(store, systemClock, newId),
    held: new Map(),
    deciding: createOneAtATime(),
  };
  ofStores.set(store, shared);
  return shared;
}

/** Opens what a node keeps for later; `send` raises one of it and sends it on. */
export function openLater({
  RED,
  node,
  store,
  kinds,
  quietHours,
  settings,
  send,
}: {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly store: Store;
  readonly kinds: Kinds;
  readonly quietHours?: QuietSettings;
  readonly settings: { readonly quiet: number; readonly escalates: boolean };
  readonly send: (work: HeldWork, queue: string) => Promise<void>;
}): Later {
  const name = `held ${node.id}`;
  const queue = store.queue(name);
  const tell = (error: unknown): void => node.error(asError(error));
  const { silences, held: byAll, deciding } = sharedOf(RED, store);
  const { shared } = store;
  const heldAlerts = shared
    ? openSharedHeldAlerts({
        store,
        shared,
        clock: systemClock,
        queue: name,
        node: node.id,
        byAll,
        noted: (held) => sendingOn.noted(holds.heldUntil(held) ?? 0),
        changed: () => sendingOn.look(),
        trouble: tell,
      })
    : openHeldAlerts(store, name, node.id, byAll);
  const holds = createHolds({
    store,
    clock: systemClock,
    silences,
    heldAlerts,
    ...(quietHours && { quietHours }),
    settings,
  });
  const sendingOn = createSendingOn({
    heldAlerts,
    holds,
    clock: systemClock,
    now: () => timeOfDay(store, systemClock),
    send: (work) => send(work, name),
    trouble: tell,
  });
  let isReady = false;
  let isStopping = true;
  const loading = Promise.all([silences.loaded(), heldAlerts.load()])
    .then(() => undefined, tell)
    .finally(() => (isReady = true));
  const startUnlessStopping = (): void => (isStopping ? undefined : sendingOn.start());
  const stopListening = listenToFlows(RED, {
    started() {
      isStopping = false;
      void loading.then(startUnlessStopping);
    },
    stopping() {
      isStopping = true;
      sendingOn.pause();
    },
  });
  const stopHearing = silences.onChange(() => sendingOn.look());
  offerFigures(RED, node, 'doing', () => ({ kept: heldAlerts.own() }));

  /** Whoever shares the detection would count on, and nobody would tell. Other processes go on. */
  async function endQuiet(): Promise<void> {
    if (!(await isAlone(store))) return;
    for (const { kind, key, id } of heldAlerts.all()) {
      const raises = kinds.all.find((each) => isSameKind(each.kind, kind))?.raises;
      await raises?.endQuiet({ key, id });
    }
  }

  return {
    queue: name,
    silences,
    async decide(event, positives, work) {
      if (!isReady) await loading;
      const about = `${nameOf(event.kind)} ${event.subject}`;
      // Of those who wait the first to go on is under way before the next one looks.
      for (let other = deciding.underWay(about); other; other = deciding.underWay(about))
        await other;
      const plan = holds.plan(event);
      const done = work(plan);
      return await (mayBeKept(plan, event.severity, positives)
        ? deciding.during(about, done)
        : done);
    },
    lasts: (id) => queue.lasts(id),
    async kept(id, alert, note, until, before) {
      sendingOn.noted(until);
      await heldAlerts.kept(id, alert, note, before).catch(tell);
    },
    undo: (id) => queue.finish(id).catch(tell),
    told: (held) => heldAlerts.drop(held).catch(tell),
    all: () => heldAlerts.all(),
    until: (held) => holds.heldUntil(held),
    sendNow(kind, key) {
      const held = heldAlerts.find(kind, key);
      if (held) sendingOn.sendNow(held);
      return held !== undefined;
    },
    async close(isGone) {
      isStopping = true;
      stopListening();
      stopHearing();
      await loading;
      await closeInTime(store, sendingOn.close(), systemClock);
      heldAlerts.leave();
      if (!isGone) return;
      await endQuiet().catch(tell);
      await endAll(store, name, node);
    },
  };
}

function isSameKind(one: Required<Kind>, other: Required<Kind>): boolean {
  const { module, detection, simulated } = one;
  return module === other.module && detection === other.detection && simulated === other.simulated;
}
