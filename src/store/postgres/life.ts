import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock';
import type { InstanceDoing } from '../shared';
import type { Argument, CallOptions, Caller, Connection } from './caller';

/** How long a process is taken for alive, in milliseconds. */
export interface LeaseTimes {
  /** After its last sign of life, by the server's clock. */
  readonly lease: number;
  /** Between two signs. */
  readonly every: number;
  /** After the last sign that was answered was sent: so long it is sure of itself. */
  readonly sure: number;
}

export const LEASE_TIMES: LeaseTimes = { lease: 15_000, every: 3000, sure: 12_000 };

/** This process among those that use the store. */
export interface Life {
  /** Calls functions once the process is registered; what should not wait long does not. */
  readonly call: Caller['call'];
  readonly instance: string;
  readonly channel: string;
  place(): number;
  ready(): Promise<void>;
  /** Counts the times that all that was held was lost. */
  number(): number;
  /** Whether what is held in this life is ours for certain. */
  isSure(): boolean;
  /** Gives a sign of life now, however long that takes; after it what is held is known. */
  renew(): Promise<void>;
  /** Tells with each sign what this process does. */
  describe(doing: () => InstanceDoing): void;
  /** Calls `listener` when there may be work that nobody holds in a queue; without one, in any. */
  onLeftWork(listener: (queue?: string) => void): void;
  /** Ends it: all that was held is free. */
  end(): Promise<void>;
}

interface BeatRow {
  readonly lives: boolean;
  /** Queues with work that is due and nobody's. */
  readonly left_in: readonly string[];
}

/**
 * Begins at once, and goes on until `end`. `name` is what others call this process by; `clock` is this
 * machine's, by which it knows how long ago it was heard.
 */
export function createLife(
  connection: Connection,
  clock: Clock,
  { channel, name, times }: { channel: string; name: string; times: LeaseTimes },
): Life {
  const instance = randomUUID();
  const listeners = new Set<(queue?: string) => void>();
  let place = 0;
  let number = 0;
  let surelyUntil = Number.NEGATIVE_INFINITY;
  let since: number | null = null;
  let doing = nothing;
  let isOpen = false;
  let hasEnded = false;
  let cancel: (() => void) | undefined;
  let renewing: Promise<void> | undefined;

  async function register(): Promise<void> {
    const sentAt = clock.elapsed();
    const args = [instance, name, since, times.lease, JSON.stringify(doing()), channel];
    const [row] = await connection.call<{ place: number }>('register', args, FIRST);
    place = row?.place ?? 0;
    since ??= connection.elapsed();
    number += 1;
    surelyUntil = sentAt + times.sure;
  }

  async function beat(): Promise<void> {
    const sentAt = clock.elapsed();
    const args = [instance, times.lease, JSON.stringify(doing()), channel];
    const [row] = await connection.call<BeatRow>('beat', args, FIRST);
    if (row?.lives) surelyUntil = sentAt + times.sure;
    else await register();
    const queues = row?.lives ? row.left_in : [undefined];
    for (const queue of queues) for (const listener of listeners) listener(queue);
  }

  function renew(): Promise<void> {
    renewing ??= beat().finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  function goOn(): void {
    if (hasEnded) return;
    cancel = clock.after(times.every, () => {
      // While the database is away it waits. What else fails may not fail the next time.
      renew().then(goOn, goOn);
    });
  }

  async function begin(): Promise<void> {
    await connection.ready();
    await register();
    isOpen = true;
    goOn();
  }

  /** Tries again where the database is there and yet cannot, as on a full disk. */
  async function beginAtLast(): Promise<void> {
    for (;;) {
      begins = begin();
      try {
        return await begins;
      } catch (error) {
        if (hasEnded || !(await isReady())) throw error;
        await new Promise<void>((resolve) => {
          cancel = clock.after(times.every, resolve);
        });
      }
    }
  }

  /** A sign that is answered after the end says nothing any more. */
  const isSure = (): boolean => isOpen && !hasEnded && clock.elapsed() < surelyUntil;

  const isReady = (): Promise<boolean> =>
    connection.ready().then(
      () => true,
      () => false,
    );

  let begins: Promise<void>;
  const begun = beginAtLast();
  begun.catch(() => undefined);

  function call<Row>(
    fn: string,
    args: readonly Argument[],
    how: CallOptions = {},
  ): Promise<readonly Row[]> {
    if (isOpen) return connection.call<Row>(fn, args, how);
    return callLater<Row>(fn, args, how);
  }

  async function callLater<Row>(
    fn: string,
    args: readonly Argument[],
    how: CallOptions,
  ): Promise<readonly Row[]> {
    // It rejects where this takes longer than it may, which the connection knows.
    if (!how.waits) await connection.call('read_clock', []);
    await begins;
    return connection.call<Row>(fn, args, how);
  }

  return {
    call,
    instance,
    channel,
    place: () => place,
    ready: () => begun,
    number: () => number,
    isSure,
    renew: async () => {
      await begun;
      await renew();
      // What was under way may have been sent before this process stood still.
      if (!isSure()) await renew();
    },
    describe(next) {
      doing = next;
    },
    onLeftWork: (listener) => void listeners.add(listener),
    async end() {
      if (hasEnded) return;
      hasEnded = true;
      cancel?.();
      // What it held is free when its time is over, too.
      if (isOpen) await connection.call('leave', [instance, channel]).catch(() => undefined);
    },
  };
}

function nothing(): InstanceDoing {
  return {};
}

/** Before all else: what comes after it in the batch may rely on it. */
const FIRST: CallOptions = { order: '', waits: true };
