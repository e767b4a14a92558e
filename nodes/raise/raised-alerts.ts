import type { Keeper } from '../../src/alert/raise';
import type { Clock } from '../../src/clock';
import { own } from '../../src/plain-object';
import { StoreError } from '../../src/store/errors';
import type { Replaced, Store } from '../../src/store/store';
import { readMessage, writeMessage } from '../../src/written-message';
import type { Message } from '../shared/run-node';
import { offerAlert, type Put, type Runtime, type Taking } from '../shared/alert-custody';
import { passOn } from '../shared/pass-on';

/**
 * An alert that nobody takes over is kept so long after it was sent on, in milliseconds, and for the
 * turns in which a message passes other nodes. Killed before, the next life sends it again.
 */
const SETTLING = 100;

/** An alert that was sent on. */
interface Sent {
  /** Resolves with whether flows were stopped before those who follow had it for certain. */
  readonly risk: Promise<boolean>;
  readonly settled: Promise<void>;
}

/** How a message with an alert is sent on. */
export interface Sending {
  /** Calls `emit`, which sends it, and keeps it until whoever gets it has it. */
  send(emit: () => void): void;
}

/** The alerts of one raise node that nobody else has written down yet. */
export interface RaisedAlerts {
  /** Keeps a message as soon as it is raised. */
  keep(msg: Message): Keeper & Sending;
  /**
   * Hands every alert that an earlier life has left, or that came back, to `resend`, which sends it
   * on through what it is given. Rejects with `StoreError`.
   */
  resume(resend: (msg: Message, kept: Sending) => void): Promise<void>;
  /**
   * Flows are being stopped: what nobody has taken over by now, or is sent meanwhile, may have come
   * to nodes that are closed. It is kept until `resume` sends it again.
   */
  interrupt(): void;
  /** Resolves when all that was sent on has come to whoever gets it, or is kept. */
  settled(): Promise<void>;
}

/**
 * The alerts of a node, by its id: the same node finds them again after a restart. `tell` is told of
 * what should not happen.
 */
export function createRaisedAlerts(
  RED: Runtime,
  nodeId: string,
  store: Store,
  clock: Clock,
  tell: (error: unknown) => void,
): RaisedAlerts {
  const name = `raise ${nodeId}`;
  const queue = store.queue(name);
  /** What was sent on, by id. */
  const unsettled = new Map<string, Sent>();
  let isInterrupted = false;
  let interruptions = 0;

  /** Keeps an alert that is being sent until those who take it over have written it down. */
  function watch(id: string, alertId: string): void {
    const before = interruptions;
    const wasInterrupted = isInterrupted;
    const risk = passOn().then(() => wasInterrupted || interruptions > before);
    const settled = new Promise<void>((resolve) => {
      /** Those who have neither written it down nor ended with it. */
      let takers = 0;
      let isTaken = false;
      const cancelSettling = clock.after(SETTLING, () => void risk.then(letGo));
      const withdraw = offerAlert(RED, alertId, { take });

      function take(): Taking {
        cancelSettling();
        isTaken = true;
        takers += 1;
        let isOver = false;
        const leave = (endAll: () => void): void => {
          if (isOver) return;
          isOver = true;
          takers -= 1;
          if (takers === 0) endAll();
        };
        return {
          async write(other, put, goesOn) {
            const isLast = other === store && takers === 1;
            const lasts = isLast ? await replace({ queue: name, ids: [id] }, put) : await put();
            if (lasts) leave(isLast ? forget : finish);
            // The alert outlasts a mail that is lost with the process; nobody waits for that mail's end.
            else resolve();
            if (goesOn) leave(resolve);
            return lasts;
          },
          ended: () => leave(finish),
          // Who is being stopped fails in many ways, and those who would hear of it are stopped as well.
          failed: () => leave(isInterrupted ? comeBack : finish),
          returned() {
            const isKept = !isOver;
            leave(comeBack);
            return isKept;
          },
        };
      }

      function letGo(isAtRisk: boolean): void {
        if (isTaken) return;
        if (isAtRisk) comeBack();
        else finish();
      }

      function comeBack(): void {
        end(queue.giveBack(id, 0), drop);
      }

      function finish(): void {
        end(queue.finish(id), dropSoon);
      }

      function forget(): void {
        end(Promise.resolve(), dropSoon);
      }

      function end(written: Promise<void>, settle: () => void): void {
        cancelSettling();
        withdraw();
        written.catch(leftForTheNextLife).catch(tell).finally(settle);
      }

      function drop(): void {
        unsettled.delete(id);
        resolve();
      }

      /** `resume` may have taken it in the transaction that struck it out, and learns of it in this turn. */
      function dropSoon(): void {
        setImmediate(drop);
      }
    });
    unsettled.set(id, { risk, settled });
  }

  function send(id: string | undefined, alertId: unknown, emit: () => void): void {
    if (id !== undefined && typeof alertId === 'string') watch(id, alertId);
    emit();
  }

  return {
    keep(msg) {
      let id: string | undefined;
      return {
        queue: name,
        bytesOf: (alert) => writeMessage({ ...msg, alert }),
        kept(given) {
          id = given;
        },
        send: (emit) => send(id, own(msg.alert, 'id'), emit),
      };
    },
    interrupt() {
      isInterrupted = true;
      interruptions += 1;
    },
    async resume(resend) {
      isInterrupted = false;
      // Of these it shows in a moment whether somebody has them.
      await Promise.all(Array.from(unsettled.values(), settledIfAtRisk));
      const onTheirWay = new Set(unsettled.keys());
      await queue.recover();
      for (let work = await queue.take(); work; work = await queue.take()) {
        const { id, payload } = work;
        if (isInterrupted) return await queue.giveBack(id, 0);
        // It is on its way in this life, and goes on as if it had not been taken.
        if (onTheirWay.has(id)) continue;
        // So is this one, and all that are left came after it.
        if (unsettled.has(id)) return undefined;
        const msg = readMessage(payload);
        if (!isMessage(msg)) await queue.bury(id, 'The alert cannot be read');
        else resend(msg, { send: (emit) => send(id, own(msg.alert, 'id'), emit) });
      }
    },
    async settled() {
      await Promise.all(Array.from(unsettled.values(), ({ settled }) => settled));
    },
  };
}

/** Puts something in the place of the alert; what comes into the spare comes beside it. */
async function replace(alert: Replaced, put: Put): Promise<boolean> {
  try {
    return await put(alert);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return await put();
  }
}

async function settledIfAtRisk({ risk, settled }: Sent): Promise<void> {
  if (await risk) await settled;
}

function isMessage(value: unknown): value is Message {
  return typeof own(value, '_msgid') === 'string';
}

/** What a failing or closed store keeps is sent again then: it may come twice, but is not lost. */
function leftForTheNextLife(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}
