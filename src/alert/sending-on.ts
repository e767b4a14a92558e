import type { Clock } from '../clock';
import { asError } from '../as-error';
import type { HeldAlert, HeldAlerts, HeldWork } from './held-alert';
import type { Holds } from './holding';

/** Sends on what was kept, once nothing keeps it any more. */
export interface SendingOn {
  /** Flows have started. */
  start(): void;
  /** Flows are being stopped. */
  pause(): void;
  /** Some of what is kept may be free now. */
  look(): void;
  /** Something is kept until then (ms UTC). */
  noted(until: number): void;
  /** Sends one on that is still to be kept. */
  sendNow(held: HeldAlert): void;
  close(): Promise<void>;
}

/**
 * Milliseconds between two that are sent on: a chat takes about one message a second, and so does
 * whoever reads them.
 */
const PACE = 1000;

/** At the latest after this, in milliseconds, is looked again: somebody may have set the clock. */
const LOOK = 60_000;

/** `send` raises one and rejects with `StoreError`; `trouble` hears why what is kept has to wait. */
export function createSendingOn({
  heldAlerts,
  holds,
  clock,
  now = () => clock.now(),
  send,
  trouble,
}: {
  readonly heldAlerts: HeldAlerts;
  readonly holds: Pick<Holds, 'heldUntil'>;
  readonly clock: Clock;
  /** The time of day, ms UTC, by which those who share the store agree; absent: the clock's. */
  readonly now?: () => number;
  readonly send: (work: HeldWork) => Promise<void>;
  readonly trouble: (error: Error) => void;
}): SendingOn {
  const wanted = new WeakSet<HeldAlert>();
  let isOpen = false;
  let running: Promise<void> | undefined;
  let isToLookAgain = false;
  let nextLook = Number.POSITIVE_INFINITY;
  let cancelTimer: (() => void) | undefined;
  let endPause: (() => void) | undefined;

  const isFree = (held: HeldAlert): boolean =>
    wanted.has(held) || holds.heldUntil(held) === undefined;

  const hasFree = (): boolean => heldAlerts.all().some(isFree);

  async function sendFree(): Promise<void> {
    for (let isFirst = true; isOpen && hasFree(); isFirst = false) {
      if (!isFirst) await paced();
      const work = isOpen ? await heldAlerts.take(isFree) : undefined;
      if (!work) return;
      await send(work);
      heldAlerts.sent(work.held);
    }
  }

  async function paced(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(PACE, resolve);
      endPause = () => {
        cancel();
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    isToLookAgain = false;
    try {
      await sendFree();
    } catch (error) {
      trouble(asError(error));
    }
    await heldAlerts.giveBack().catch((error: unknown) => trouble(asError(error)));
  }

  function look(): void {
    if (running) isToLookAgain = true;
    if (running || !isOpen) return;
    if (!hasFree()) {
      schedule();
      return;
    }
    running = run().finally(() => {
      running = undefined;
      if (isToLookAgain) look();
      else schedule();
    });
  }

  function schedule(): void {
    const later = now() + LOOK;
    for (const held of heldAlerts.all()) noted(holds.heldUntil(held) ?? later);
  }

  function noted(until: number): void {
    const time = Math.min(until, now() + LOOK);
    if (!isOpen || time >= nextLook) return;
    cancelTimer?.();
    nextLook = time;
    cancelTimer = clock.after(Math.max(0, time - now()), () => {
      nextLook = Number.POSITIVE_INFINITY;
      look();
    });
  }

  function pause(): void {
    isOpen = false;
    cancelTimer?.();
    nextLook = Number.POSITIVE_INFINITY;
    endPause?.();
  }

  return {
    start() {
      isOpen = true;
      look();
    },
    pause,
    look,
    noted,
    sendNow(held) {
      wanted.add(held);
      look();
    },
    async close() {
      pause();
      await running;
    },
  };
}
