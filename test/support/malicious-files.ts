import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/clock';
import { createSimulator } from '../../src/simulator/virustotal';
import { KEY } from './lookup-flow';

/** The file that the simulator knows, and whose report each other gets. */
const KNOWN = '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c';

/** A stand-in for VirusTotal (API v3) to which every file is malicious. */
export interface MaliciousFiles {
  readonly url: string;
  close(): Promise<void>;
}

/** The SHA-256 of the file number `number`. */
export function hashOf(number: number): string {
  return createHash('sha256').update(`file ${number}`).digest('hex');
}

/** Answers about every file as the simulator does about one that 52 engines flag. */
export async function startMaliciousFiles(): Promise<MaliciousFiles> {
  const simulator = createSimulator({ clock: systemClock, keys: [KEY] });
  const server = createServer(({ url = '', headers }, response) => {
    const path = url.split('?')[0] ?? '';
    const [asked = KNOWN] = /[0-9a-f]{64}$/.exec(path) ?? [];
    const key = String(headers['x-apikey']);
    const reply = simulator.answer({
      method: 'GET',
      path: path.replace(asked, KNOWN),
      query: {},
      headers: { 'x-apikey': key },
    });
    response.writeHead(reply.status, reply.headers);
    response.end(reply.body.replaceAll(KNOWN, asked));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
