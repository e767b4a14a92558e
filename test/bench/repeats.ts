import path from 'node:path';
import { runChild } from './child';
import { show, type Finding, type Row } from './figure';

/** What the process that measures is told. */
export interface RepeatsWork {
  /** So many texts are made up, always the same ones for a seed. */
  readonly count: number;
  readonly seed: number;
  /** Of so many characters each, to see which are the slowest. */
  readonly screened: number;
  /** Characters of the longer ones that are made of those. */
  readonly lengths: readonly number[];
  readonly keep: number;
}

/** A text, and how many times as long it takes as an ordinary one of its length. */
export interface Slow {
  readonly name: string;
  readonly ratio: number;
}

export interface Ratios {
  readonly first: readonly Slow[];
  readonly worst: readonly { readonly length: number; readonly slow: readonly Slow[] }[];
}

const WORK: RepeatsWork = {
  count: 100_000,
  seed: 11,
  screened: 8192,
  lengths: [131_072, 1_048_576],
  keep: 60,
};

const MOST = 5;

/** How long the worst of many texts takes in which something made up stands over and over. */
export async function repeats(): Promise<Finding> {
  const ratios: Ratios = await runChild(path.join(__dirname, 'repeats-process.js'), WORK);
  return { rows: ratios.worst.map(({ length, slow }) => rowOf(length, slow)), raw: ratios };
}

function rowOf(length: number, slow: readonly Slow[]): Row {
  const [worst = { name: 'none', ratio: Number.NaN }] = slow;
  return {
    figure: `repeats: the worst of ${show(WORK.count)} made-up texts of ${show(length / 1024)} kB, against the log`,
    target: `≤ ${MOST} × the time`,
    measured: `${show(worst.ratio)} × (${worst.name})`,
    met: worst.ratio <= MOST,
  };
}
