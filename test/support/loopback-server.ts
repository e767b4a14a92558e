import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** An HTTP server on a free port of this machine. */
export function startHttpServer(listener: RequestListener): Promise<LoopbackServer> {
  return listen(createServer(listener));
}

/** A server that speaks whatever `converse` writes. */
export function startTcpServer(converse: (socket: Socket) => void): Promise<LoopbackServer> {
  return listen(createTcpServer(converse));
}

export interface TunnelProxy extends LoopbackServer {
  /** The `host:port` of every tunnel that was asked for, refused ones too. */
  readonly asked: readonly string[];
}

/**
 * An HTTP proxy whose every tunnel (RFC 9110, CONNECT) leads to this machine, whatever the host.
 * With `credentials` (`user:password`) it refuses, with 407, whoever does not give them.
 */
export async function startTunnelProxy(credentials?: string): Promise<TunnelProxy> {
  const asked: string[] = [];
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = createServer((_request, response) => response.writeHead(403).end());
  server.on('connect', (request, client: Socket) => {
    const destination = request.url ?? '';
    asked.push(destination);
    client.on('error', () => client.destroy());
    if (expected && request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const upstream = connect(Number(destination.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  return { ...(await listen(server)), asked };
}

async function listen(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
