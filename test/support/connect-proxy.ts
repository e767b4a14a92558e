import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface ConnectProxy {
  readonly url: string;
  /** Every `host:port` that was asked for, in order, refused ones too. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * An HTTP proxy that opens a tunnel (RFC 9110, CONNECT) to a port on this machine for each
 * `host:port` it is given, and refuses every other.
 */
export async function startConnectProxy(
  tunnels: Readonly<Record<string, number>>,
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(403).end());
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, client: Socket) => {
    const destination = request.url ?? '';
    asked.push(destination);
    client.on('error', () => client.destroy());
    const port = tunnels[destination];
    if (port === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    async close() {
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}
