import assert from 'node:assert/strict';
import { startCluster, type Cluster, type ClusterOptions } from './cluster';
import { hashOf } from './counted-virustotal';
import { freshSchema, startPostgres, type PostgresServer } from './postgres';
import { startPostgresProxy, type PostgresProxy } from './postgres-proxy';

/** An event about a file. */
export interface FileEvent {
  readonly event: string;
  readonly hash: string;
}

type Standing = Parameters<typeof hashOf>[1];

/** What may have come more often than once. */
interface Exceptions {
  /**
   * A message that leaves our nodes while flows are being stopped may come to nodes that are closed
   * already: it is sent again.
   */
  readonly endsAgain?: boolean;
  /** What was on its way to VirusTotal when a process was killed, or PostgreSQL, is asked again. */
  readonly asksAgain?: boolean;
  /** While PostgreSQL is away nobody can ask what others have raised: an alert says so, and is mailed. */
  readonly raisesUnasked?: boolean;
}

/** Several Node-REDs that share a PostgreSQL, and what became of the events that they got. */
export interface SharedCluster extends Cluster {
  readonly postgres: PostgresServer;
  /** Between all of them and PostgreSQL. */
  readonly proxy: PostgresProxy;
  readonly schema: string;
  /** Events about `count` files that nobody has seen, each `times` times, dealt out evenly. */
  eventsAbout(count: number, times?: number, standing?: Standing): FileEvent[];
  /** Sends events, and resolves when all have ended. */
  run(events: readonly FileEvent[]): Promise<void>;
  /** Sends events, a new one whenever one has ended, until it is stopped and all have ended. */
  stream(): Stream;
  /** Resolves when all have ended. */
  ended(events: readonly FileEvent[]): Promise<void>;
  /** Requests about the files of events, however often for the same one. */
  requestsFor(events: readonly FileEvent[]): number;
  /** Mails that were taken about each file, with their Message-IDs. */
  mailsFor(events: readonly FileEvent[]): string[][];
  /** There was one mail about each malicious file, one request about each file, and one end of each event. */
  assertOnce(events: readonly FileEvent[], but?: Exceptions): void;
  /** Resolves when so much work of a queue is kept. */
  untilKept(queue: string, count: number): Promise<void>;
}

/** Events that go on coming. */
interface Stream {
  readonly sent: readonly FileEvent[];
  /** Resolves with all that were sent, when all have ended. */
  stop(): Promise<readonly FileEvent[]>;
}

/** Events of a stream that are on their way at a time, and how many there are about each file. */
const ON_THEIR_WAY = 6;
const OF_EACH_FILE = 3;

/** Requests that an account has on their way at a time, unless told. */
const AT_A_TIME = 4;

/** How a shared cluster is made. */
export interface SharedClusterOptions extends Omit<ClusterOptions, 'store' | 'modules'> {
  /** The URL that they get, of that of the proxy. */
  readonly urlOf?: (proxied: string) => string;
}

/** Starts PostgreSQL and a cluster on it. */
export async function startSharedCluster({
  urlOf = (url) => url,
  ...options
}: SharedClusterOptions): Promise<SharedCluster> {
  const postgres = await startPostgres();
  const proxy = await startPostgresProxy(postgres.url);
  const schema = freshSchema();
  const url = urlOf(proxy.url);
  const cluster = await startCluster({
    ...options,
    store: () => ({ kind: 'postgres', schema, credentials: { url } }),
    modules: ['pg'],
  });
  let files = 0;

  const ended: SharedCluster['ended'] = (events) => {
    const missing = [...events];
    return cluster.until(() => {
      // Each is looked at once it is the last, so that many of them cost no more than one look each.
      while (cluster.ends().has(missing.at(-1)?.event ?? '')) missing.pop();
      return missing.length === 0;
    });
  };

  const mailsFor: SharedCluster['mailsFor'] = (events) =>
    hashesOf(events).map((hash) =>
      cluster.smtp.taken
        .filter(({ text }) => text.includes(hash))
        .map(({ messageId }) => messageId),
    );

  const requestsFor: SharedCluster['requestsFor'] = (events) => {
    const hashes = new Set(hashesOf(events));
    return cluster.virusTotal.requests.filter(({ hash }) => hashes.has(hash)).length;
  };

  const assertOnce: SharedCluster['assertOnce'] = (
    events,
    { endsAgain = false, asksAgain = false, raisesUnasked = false } = {},
  ) => {
    const ends = events.map(({ event }) => [event, ...(cluster.ends().get(event) ?? [])]);
    const isMore = ({ length }: readonly string[]): boolean =>
      length < 2 || (length > 2 && !endsAgain);
    assert.deepEqual(ends.filter(isMore), [], 'one end of each event');
    const bad = events.filter(({ hash }) => hash.startsWith('bad'));
    const names = new Set(bad.map(({ event }) => event));
    const unasked = cluster
      .noted('delivered')
      .filter(({ event, reason }) => names.has(event) && reason === 'unsuppressed');
    const mails = mailsFor(bad);
    const most = raisesUnasked ? 1 + unasked.length : 1;
    assert.deepEqual(
      mails.filter(({ length }) => length < 1 || length > most),
      [],
      'one mail about each file',
    );
    assert.ok(mails.flat().length <= mails.length + unasked.length);
    const again = requestsFor(events) - hashesOf(events).length;
    assert.ok(again >= 0 && again <= (asksAgain ? AT_A_TIME * cluster.members.length : 0));
  };

  const eventsAbout: SharedCluster['eventsAbout'] = (count, times = 1, standing = 'malicious') => {
    const first = files;
    files += count;
    return Array.from({ length: count * times }, (_, index) => {
      const number = first + (index % count);
      return { event: `${number}, ${Math.floor(index / count)}`, hash: hashOf(number, standing) };
    });
  };

  const run: SharedCluster['run'] = async (events) => {
    await cluster.send(events);
    await ended(events);
  };

  function stream(): Stream {
    const sent: FileEvent[] = [];
    const coming: FileEvent[] = [];
    let isOver = false;
    async function sendOn(): Promise<void> {
      while (!isOver) {
        if (coming.length === 0) coming.push(...eventsAbout(1, OF_EACH_FILE));
        const next = coming.splice(0, 1);
        sent.push(...next);
        await run(next);
      }
    }
    const senders = Array.from({ length: ON_THEIR_WAY }, sendOn);
    return {
      sent,
      async stop() {
        isOver = true;
        await Promise.all(senders);
        return sent;
      },
    };
  }

  return {
    ...cluster,
    postgres,
    proxy,
    schema,
    eventsAbout,
    run,
    stream,
    ended,
    requestsFor,
    mailsFor,
    assertOnce,
    async untilKept(queue, count) {
      const table = `"${schema}".work`;
      const isThere = `SELECT to_regclass('${table}') IS NOT NULL AS is`;
      // Node-REDs that have just begun make their tables first.
      while (!(await postgres.query<{ is: boolean }>(isThere))[0]?.is);
      const text = `SELECT count(*)::int AS count FROM ${table} WHERE queue = '${queue}'`;
      for (;;) {
        const [row] = await postgres.query<{ count: number }>(text);
        if (row && row.count >= count) return;
      }
    },
    async close() {
      await cluster.close();
      await proxy.close();
      await postgres.remove();
    },
  };
}

function hashesOf(events: readonly FileEvent[]): string[] {
  return [...new Set(events.map(({ hash }) => hash))];
}
