import { runChild } from './child';
import { show, type Finding } from './figure';

/** How many raises over how many subjects. */
export interface RaiseWork {
  readonly count: number;
  readonly subjects: number;
}

/** Microseconds for each raise. */
export interface RaiseCosts {
  readonly inMemory: number;
  readonly inFile: number;
}

const WORK: RaiseWork = { count: 1_000_000, subjects: 10_000 };
const TARGET = 10;

/** What it takes to decide about an alert, in memory and in the embedded store. */
export async function raise(): Promise<Finding> {
  const costs: RaiseCosts = await runChild(require.resolve('./raise-process'), WORK);
  const figure = `${show(WORK.count)} raises over ${show(WORK.subjects)} subjects, each`;
  const row = (where: string, microseconds: number): Finding['rows'][number] => ({
    figure: `${figure}, ${where}`,
    target: `≤ ${TARGET} µs`,
    measured: `${show(microseconds)} µs`,
    met: microseconds <= TARGET,
  });
  return {
    rows: [row('in memory', costs.inMemory), row('in the embedded store', costs.inFile)],
    raw: costs,
  };
}
