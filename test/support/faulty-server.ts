import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { identify } from '../../src/indicator/identify';
import { foundV3 } from './virustotal-replies';

/** What a server does with a request: it answers, or `gone` is the server itself. */
export type Behaviour = ((response: ServerResponse, path: string) => void) | 'gone';

/** A stand-in for VirusTotal (API v3) that has a fault and loses it again, on one port. */
export interface FaultyServer {
  readonly url: string;
  /** Changes how it behaves from now on, and resolves when it does. */
  behave(behaviour: Behaviour): Promise<void>;
  /** Requests that it has and says nothing to. */
  unanswered(): number;
  close(): Promise<void>;
}

/** Finds what is asked for, a domain, without any detection. */
export const well: Behaviour = (response, path) => {
  const { status, headers, body } = foundV3(identify(path.split('/').at(-1), 'domain'));
  response.writeHead(status, headers).end(body);
};

/** Answers with a status and a text, whatever is asked. */
export function answer(status: number, text = '', type = 'application/json'): Behaviour {
  return (response) => response.writeHead(status, { 'content-type': type }).end(text);
}

/** Takes every request and says nothing. */
export const silent: Behaviour = () => {};

/** Begins to answer and then breaks the connection off: with a reset, or as if that were all. */
export function breakOff(how: 'reset' | 'end'): Behaviour {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"data": {', () => {
      if (how === 'reset') response.socket?.resetAndDestroy();
      else response.socket?.destroy();
    });
  };
}

export async function startFaultyServer(): Promise<FaultyServer> {
  const open = new Set<ServerResponse>();
  let behaviour: Behaviour = well;
  let server: Server | undefined = await listen(0);
  const port = portOf(server);

  async function listen(onPort: number): Promise<Server> {
    const listening = createServer((request, response) => {
      open.add(response);
      response.on('close', () => open.delete(response));
      if (behaviour !== 'gone') behaviour(response, request.url ?? '');
    });
    listening.listen(onPort, '127.0.0.1');
    await once(listening, 'listening');
    return listening;
  }

  async function leave(): Promise<void> {
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    server = undefined;
    await closed;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    async behave(next) {
      behaviour = next;
      if (next === 'gone') await leave();
      else server ??= await listen(port);
    },
    unanswered: () => [...open].filter(({ headersSent }) => !headersSent).length,
    close: leave,
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return address.port;
}
