import { StoreError } from '../store/errors';
import type { Custody } from './custody';
import type { Entries } from './entries';
import type { Entry } from './entry';

/** Sends on what was found in the queue. */
type Resend = (entry: Entry, custody: Custody) => void;

/** The looks of a node at what is in its queue and not in its hands, never two at the same time. */
export interface Scanning {
  /** Has what `work` puts into the queue told from what is found there. */
  writing<Result>(work: () => Promise<Result>): Promise<Result>;
  isWriting(): boolean;
  /** Resolves when all that is being put is there, or has failed. */
  written(): Promise<void>;
  /** There is something in the queue that is in nobody's hands. */
  left(): void;
  /** Looks whenever others have left something, until `stop`. */
  listen(resend: Resend): void;
  stop(): void;
  /** Looks, where there may be something to be found. Rejects with `StoreError`. */
  look(resend: Resend): Promise<void>;
}

/** What scanning needs of the keeping whose queue it looks at. */
interface ScanningOptions {
  readonly entries: Pick<Entries, 'takeAll' | 'onLeft'>;
  /** Others use the store, and may leave something at any time. */
  readonly isShared: boolean;
  readonly isKnown: (id: string) => boolean;
  readonly isOver: () => boolean;
  readonly custodyOf: (entry: Entry, id: string) => Custody;
  /** Something that is waited for has changed. */
  readonly changed: () => void;
  readonly tell: (error: unknown) => void;
}

/** Makes the looks of a node that has not looked yet. */
export function createScanning(options: ScanningOptions): Scanning {
  const { entries, custodyOf, isKnown, isOver } = options;
  const writes = new Set<Promise<unknown>>();
  let scanning: Promise<void> | undefined;
  let stopListening: (() => void) | undefined;
  /** Whether something is in the queue that this life does not have in its hands. */
  let hasLeft = true;

  async function written(): Promise<void> {
    await Promise.allSettled(writes);
  }

  async function scan(resend: Resend): Promise<void> {
    await written();
    hasLeft = false;
    const isAll = await entries.takeAll({
      isKnown,
      isOver,
      give: (id, entry) => resend(entry, custodyOf(entry, id)),
    });
    hasLeft ||= !isAll;
  }

  async function scanNext(resend: Resend): Promise<void> {
    const mine = Promise.resolve(scanning)
      .catch(() => undefined)
      .then(() => scan(resend))
      .finally(() => {
        if (scanning === mine) scanning = undefined;
      });
    scanning = mine;
    await mine;
  }

  /** Others are gone: what they had is sent on from here. */
  function othersLeft(resend: Resend): void {
    if (isOver() || (hasLeft && scanning)) return;
    hasLeft = true;
    scanNext(resend).catch((error: unknown) => {
      hasLeft = true;
      // The store tells of its own trouble, and is looked at again once it is back.
      if (!(error instanceof StoreError)) options.tell(error);
    });
  }

  return {
    async writing(work) {
      // Whoever scans tells of what goes wrong there.
      await scanning?.catch(() => undefined);
      const promise = work();
      writes.add(promise);
      return await promise.finally(() => {
        writes.delete(promise);
        options.changed();
      });
    },
    isWriting: () => writes.size > 0,
    written,
    left: () => void (hasLeft = true),
    listen(resend) {
      stopListening?.();
      stopListening = entries.onLeft(() => othersLeft(resend));
    },
    stop: () => stopListening?.(),
    async look(resend) {
      if (hasLeft || options.isShared) await scanNext(resend);
    },
  };
}
