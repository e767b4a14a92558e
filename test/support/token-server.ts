import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import { startHttpServer } from './loopback-server';

/** What a token server replies to one request. */
export interface TokenReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is no text is written as JSON. */
  readonly body: unknown;
  /** It does not answer before this has resolved. */
  readonly slow?: Promise<void>;
}

export interface TokenServer {
  /** Of the address at which it gives tokens. */
  readonly url: string;
  /** The forms that it was sent, oldest first. */
  readonly asked: readonly Readonly<Record<string, string>>[];
  /** Replies so from now on; the number counts the requests from 1. */
  answer(reply: (number: number, form: Readonly<Record<string, string>>) => TokenReply): void;
  /** Resolves when it was asked `count` times. */
  waitForAsked(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A real token server (RFC 6749, 6) on this machine; with a certificate it speaks HTTPS. */
export async function startTokenServer(certificate?: {
  readonly key: string;
  readonly cert: string;
}): Promise<TokenServer> {
  const asked: Record<string, string>[] = [];
  const waiting = new Set<() => void>();
  let reply: Parameters<TokenServer['answer']>[0] = tokenNumber;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    asked.push(form);
    for (const look of waiting) look();
    const { status = 200, headers = {}, body, slow } = reply(asked.length, form);
    await slow;
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/html' : 'application/json',
      ...headers,
    });
    response.end(isText ? body : JSON.stringify(body));
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void handle(request, response);
  const server = certificate
    ? await startTls(certificate, listener)
    : await startHttpServer(listener);
  return {
    url: `${server.url}/oauth2/token`,
    asked,
    answer: (other) => void (reply = other),
    waitForAsked: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (asked.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () => server.close(),
  };
}

function tokenNumber(number: number): TokenReply {
  return { body: { access_token: `access-${number}`, expires_in: 3600, token_type: 'Bearer' } };
}

async function startTls(
  certificate: { readonly key: string; readonly cert: string },
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createTlsServer(certificate, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return {
    url: `https://localhost:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
