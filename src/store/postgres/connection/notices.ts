import { randomUUID } from 'node:crypto';
import { afterAwake } from '../../../awake-timer';
import { systemClock } from '../../../clock';
import type { Failure } from './failures';
import { keepLink, type Link } from './link';
import { literal } from './literals';
import type { Session } from './session';

/** Hears what is told on a channel, by a connection of its own. */
export interface Notices {
  close(): Promise<void>;
}

/** What notices need. */
export interface NoticeParts {
  readonly open: () => Promise<Session>;
  readonly tell: (error: unknown) => Failure;
  readonly channel: string;
  /** What is told is heard so soon, in milliseconds, or not at all. */
  readonly heardWithin: number;
  /** Tells something on the channel by another connection. */
  readonly say: (statement: string) => Promise<unknown>;
  /** What is heard; `undefined` when something may have been missed. */
  readonly hear: (payload: string | undefined) => void;
  /** Nothing is heard of what is told: a pooler stands between. Called each time that it is tried. */
  readonly onDeaf: () => void;
}

/** A dead connection is noticed after as long as both together, in milliseconds. */
const CHECKED_EVERY = 10_000;
const PATIENCE = 5000;

/** Who hears nothing listens again after so long, in milliseconds. */
const TRIED_AGAIN = 600_000;

/** What we tell to ourselves begins with no topic, so that it is nobody's. */
const TO_OURSELVES = '\n';

/** Listens, again after each loss; behind a pooler that gives a session to others it does without. */
export function listenForNotices(parts: NoticeParts): Notices {
  const { open, tell, channel, heardWithin, say, hear, onDeaf } = parts;
  let cancel: (() => void) | undefined;
  let isOver = false;
  let link = listen();

  function listen(): Link {
    return keepLink(openListening, tell, {
      onUp(session) {
        hear(undefined);
        check(session);
      },
    });
  }

  /** It listens only if what another connection tells is heard. */
  async function openListening(): Promise<Session> {
    const session = await open();
    try {
      const word = `${TO_OURSELVES}${randomUUID()}`;
      const heard = new Promise<void>((resolve, reject) => {
        session.onLost(reject);
        session.onNotice((on, payload) => {
          if (on !== channel) return;
          if (payload === word) resolve();
          if (!payload.startsWith(TO_OURSELVES)) hear(payload);
        });
      });
      // It is awaited once something was told.
      heard.catch(() => undefined);
      await session.run(`LISTEN ${channel}`, PATIENCE);
      await say(`SELECT pg_notify(${literal(channel)}, ${literal(word)})`);
      if (!(await isIn(heardWithin, heard))) giveUp();
      return session;
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  /** What stands between may be gone some day. */
  function giveUp(): void {
    if (isOver) return;
    onDeaf();
    void link.close();
    cancel = systemClock.after(TRIED_AGAIN, () => {
      if (!isOver) link = listen();
    });
  }

  function check(session: Session): void {
    cancel?.();
    cancel = systemClock.after(CHECKED_EVERY, () => {
      if (isOver || link.session() !== session) return;
      session.run('SELECT 1', PATIENCE).then(
        () => check(session),
        () => link.drop(session),
      );
    });
  }

  return {
    async close() {
      isOver = true;
      cancel?.();
      await link.close();
    },
  };
}

/** Rejects as `heard` does. */
function isIn(milliseconds: number, heard: Promise<void>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = afterAwake(systemClock, milliseconds, () => resolve(false));
    heard.finally(cancel).then(() => resolve(true), reject);
  });
}
