import { Socket } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import type { Client, QueryResult } from 'pg';
import { afterAwake } from '../../../awake-timer';
import { systemClock } from '../../../clock';
import type { PostgresServer } from './server';

/** The rows of one statement, as `pg` gives them. */
export type Rows = QueryResult['rows'];

/** One connection that is signed in, until it is lost. */
export interface Session {
  /**
   * Runs statements by the simple protocol: several are one transaction. Resolves with the rows of each.
   * Rejects with the error of `pg`; where there is no answer in `patience` milliseconds of a process that is
   * awake, the connection is destroyed, as nobody knows what comes of it.
   */
  run(text: string, patience: number): Promise<readonly Rows[]>;
  /** Calls `listener` once with what ended it, unless that was `end` or `destroy`. */
  onLost(listener: (error: unknown) => void): void;
  onNotice(listener: (channel: string, payload: string) => void): void;
  /** Ends it without a word to the server. */
  destroy(): void;
  /** Ends it in good order, in a moment at most. */
  end(): Promise<void>;
}

/** The module `pg`, which is loaded by whoever has it. */
export interface Pg {
  readonly Client: typeof Client;
}

/** Nobody answers: it reads as `pg` says it of a connection that is being made. */
const NO_ANSWER = 'timeout expired';

/** How long a connection may take to end in good order, in milliseconds. */
const FAREWELL = 500;

/** Connects and signs in, in `patience` milliseconds or not at all; rejects with the error of `pg`. */
export async function openSession(
  pg: Pg,
  { hosts, database, user, password, ssl }: PostgresServer,
  host: number,
  patience: number,
): Promise<Session> {
  const socket = new Socket();
  const client = new pg.Client({
    ...hosts[host],
    database,
    user,
    // As a function it is neither looked for elsewhere, where it is empty, nor shown.
    password: () => password,
    ssl: ssl && securityFor(ssl, hosts[host]?.host ?? ''),
    client_encoding: 'UTF8',
    connectionTimeoutMillis: patience,
    keepAlive: true,
    stream: () => socket,
  });
  let lost: ((error: unknown) => void) | undefined;
  let reason: unknown;
  let isOver = false;

  function lose(error: unknown): void {
    reason ??= error;
    if (isOver) return;
    isOver = true;
    socket.destroy();
    lost?.(reason);
  }

  client.on('error', lose);
  client.on('end', () => lose(new Error('The connection has ended')));
  try {
    await client.connect();
  } catch (error) {
    isOver = true;
    socket.destroy();
    throw error;
  }

  return {
    run(text, longest) {
      return new Promise((resolve, reject) => {
        const cancel = afterAwake(systemClock, longest, () => {
          const error = new Error(NO_ANSWER);
          reject(error);
          lose(error);
        });
        client
          .query(text)
          .then((result) => resolve([result].flat().map(({ rows }) => rows)), reject)
          .finally(cancel);
      });
    },
    onLost(listener) {
      lost = listener;
      if (isOver) listener(reason);
    },
    onNotice(listener) {
      client.on('notification', ({ channel, payload }) => listener(channel, payload ?? ''));
    },
    destroy() {
      isOver = true;
      socket.destroy();
    },
    async end() {
      isOver = true;
      const cancel = systemClock.after(FAREWELL, () => socket.destroy());
      await client.end().catch(() => undefined);
      cancel();
      socket.destroy();
    },
  };
}

/**
 * What `pg` is given, a copy because it changes that. Older ones do not say to which host they connect,
 * and all take its name for the one that is expected.
 */
function securityFor(ssl: ConnectionOptions, host: string): ConnectionOptions {
  const { servername } = ssl;
  if (!servername) return { host, ...ssl };
  return {
    host,
    checkServerIdentity: (_, certificate) => checkServerIdentity(servername, certificate),
    ...ssl,
  };
}
