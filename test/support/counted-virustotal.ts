import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/clock';
import { createSimulator } from '../../src/simulator/virustotal';
import { KEY } from './lookup-flow';

/** Files that the simulator knows, whose reports all others get. */
const REPORTS = {
  malicious: '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c',
  clean: createHash('sha256').update('').digest('hex'),
};

type Standing = keyof typeof REPORTS;

/** A request as it came. */
interface CountedRequest {
  /** The hash that was asked about. */
  readonly hash: string;
  /** Milliseconds on a clock that only goes on. */
  readonly at: number;
}

/** A stand-in for VirusTotal (API v3) to which every file is known, and that counts what it is asked. */
export interface CountedVirusTotal {
  readonly url: string;
  readonly requests: readonly CountedRequest[];
  /** Resolves when there have been so many. */
  waitForRequests(count: number): Promise<void>;
  /** Answers nobody from now on; those who ask wait. */
  hold(): void;
  /** Answers those who wait, and all who come. */
  release(): void;
  close(): Promise<void>;
}

/** The SHA-256 of file number `number`, and what the stand-in says of it. */
export function hashOf(number: number, standing: Standing): string {
  const digest = createHash('sha256').update(`file ${number}`).digest('hex');
  return `${standing === 'malicious' ? 'bad' : '900d'}${digest}`.slice(0, 64);
}

/** Starts one that answers as the simulator does about files that many engines flag, or none. */
export async function startCountedVirusTotal(): Promise<CountedVirusTotal> {
  const simulator = createSimulator({ clock: systemClock, keys: [KEY] });
  const requests: CountedRequest[] = [];
  const looking = new Set<() => void>();
  let waiting: (() => void)[] | undefined;

  function answer(path: string, key: string, response: ServerResponse): void {
    const [hash = ''] = /[0-9a-f]{64}$/.exec(path) ?? [];
    const known = REPORTS[hash.startsWith('bad') ? 'malicious' : 'clean'];
    const reply = simulator.answer({
      method: 'GET',
      path: path.replace(hash, known),
      query: {},
      headers: { 'x-apikey': key },
    });
    response.writeHead(reply.status, reply.headers);
    response.end(reply.body.replaceAll(known, hash));
  }

  const server = createServer(({ url = '', headers }, response) => {
    const [path = ''] = url.split('?');
    const [hash] = /[0-9a-f]{64}$/.exec(path) ?? [];
    if (hash !== undefined) requests.push({ hash, at: performance.now() });
    for (const look of looking) look();
    const key = String(headers['x-apikey']);
    if (waiting) waiting.push(() => answer(path, key, response));
    else answer(path, key, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    waitForRequests: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (requests.length < count) return;
          looking.delete(look);
          resolve();
        };
        looking.add(look);
        look();
      }),
    hold: () => void (waiting ??= []),
    release() {
      const answers = waiting ?? [];
      waiting = undefined;
      for (const each of answers) each();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
