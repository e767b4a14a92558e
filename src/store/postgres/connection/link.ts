import { systemClock } from '../../../clock';
import { StoreError } from '../../errors';
import type { Failure } from './failures';
import type { Session } from './session';

/** A connection that is made again whenever it is lost. */
export interface Link {
  /** The session, while there is one. */
  session(): Session | undefined;
  /** Why there is none, once that is known: not in the moment in which it is made again. */
  away(): StoreError | undefined;
  /** It is of no use: another one is made. */
  drop(session: Session): void;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** Who wants to know of a link. */
export interface LinkWatcher {
  /** There is a session, the first one or another. */
  onUp(session: Session): void;
  /** None can be had. Called again at every attempt that fails. */
  onAway?(error: StoreError): void;
}

/** Between attempts, in milliseconds: the first one and the longest. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;

/** Keeps a session: `open` makes one and rejects with the error of `pg` or with a `StoreError`. */
export function keepLink(
  open: () => Promise<Session>,
  tell: (error: unknown) => Failure,
  watcher: LinkWatcher,
): Link {
  let session: Session | undefined;
  let away: StoreError | undefined;
  let isClosed = false;
  let pause = FIRST_PAUSE;
  let isFirstAfterLoss = false;
  let cancel: (() => void) | undefined;
  let attempt = connect();

  async function connect(): Promise<void> {
    try {
      const opened = await open();
      if (isClosed) {
        await opened.end();
        return;
      }
      take(opened);
    } catch (error) {
      if (isClosed) return;
      // Whatever has cut a connection may cut the next one too while that is made.
      if (!isFirstAfterLoss) fail(tell(error).error);
      isFirstAfterLoss = false;
      cancel = systemClock.after(jittered(pause), again);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  function fail(error: StoreError): void {
    away = error;
    watcher.onAway?.(error);
  }

  function again(): void {
    if (!isClosed) attempt = connect();
  }

  function take(opened: Session): void {
    session = opened;
    away = undefined;
    pause = FIRST_PAUSE;
    opened.onLost(() => lose(opened));
    if (session === opened) watcher.onUp(opened);
  }

  /** One that is lost as soon as it is there is made again after a pause, all others at once. */
  function lose(lost: Session): void {
    if (session !== lost) return;
    session = undefined;
    isFirstAfterLoss = true;
    again();
  }

  return {
    session: () => session,
    away: () => away,
    drop(dropped) {
      dropped.destroy();
      lose(dropped);
    },
    async close() {
      isClosed = true;
      cancel?.();
      const last = session;
      session = undefined;
      await last?.end();
      // One that is being made ends by itself; it is bounded in time.
      void attempt;
    },
  };
}

/** Many who have lost the same server do not all come back at the same moment. */
function jittered(pause: number): number {
  return pause * (0.5 + Math.random() / 2);
}
