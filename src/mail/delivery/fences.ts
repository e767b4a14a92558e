import type { Fence } from '../fence';

/** The mails on their way that have to be ours when they are sent, and their connections. */
export interface Fences {
  /** Has a mail broken off by `breakOff` unless `fence` holds then; the returned function ends that. */
  guard(messageId: string, fence: Fence, breakOff: () => void): () => void;
  isGuarded(messageId: string): boolean;
  /** The next MAIL is of this mail. */
  begins(messageId: string): void;
  /** A client says MAIL on a connection. */
  mail(connection: unknown): void;
  /** A client is about to say DATA there, or to send the mail itself. */
  data(connection: unknown): void;
}

interface Guarded {
  readonly fence: Fence;
  readonly breakOff: () => void;
  connection?: unknown;
}

export function createFences(): Fences {
  const guarded = new Map<string, Guarded>();
  let beginning: Guarded | undefined;
  return {
    guard(messageId, fence, breakOff) {
      const own = { fence, breakOff };
      guarded.set(messageId, own);
      return () => {
        if (guarded.get(messageId) === own) guarded.delete(messageId);
      };
    },
    isGuarded: (messageId) => guarded.has(messageId),
    begins(messageId) {
      beginning = guarded.get(messageId);
    },
    mail(connection) {
      if (beginning) beginning.connection = connection;
      beginning = undefined;
    },
    data(connection) {
      for (const { connection: its, fence, breakOff } of guarded.values()) {
        if (its === connection && !fence()) breakOff();
      }
    },
  };
}
