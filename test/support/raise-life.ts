import assert from 'node:assert/strict';
import { isRaised, type Alert } from '../../src/alert/alert';
import type { HeldByAll } from '../../src/alert/held-alert';
import { openHeldAlerts } from '../../src/alert/held-alerts';
import { createHolds } from '../../src/alert/holding';
import { keyOf } from '../../src/alert/kinds';
import { parseQuietHours } from '../../src/alert/quiet-hours';
import { createQuietTimes } from '../../src/alert/quiet-times';
import { createRaises } from '../../src/alert/raise';
import { createSendingOn } from '../../src/alert/sending-on';
import { openSharedHeldAlerts } from '../../src/alert/shared-held-alerts';
import { openSilences } from '../../src/alert/silences';
import type { Clock } from '../../src/clock';
import { writeEntryPart } from '../../src/keeping/entry';
import type { Store } from '../../src/store/store';
import { timeOfDay } from '../../src/store/time-of-day';

const MINUTE = 60_000;

/** The subject of an event that names no other. */
export const URL = 'http://evil.example/';

export interface RaiseLifeOptions {
  readonly hours?: string;
  readonly urgentFrom?: number;
  readonly quiet?: number;
  readonly escalates?: boolean;
  readonly detection?: string;
  readonly simulated?: boolean;
}

/** What a raise node does with an event in one process, without Node-RED. */
export interface RaiseLife {
  readonly sent: Alert[];
  event(severity?: number, subject?: string, positives?: number): Promise<Alert>;
  readonly silences: ReturnType<typeof openSilences>;
  readonly held: ReturnType<typeof openHeldAlerts>;
  acknowledge(subject?: string): Promise<boolean>;
  sendNow(subject?: string): void;
  stop(): Promise<void>;
}

let last = 0;
const newAlertId = (): string => `id-${(last += 1)}`;

interface Shared {
  readonly silences: ReturnType<typeof openSilences>;
  readonly byAll: HeldByAll;
}

const ofStores = new WeakMap<Store, Shared>();

function sharedOf(store: Store, clock: Clock): Shared {
  const shared = ofStores.get(store) ?? {
    silences: openSilences(store, clock, newAlertId),
    byAll: new Map(),
  };
  ofStores.set(store, shared);
  return shared;
}

export async function beginRaiseLife(
  store: Store,
  clock: Clock,
  node: string,
  { hours = '18:00-07:00', urgentFrom, quiet = 10 * MINUTE, ...more }: RaiseLifeOptions = {},
): Promise<RaiseLife> {
  const { escalates = true, detection = 'seen', simulated = false } = more;
  const kind = { module: 'm', detection, simulated };
  const spans = parseQuietHours(hours);
  assert.ok('spans' in spans);
  const settings = { ...kind, quiet, escalates };
  const { silences, byAll } = sharedOf(store, clock);
  const { shared } = store;
  const held = shared
    ? openSharedHeldAlerts({
        store,
        shared,
        clock,
        queue: `held ${node}`,
        node,
        byAll,
        noted: (one) => sendingOn.noted(holds.heldUntil(one) ?? 0),
        changed: () => sendingOn.look(),
        trouble: (error) => assert.fail(error),
      })
    : openHeldAlerts(store, `held ${node}`, node, byAll);
  const quietHours = {
    times: createQuietTimes(spans.spans, 'UTC'),
    ...(urgentFrom !== undefined && { urgentFrom }),
  };
  const holds = createHolds({ store, clock, silences, heldAlerts: held, quietHours, settings });
  const raises = createRaises(store, clock, settings, newAlertId);
  const sent: Alert[] = [];
  const noteOf = (positives: number): { simulated: boolean; positives: number; at: number } => ({
    simulated,
    positives,
    at: store.elapsed(),
  });
  const bytesOf = (alert: Alert, positives = 0): Uint8Array =>
    writeEntryPart({ msg: { alert }, value: noteOf(positives), origin: { node, at: 0 }, has: [] });
  const sendingOn = createSendingOn({
    heldAlerts: held,
    holds,
    clock,
    now: () => timeOfDay(store, clock),
    async send({ id, more: others = [], held: one, entry }) {
      const subject = Object(entry.msg['alert']).subject;
      const replaced = { queue: `held ${node}`, ids: [id, ...others] };
      const custody = { queue: `raise ${node}`, replaced, bytesOf, kept: () => undefined };
      const alert = await raises.raiseHeld(one, subject, custody);
      if (alert) sent.push(alert);
    },
    trouble: (error) => assert.fail(error),
  });
  silences.onChange(() => sendingOn.look());
  await silences.loaded();
  await held.load();
  sendingOn.start();
  return {
    sent,
    silences,
    held,
    async event(severity = 3, subject = URL, positives = 5) {
      const plan = holds.plan({ kind, subject, severity });
      let id: string | undefined;
      const custody = {
        queue: `raise ${node}`,
        laterQueue: `held ${node}`,
        bytesOf: (alert: Alert) => bytesOf(alert, positives),
        kept: (given: string) => (id = given),
      };
      const alert = await raises.raise(subject, severity, positives, custody, plan);
      if (isRaised(alert)) {
        if (plan.before) await held.drop(plan.before);
      } else if (id !== undefined && plan.holding) {
        sendingOn.noted(plan.holding.until);
        await held.kept(id, alert, noteOf(positives), plan.before);
      }
      return alert;
    },
    acknowledge: (subject = URL) => raises.acknowledge({ ...kind, key: keyOf(subject) }),
    sendNow(subject = URL) {
      const one = held.find(kind, keyOf(subject));
      assert.ok(one);
      sendingOn.sendNow(one);
    },
    async stop() {
      await sendingOn.close();
      held.leave();
      ofStores.delete(store);
    },
  };
}
