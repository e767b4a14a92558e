import path from 'node:path';
import { processLog } from '../support/process-log';
import { startChild } from './child';

/** What the stand-in was asked since it was last reset. */
export interface Tally {
  readonly requests: number;
  /** How many different indicators were asked for. */
  readonly indicators: number;
  /** The most requests for one indicator. */
  readonly most: number;
  /** When each request came, in milliseconds of the stand-in's own clock. */
  readonly arrivals: readonly number[];
}

/** The stand-in for VirusTotal, in a process of its own. */
export interface StandIn {
  /** Scheme, host and port. */
  readonly url: string;
  tally(): Promise<Tally>;
  /** Forgets what it was asked. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a stand-in that knows the first `reports` files, each report with so many `engines`. */
export async function startStandIn(reports: number, engines?: number): Promise<StandIn> {
  const { child, ended } = startChild(path.join(__dirname, 'stand-in-process.js'), [
    String(reports),
    ...(engines === undefined ? [] : [String(engines)]),
  ]);
  const log = processLog(child);
  await log.waitFor(/port \d+\n/);
  const url = `http://127.0.0.1:${/port (\d+)/.exec(log.text())?.[1]}`;
  return {
    url,
    tally: async () => await (await fetch(`${url}/tally`)).json(),
    async reset() {
      await (await fetch(`${url}/reset`)).text();
    },
    async close() {
      child.disconnect();
      await ended;
    },
  };
}
