/**
 * A stand-in for VirusTotal in a process of its own, which answers at once with reports made
 * beforehand and counts who asked for what. Started with the number of reports, and perhaps with how
 many engines each names, it prints its port.
 */
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { indicatorOf, reportText } from './reports';
import type { Tally } from './stand-in';

const PREFIX = '/api/v3/files/';

const count = Number(process.argv[2]);
const engines = process.argv[3] === undefined ? undefined : Number(process.argv[3]);
const reports = new Map(
  Array.from({ length: count }, (_, each) => [
    indicatorOf(each),
    Buffer.from(reportText(each, engines)),
  ]),
);
const requests = new Map<string, number>();
let arrivals: number[] = [];

const server = createServer({ noDelay: true }, (request, response) => {
  const path = request.url ?? '';
  const report = path.startsWith(PREFIX) ? reports.get(path.slice(PREFIX.length)) : undefined;
  if (!report) {
    control(path, response);
    return;
  }
  arrivals.push(performance.now());
  requests.set(path, (requests.get(path) ?? 0) + 1);
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': report.length,
  });
  response.end(report);
});

function control(path: string, response: ServerResponse): void {
  if (path !== '/tally' && path !== '/reset') {
    response.writeHead(404).end();
    return;
  }
  const counts = [...requests.values()];
  const tally: Tally = {
    requests: counts.reduce((sum, each) => sum + each, 0),
    indicators: counts.length,
    most: Math.max(0, ...counts),
    arrivals,
  };
  if (path === '/reset') {
    requests.clear();
    arrivals = [];
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tally));
}

async function serve(): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  process.stdout.write(`port ${address.port}\n`);
}

process.on('disconnect', () => process.exit());
void serve();
