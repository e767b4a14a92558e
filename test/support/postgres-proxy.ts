import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a PostgreSQL, without TLS, and can do what a network does. */
export interface PostgresProxy {
  readonly port: number;
  /** The URL of the server, by way of here. */
  readonly url: string;
  /** Queries that clients have sent, each one round trip; what signing in takes is not counted. */
  queries(): number;
  /** Cuts the oldest connection, or all; resolves with how many it has cut. */
  cut(how?: 'oldest' | 'all'): number;
  /**
   * Cuts the connection of the next query that holds `text`: once so much of its bytes, or of the bytes
   * of its answer, have passed, from 0 to 1.
   */
  cutWithin(text: string, where: 'query' | 'answer', share: number): void;
  /** Passes nothing on from now on, though all connections stay, or does again for new ones. */
  hold(isHeld: boolean): void;
  /** Leads to another server from now on, for connections that come. */
  lead(url: string): void;
  /** Has notifications get lost from now on, or no more. */
  loseNotifications(areLost: boolean): void;
  /** How many notifications have been lost. */
  lost(): number;
  close(): Promise<void>;
}

/** Messages of PostgreSQL's protocol (postgresql.org/docs/15/protocol-message-formats.html). */
const QUERY = 'Q';
const NOTIFICATION = 'A';
const READY = 'Z';

/** Where a query is cut. */
interface Cut {
  readonly text: string;
  readonly where: 'query' | 'answer';
  readonly share: number;
}

/** Starts one before the server of a URL. */
export async function startPostgresProxy(url: string): Promise<PostgresProxy> {
  let target = new URL(url);
  const clients = new Set<Socket>();
  let queries = 0;
  let areLost = false;
  let lost = 0;
  let isHeld = false;
  let planned: Cut | undefined;

  /** The cut that is planned for a query, which is of it alone. */
  function cutFor(query: Buffer): Cut | undefined {
    const cut = planned && query.includes(planned.text) ? planned : undefined;
    if (cut) planned = undefined;
    return cut;
  }

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    clients.add(client);
    const end = (): void => {
      clients.delete(client);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      socket.setNoDelay();
      socket.on('error', end);
      socket.on('close', end);
    }
    // The first message of a client has a length and no type.
    const asked = createReader(true);
    const answered = createReader(false);
    const mute = isHeld;
    let cut: Cut | undefined;
    let answer: Buffer[] = [];
    client.on('data', (chunk: Buffer) => {
      if (mute || isHeld) return;
      for (const message of asked(chunk)) {
        if (typeOf(message) === QUERY) {
          queries += 1;
          cut ??= cutFor(message);
        }
        if (cut?.where === 'query')
          upstream.end(shareOf(message, cut.share), () => client.destroy());
        else upstream.write(message);
      }
    });
    upstream.on('data', (chunk: Buffer) => {
      if (mute || isHeld) return;
      for (const message of answered(chunk)) {
        if (areLost && typeOf(message) === NOTIFICATION) lost += 1;
        else if (cut) answer.push(message);
        else if (!client.destroyed) client.write(message);
        if (!cut || typeOf(message) !== READY) continue;
        client.end(shareOf(Buffer.concat(answer), cut.share), end);
        answer = [];
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  const here = new URL(url);
  here.port = String(address.port);

  return {
    port: address.port,
    url: String(here),
    queries: () => queries,
    cut(how = 'oldest') {
      const chosen = how === 'all' ? [...clients] : [...clients].slice(0, 1);
      for (const client of chosen) client.destroy();
      return chosen.length;
    },
    cutWithin: (text, where, share) => void (planned = { text, where, share }),
    hold: (is) => void (isHeld = is),
    lead: (other) => void (target = new URL(other)),
    loseNotifications: (are) => void (areLost = are),
    lost: () => lost,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const client of clients) client.destroy();
      await closed;
    },
  };
}

function shareOf(bytes: Buffer, share: number): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * share));
}

function typeOf(message: Buffer): string {
  return String.fromCodePoint(message[0] ?? 0);
}

/** Makes whole messages of what comes; the first one may have no type before its length. */
function createReader(isFirstUntyped: boolean): (chunk: Buffer) => Buffer[] {
  let rest = Buffer.alloc(0);
  let isUntyped = isFirstUntyped;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: Buffer[] = [];
    for (;;) {
      const start = isUntyped ? 0 : 1;
      if (rest.length < start + 4) return messages;
      const end = start + rest.readInt32BE(start);
      if (rest.length < end) return messages;
      messages.push(rest.subarray(0, end));
      rest = rest.subarray(end);
      isUntyped = false;
    }
  };
}
