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

/** Starts one before the server of a URL. */
export async function startPostgresProxy(url: string): Promise<PostgresProxy> {
  let target = new URL(url);
  const clients = new Set<Socket>();
  let queries = 0;
  let areLost = false;
  let lost = 0;

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
    client.on('data', (chunk: Buffer) => {
      for (const message of asked(chunk)) if (typeOf(message) === QUERY) queries += 1;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      for (const message of answered(chunk)) {
        if (areLost && typeOf(message) === NOTIFICATION) lost += 1;
        else if (!client.destroyed) client.write(message);
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
