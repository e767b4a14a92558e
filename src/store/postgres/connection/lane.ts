import { systemClock } from '../../../clock';
import { StoreError } from '../../errors';
import type { CallOptions } from '../caller';
import type { Failure } from './failures';
import type { Link } from './link';
import { firstPart, inLockOrder, inOrder, type Statement } from './parts';
import type { Rows, Session } from './session';

/** How long something may take, in milliseconds, and how much goes together. */
export interface LaneLimits {
  /** One statement, on the server. */
  readonly statement: number;
  /** A batch until it is answered; who does not wait for the server's return is told after as long. */
  readonly answer: number;
  /** Statements of one batch at most. */
  readonly most: number;
}

/** Statements that share transactions on one connection. */
export interface Lane {
  /** Resolves with the rows of a statement once it is committed. */
  add(text: string, how: CallOptions): Promise<Rows>;
  /** There is a session, the first one or another. */
  goOn(): void;
  /** The server is away: who does not wait for its return is told so. */
  refuse(error: StoreError): void;
  /** What the server was short of in the last seconds, though it can be reached. */
  trouble(): StoreError | undefined;
  /** Resolves once nothing waits and nothing is under way. */
  drained(): Promise<void>;
  /** Refuses all that waits, and all that comes. */
  close(error: StoreError): void;
}

/** What a lane needs. */
export interface LaneParts {
  readonly link: () => Link | undefined;
  readonly tell: (error: unknown) => Failure;
  readonly limits: LaneLimits;
  /** Ends each batch. */
  readonly lastStatement: string;
  /** Takes the rows of that, before those are told whose statements are done. */
  readonly learn: (rows: Rows, sent: number) => void;
  /** The clock by which it is learned when that was sent. */
  readonly elapsed: () => number;
}

/** What nobody is to blame for is tried so often, after so many milliseconds times the attempt. */
const ATTEMPTS = 10;
const PAUSE = 5;

/**
 * Who waits for somebody's lock gives up after a part of what a statement may take, so that a row which
 * is locked for long holds up little: later than a deadlock is found, which takes a second.
 */
const LOCK = 0.5;

/** What may go well later: who waits is not refused for it. */
const PASSING: ReadonlySet<Failure['kind']> = new Set(['again', 'short', 'rights']);

/** What the server is short of is told for so long, and tried again by who waits after so long (ms). */
const TROUBLE_SHOWN = 10_000;
const SHORT_PAUSE = 1000;

/**
 * All statements of one turn of the event loop go to the server together, as one transaction and one
 * round trip; what comes while that is under way goes together after it.
 */
export function createLane({ link, tell, limits, lastStatement, learn, elapsed }: LaneParts): Lane {
  let waiting: Statement[] = [];
  let added = 0;
  /** Statements that found no table or function, or none for them: the schema was opened anew. */
  const withoutSchema = new WeakSet<Statement>();
  /** Statements that took too long by themselves: they go alone, one a round, so that they hold up little. */
  const slowOnes = new WeakSet<Statement>();
  /** How many go together at the moment. */
  let most = limits.most;
  let isRunning = false;
  let isPlanned = false;
  let isSweeping = false;
  let closed: StoreError | undefined;
  let shortOf: { readonly error: StoreError; readonly since: number } | undefined;
  let answeredAt = 0;
  let whenIdle: (() => void)[] = [];

  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      void run();
    });
  }

  function enqueue(statement: Statement): void {
    if (closed) return statement.reject(closed);
    waiting.push(statement);
    if (!statement.how.waits) sweepLater();
    plan();
  }

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    for (;;) {
      const session = link()?.session();
      if (!session || waiting.length === 0) break;
      const slowOne = takeSlowOne();
      const others = waiting.filter((statement) => !slowOnes.has(statement));
      const part = firstPart(others, most);
      const taken = new Set(part);
      waiting = waiting.filter((statement) => !taken.has(statement));
      if (part.length > 0) await finish(session, inLockOrder(part), 1);
      if (slowOne) await finishEach(session, [slowOne]);
    }
    isRunning = false;
    if (waiting.length > 0) return;
    const idle = whenIdle;
    whenIdle = [];
    for (const tellIdle of idle) tellIdle();
  }

  function takeSlowOne(): Statement | undefined {
    const index = waiting.findIndex((statement) => slowOnes.has(statement));
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  }

  /** Whatever happens, each statement of the part is answered, refused, or waits again. */
  async function finish(session: Session, part: Statement[], attempt: number): Promise<void> {
    const failure = await send(session, part);
    if (!failure) return;
    if (failure.kind === 'lost') {
      // Many may be too many for a server that is slow.
      if (failure.error.trouble === 'slow') most = Math.ceil(part.length / 4);
      return putBack(session, part);
    }
    if (failure.kind === 'again' && attempt < ATTEMPTS) {
      await rest(PAUSE * attempt * (0.5 + Math.random()));
      return finish(session, part, attempt + 1);
    }
    if (part.length > 1) return finishEach(session, part);
    for (const statement of part) failAlone(session, statement, failure);
  }

  /** None fails for another. */
  async function finishEach(session: Session, part: Statement[]): Promise<void> {
    for (const [index, statement] of part.entries()) {
      if (link()?.session() !== session) return putBack(session, part.slice(index));
      if (isOver(statement)) statement.reject(slow());
      else await finish(session, [statement], 1);
    }
  }

  function failAlone(session: Session, statement: Statement, { kind, error }: Failure): void {
    if ((kind === 'schema' || kind === 'rights') && !withoutSchema.has(statement)) {
      withoutSchema.add(statement);
      return putBack(session, [statement]);
    }
    if (!PASSING.has(kind)) return statement.reject(error);
    shortOf = { error, since: systemClock.elapsed() };
    if (!statement.how.waits) return statement.reject(error);
    if (error.trouble === 'slow') slowOnes.add(statement);
    systemClock.after(SHORT_PAUSE, () => enqueue(statement));
  }

  /** The session is of no use; nobody knows whether the part was committed, so it is sent again. */
  function putBack(session: Session, part: readonly Statement[]): void {
    if (closed) return part.forEach(({ reject }) => reject(closed));
    waiting = inOrder([...part, ...waiting]);
    link()?.drop(session);
    sweep();
  }

  async function send(session: Session, part: readonly Statement[]): Promise<Failure | undefined> {
    const sent = elapsed();
    const texts = part.map(({ text }) => text);
    const limit = `SET LOCAL statement_timeout = ${limits.statement}; SET LOCAL lock_timeout = ${limits.statement * LOCK}`;
    try {
      const results = await session.run(
        [limit, ...texts, lastStatement].join(';\n'),
        limits.answer,
      );
      answeredAt = systemClock.elapsed();
      most = Math.min(limits.most, most * 2);
      // What only some are too slow for is no trouble of the server.
      if (shortOf?.error.trouble === 'slow') shortOf = undefined;
      learn(results.at(-1) ?? [], sent);
      part.forEach(({ resolve }, index) => resolve(results[index + 2] ?? []));
      return undefined;
    } catch (error) {
      return tell(error);
    }
  }

  function sweepLater(): void {
    if (isSweeping || waiting.every(({ how }) => how.waits)) return;
    isSweeping = true;
    systemClock.after(limits.answer / 5, () => {
      isSweeping = false;
      sweep();
    });
  }

  /** Who does not wait for the server's return is told when nothing was answered for too long. */
  function sweep(): void {
    const away = link()?.away();
    const over = waiting.filter(isOver);
    waiting = waiting.filter((statement) => !isOver(statement));
    const error = away ?? slow();
    for (const { reject } of over) reject(error);
    sweepLater();
  }

  function isOver({ how, since }: Statement): boolean {
    const now = systemClock.elapsed();
    return !how.waits && Math.min(now - since, now - answeredAt) >= limits.answer;
  }

  const slow = (): StoreError => tell(new Error('timeout expired')).error;

  return {
    add(text, how) {
      return new Promise((resolve, reject) => {
        added += 1;
        enqueue({ text, how, number: added, since: systemClock.elapsed(), resolve, reject });
      });
    },
    goOn: plan,
    refuse(error) {
      const refused = waiting.filter(({ how }) => !how.waits);
      waiting = waiting.filter(({ how }) => how.waits);
      for (const { reject } of refused) reject(error);
    },
    trouble() {
      if (shortOf && systemClock.elapsed() - shortOf.since >= TROUBLE_SHOWN) shortOf = undefined;
      return shortOf?.error;
    },
    drained() {
      if (waiting.length === 0 && !isRunning) return Promise.resolve();
      return new Promise((resolve) => whenIdle.push(resolve));
    },
    close(error) {
      closed = error;
      const refused = waiting;
      waiting = [];
      for (const { reject } of refused) reject(error);
    },
  };
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(milliseconds, resolve));
}
