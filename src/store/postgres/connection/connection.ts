import { systemClock, type Clock } from '../../../clock';
import { StoreError } from '../../errors';
import type { Argument, CallOptions, Connection } from '../caller';
import { createFailureTeller } from './failures';
import { createLane, type Lane, type LaneLimits } from './lane';
import { openAtOne } from './hosts';
import { keepLink, type Link } from './link';
import { identifier, literal } from './literals';
import { listenForNotices, type Notices } from './notices';
import { InVainError, openSchema, type SchemaPlan } from './opening';
import { nameOf, type PostgresServer } from './server';
import { createServerTime, type ClockReading } from './server-time';
import { openSession, type Pg, type Session } from './session';

/** What a process needs to use a schema. */
export interface ConnectionOptions {
  readonly pg: Pg;
  readonly server: PostgresServer;
  /** The plain name of the schema. */
  readonly schema: string;
  readonly plan: SchemaPlan;
  /** The channel on which those who use the schema tell each other of something. */
  readonly channel: string;
  readonly clock: Clock;
  /** Is told what an administrator should know, once each. */
  readonly notes: (sentence: string) => void;
  readonly limits?: ConnectionLimits;
}

/** Times in milliseconds. */
interface ConnectionLimits extends LaneLimits {
  /** Until a connection is made and signed in. */
  readonly connect: number;
  /** Until what one connection tells is heard on another. */
  readonly heard: number;
}

const LIMITS: ConnectionLimits = {
  connect: 5000,
  heard: 3000,
  statement: 4000,
  answer: 5000,
  most: 500,
};

/** For what is known to take long. */
const LONG: LaneLimits = { statement: 60_000, answer: 65_000, most: 1 };

/** How long what was begun before the end may take to be written, in milliseconds. */
const FAREWELL = 3000;

/**
 * A process's way to a schema: one connection for all operations, one to hear of others, and one on
 * demand for what takes long. It is made at once and opens by itself, as often as the server is lost.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { pg, server, schema, plan, channel, clock, notes, limits = LIMITS } = options;
  const name = nameOf(server);
  const tell = createFailureTeller(name, [server.password]);
  const time = createServerTime(clock);
  const listeners = new Set<(payload: string | undefined) => void>();
  const lastStatement = `SELECT * FROM ${identifier(schema)}.read_clock()`;
  const opening = new StoreError(`PostgreSQL at ${name} is being opened.`, { trouble: 'opening' });
  let host = 0;
  let isOpen = false;
  let isClosed = false;
  let isDeaf = false;
  let notices: Notices | undefined;
  let longLink: Link | undefined;
  let longLane: Lane | undefined;
  let resolveReady: () => void;
  let rejectReady: (error: StoreError) => void;
  const ready = new Promise<void>((resolve, reject) => {
    resolveReady = resolve;
    rejectReady = reject;
  });
  // Whoever does not ask is not told.
  ready.catch(() => undefined);

  const parts = { tell, lastStatement, learn, elapsed: () => clock.elapsed() };
  const lane = createLane({ ...parts, link: () => link, limits });
  const link: Link = keepLink(open, tell, { onUp: goOn, onAway });

  /** Begins with the host that was of use last. */
  async function open(): Promise<Session> {
    const found = await openAtOne(server.hosts.length, host, tell, openWritable);
    host = found.host;
    return found.opened;
  }

  async function openWritable(at: number): Promise<Session> {
    const session = await openSession(pg, server, at, limits.connect);
    try {
      await openSchema(session, name, schema, plan);
      const sent = clock.elapsed();
      learn((await session.run(lastStatement, limits.answer)).at(-1) ?? [], sent);
      return session;
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  function learn([row]: readonly ClockReading[], sent: number): void {
    if (row) time.learn(row, sent);
  }

  function goOn(): void {
    isOpen = true;
    resolveReady();
    lane.goOn();
    hear(undefined);
    if (isClosed) return;
    // It may be another server by now: where that is told is heard as well.
    void notices?.close();
    notices = listenForNotices({
      open: () => openSession(pg, server, host, limits.connect),
      tell,
      channel,
      heardWithin: limits.heard,
      say: (statement) => lane.add(statement, {}),
      hear,
      onDeaf,
    });
  }

  function onDeaf(): void {
    if (isDeaf) return;
    isDeaf = true;
    notes(
      `PostgreSQL at ${name} has a pooler in front of it that passes no notifications on: what other Node-REDs do is noticed some seconds later.`,
    );
  }

  function onAway(error: StoreError): void {
    if (error instanceof InVainError) rejectReady(error);
    lane.refuse(error);
    longLane?.refuse(error);
  }

  function hear(payload: string | undefined): void {
    for (const listener of listeners) listener(payload);
  }

  function away(): StoreError | undefined {
    return link.away() ?? (isOpen ? lane.trouble() : opening);
  }

  /** A connection for what takes long is made when it is needed first. */
  function laneFor({ isLong }: CallOptions): Lane {
    if (!isLong) return lane;
    if (longLane) return longLane;
    const made = createLane({ ...parts, link: () => longLink, limits: LONG });
    longLane = made;
    longLink = keepLink(() => openSession(pg, server, host, limits.connect), tell, {
      onUp: () => made.goOn(),
      onAway: (error) => made.refuse(error),
    });
    return made;
  }

  function write(fn: string, args: readonly Argument[]): string {
    return `SELECT * FROM ${identifier(schema)}.${fn}(${args.map(literal).join()})`;
  }

  return {
    async call<Row>(fn: string, args: readonly Argument[], how: CallOptions = {}) {
      if (isClosed) throw new StoreError('The store is closed.');
      const lost = link.away();
      if (lost && !how.waits) throw lost;
      const rows: readonly Row[] = await laneFor(how).add(write(fn, args), how);
      return rows;
    },
    ready: () => ready,
    elapsed: () => time.elapsed(),
    now: () => time.now(),
    away,
    refuses: () => isClosed || link.away() !== undefined,
    onNotice: (listener) => void listeners.add(listener),
    async close() {
      if (isClosed) return;
      isClosed = true;
      const closed = new StoreError('The store is closed.');
      if (link.session()) await Promise.race([lane.drained(), soon(FAREWELL)]);
      lane.close(closed);
      longLane?.close(closed);
      rejectReady(closed);
      await Promise.all([link.close(), notices?.close(), longLink?.close()]);
    },
  };
}

function soon(milliseconds: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(milliseconds, resolve));
}
