import { indicatorOf } from './reports';

/** Reports to be fetched and read, and nothing done with them. */
export interface BareWork {
  /** Scheme, host and port of the stand-in. */
  readonly url: string;
  /** How many, each another one. */
  readonly indicators: number;
  /** At the same time, each on a connection of its own. */
  readonly connections: number;
}

/**
 * The least that a lookup can cost: a loop around an undici pool. Resolves with the seconds. The
 * library is loaded first: a Node-RED whose memory is measured must not have it.
 */
export async function bareLoop({ url, indicators, connections }: BareWork): Promise<number> {
  const { Pool } = await import('undici');
  const pool = new Pool(url, { connections });
  const paths = Array.from({ length: indicators }, (_, each) => pathOf(indicatorOf(each)));
  const start = performance.now();
  let next = 0;

  async function fetchInTurn(): Promise<void> {
    while (next < paths.length) {
      const path = paths[next] ?? '';
      next += 1;
      const { statusCode, body } = await pool.request({
        path,
        method: 'GET',
        headers: { 'x-apikey': 'bench-key' },
      });
      const text = await body.text();
      if (statusCode !== 200 || text.length === 0) throw new Error(`${path}: ${statusCode}`);
    }
  }

  await Promise.all(Array.from({ length: connections }, fetchInTurn));
  const seconds = (performance.now() - start) / 1000;
  await pool.close();
  return seconds;
}

function pathOf(indicator: string): string {
  return `/api/v3/files/${indicator}`;
}
