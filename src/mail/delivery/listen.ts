import { own } from '../../plain-object';
import type { Fences } from './fences';

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

/** The reply to DATA. */
const GO_AHEAD = /^354/;

/** A line of a reply to EHLO that names mechanisms (RFC 4954, 3); old servers write `AUTH=`. */
const MECHANISMS = /^250[ -]AUTH[ =](.*)$/gim;

/**
 * `begun` is told the Message-ID of each mail whose connection is ready for it. The library tells of each
 * line before it sends it: that is when `fences` are asked.
 */
export function createListener(begun: (messageId: string) => void, fences: Fences): Listener {
  /** The connections that wait for the reply to EHLO. */
  const asking = new Set<unknown>();
  let offered: readonly string[] | undefined;

  function said(connection: unknown, text: string): void {
    if (text.startsWith('EHLO')) asking.add(connection);
    else if (text.startsWith('MAIL FROM')) fences.mail(connection);
    else if (text.trimEnd() === 'DATA') fences.data(connection);
  }

  return {
    logger: {
      info(entry) {
        const messageId = own(entry, 'messageId');
        if (own(entry, 'tnx') !== 'send' || typeof messageId !== 'string') return;
        begun(messageId);
        fences.begins(messageId);
      },
      debug(entry, text) {
        const connection = own(entry, 'sid');
        if (typeof text !== 'string') return;
        const who = own(entry, 'tnx');
        if (who === 'client') said(connection, text);
        else if (who === 'server' && asking.delete(connection)) offered = mechanismsIn(text);
        else if (who === 'server' && GO_AHEAD.test(text)) fences.data(connection);
      },
    },
    offered: () => offered,
  };
}

function mechanismsIn(reply: string): readonly string[] {
  const names = [...reply.matchAll(MECHANISMS)].flatMap(([, list = '']) => list.split(/[\s=]+/));
  return [...new Set(names.filter((name) => name !== '').map((name) => name.toUpperCase()))];
}
