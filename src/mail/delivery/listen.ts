import { own } from '../../plain-object';

/** What the library tells while it speaks to a server, and is told nowhere else. */
export interface Listener {
  /** A logger, as nodemailer takes one. */
  readonly logger: {
    info(entry: unknown): void;
    debug(entry: unknown, text: unknown, ...rest: unknown[]): void;
  };
  /** The mechanisms that the server has announced last to sign in by; `undefined` before it greets. */
  offered(): readonly string[] | undefined;
}

/** A line of a reply to EHLO that names mechanisms (RFC 4954, 3); old servers write `AUTH=`. */
const MECHANISMS = /^250[ -]AUTH[ =](.*)$/gim;

/** `begun` is told the Message-ID of each mail whose connection is ready for it. */
export function createListener(begun: (messageId: string) => void): Listener {
  /** The connections that wait for the reply to EHLO. */
  const asking = new Set<unknown>();
  let offered: readonly string[] | undefined;

  return {
    logger: {
      info(entry) {
        const messageId = own(entry, 'messageId');
        if (own(entry, 'tnx') === 'send' && typeof messageId === 'string') begun(messageId);
      },
      debug(entry, text) {
        const connection = own(entry, 'sid');
        if (typeof text !== 'string') return;
        if (own(entry, 'tnx') === 'client' && text.startsWith('EHLO')) asking.add(connection);
        else if (own(entry, 'tnx') === 'server' && asking.delete(connection)) {
          offered = mechanismsIn(text);
        }
      },
    },
    offered: () => offered,
  };
}

function mechanismsIn(reply: string): readonly string[] {
  const names = [...reply.matchAll(MECHANISMS)].flatMap(([, list = '']) => list.split(/[\s=]+/));
  return [...new Set(names.filter((name) => name !== '').map((name) => name.toUpperCase()))];
}
