import { Session } from 'node:inspector';

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** Counts how often the parts of the program run, by which work is compared without a clock. */
export interface WorkCounter {
  /** How often parts of files whose path holds `folder` ran while `work` did. */
  readonly count: (work: () => void) => number;
  readonly close: () => void;
}

/** Begins to count in the files whose path holds `folder`; all the program is slower meanwhile. */
export function countWork(folder: string): WorkCounter {
  const session = new Session();
  session.connect();
  const take = (): Coverage => {
    let taken: Coverage = { result: [] };
    session.post('Profiler.takePreciseCoverage', (error, coverage) => {
      if (error) throw error;
      taken = coverage;
    });
    return taken;
  };
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    count: (work) => {
      take();
      work();
      return sumOf(take(), folder);
    },
    close: () => {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}

function sumOf({ result }: Coverage, folder: string): number {
  let sum = 0;
  for (const { url, functions } of result) {
    if (!url.includes(folder)) continue;
    for (const { ranges } of functions) for (const { count } of ranges) sum += count;
  }
  return sum;
}
