import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { HttpReply, HttpRequest } from '../lookup/http';
import { errorReply } from './replies';
import { createSimulator, type Simulator, type SimulatorOptions } from './virustotal';

/** Bytes of a request body; a larger one is refused with 413. */
const LARGEST_BODY = 1024 * 1024;
/** Bytes of a reply body from which it is compressed. */
const SMALLEST_COMPRESSED = 1024;
/** Requests kept for `requests`; older ones are dropped. */
const MOST_REQUESTS = 10_000;

export interface SimulatorServerOptions extends SimulatorOptions {
  /** Omitted or 0: any free port. */
  readonly port?: number;
  /** Key and certificate in PEM, to serve HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface SimulatorServer {
  /** Scheme, host and port, without a path: what stands in for `https://www.virustotal.com`. */
  readonly url: string;
  /** The last 10,000 requests that were answered by the stand-in, oldest first, keys and all. */
  readonly requests: readonly HttpRequest[];
  readonly simulator: Simulator;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** Serves a stand-in on 127.0.0.1. Rejects when it cannot listen. */
export async function startSimulatorServer(
  options: SimulatorServerOptions,
): Promise<SimulatorServer> {
  const { port = 0, tls } = options;
  const simulator = createSimulator(options);
  const requests: HttpRequest[] = [];

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method } = incoming;
    if (method !== 'GET' && method !== 'POST') {
      send(incoming, response, errorReply(404, 'NotFoundError', 'Resource not found'));
      return;
    }
    const body = await readBody(incoming);
    if (body === undefined) {
      send(incoming, response, errorReply(413, 'BadRequestError', 'The request is too large'));
      return;
    }
    const request = toRequest(incoming, method, body);
    requests.push(request);
    if (requests.length > MOST_REQUESTS) requests.shift();
    send(incoming, response, simulator.answer(request));
  }

  function listener(incoming: IncomingMessage, response: ServerResponse): void {
    response.setHeader('date', new Date(options.clock.now()).toUTCString());
    // Reading fails only when the client went away: there is nobody left to answer.
    handle(incoming, response).catch(() => response.destroy());
  }

  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${portOf(server)}`,
    requests,
    simulator,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port');
  return address.port;
}

/**
 * Undefined when it is larger than allowed. It is read to its end all the same, and thrown away:
 * a client that is still sending does not see a reply.
 */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size <= LARGEST_BODY) chunks.push(bytes);
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(chunks).toString('utf8');
}

function toRequest(
  incoming: IncomingMessage,
  method: HttpRequest['method'],
  body: string,
): HttpRequest {
  const target = incoming.url ?? '';
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const query = question < 0 ? '' : target.slice(question + 1);
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: Object.fromEntries(headers),
    ...(body !== '' && { body }),
  };
}

function send(incoming: IncomingMessage, response: ServerResponse, reply: HttpReply): void {
  const plain = Buffer.from(reply.body, 'utf8');
  const compress =
    plain.length > SMALLEST_COMPRESSED && acceptsGzip(incoming.headers['accept-encoding'] ?? '');
  const body = compress ? gzipSync(plain) : plain;
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(compress && { 'content-encoding': 'gzip', vary: 'accept-encoding' }),
    ...(reply.status !== 204 && { 'content-length': body.length }),
  });
  response.end(body);
}

function acceptsGzip(header: string): boolean {
  return /(?:^|,)\s*gzip\s*(?:$|,|;(?!\s*q=0(?:\.0*)?\s*(?:$|,)))/i.test(header);
}
