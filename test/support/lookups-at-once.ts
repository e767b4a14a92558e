import { systemClock } from '../../src/clock';
import { CodedError } from '../../src/coded-error';
import { identify } from '../../src/indicator/identify';
import { createHttpTransport } from '../../src/lookup/transport';
import { createBench } from './lookup-bench';

/** What is looked up, and where; `timeout` in milliseconds. */
export interface LookupsWork {
  readonly url: string;
  readonly hosts: readonly string[];
  readonly timeout: number;
  /** Without it, each is asked once. */
  readonly retries?: number;
}

/** Looks hosts up, all at once, and resolves with how each ended, in their order. */
export async function lookUpAll({
  url,
  hosts,
  timeout,
  retries = 0,
}: LookupsWork): Promise<string[]> {
  const { lookups } = createBench(() => new Error('It is asked over HTTP'), {
    clock: systemClock,
    transport: createHttpTransport({ baseUrl: url, connections: hosts.length }),
    concurrency: hosts.length,
    timeout,
    retries,
  });
  const ends = hosts.map((host) =>
    lookups.lookup(identify(host, 'domain'), false).then(
      (answer) => answer.condensed().subject?.value ?? 'nothing',
      (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
    ),
  );
  const results = await Promise.all(ends);
  await lookups.close();
  return results;
}
