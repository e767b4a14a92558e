import { cpus, release, totalmem } from 'node:os';
import { spawnSync } from 'node:child_process';
import { readJson } from '../support/read-json';
import { measuredPair } from './child';
import { cluster } from './cluster';
import { cold } from './cold';
import { collect } from './collect';
import { cpu } from './cpu';
import { extract } from './extract';
import { table, type Finding } from './figure';
import { gap } from './gap';
import { growth } from './growth';
import { journal } from './journal';
import { memory } from './memory';
import { oneRequest } from './one-request';
import { postgres } from './postgres';
import { quota } from './quota';
import { raise } from './raise';
import { repeats } from './repeats';
import { sidebar } from './sidebar';
import { size } from './size';
import { smtp } from './smtp';
import { start } from './start';
import { throughput } from './throughput';
import { verdict } from './verdict';

/** All that can be measured, by the name that `--only` takes, in the order of the table. */
const measurements: Readonly<Record<string, () => Promise<Finding>>> = {
  throughput,
  cpu,
  verdict,
  'one-request': oneRequest,
  quota,
  cold,
  size,
  growth,
  gap,
  memory,
  raise,
  collect,
  extract,
  repeats,
  journal,
  sidebar,
  start,
  smtp,
  postgres,
  cluster,
};

export const measurementNames: readonly string[] = Object.keys(measurements);

/** What was measured, on what and when. */
export interface Result {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly machine: object;
  readonly versions: object;
  readonly findings: Readonly<Record<string, Finding & { readonly seconds: number }>>;
  readonly failures: Readonly<Record<string, string>>;
}

/** Takes the named measurements, one after the other. `tell` is told how it goes. */
export async function runBench(
  names: readonly string[],
  tell: (line: string) => void,
): Promise<Result> {
  const findings: Record<string, Finding & { seconds: number }> = {};
  const failures: Record<string, string> = {};
  for (const name of names) {
    const startedAt = performance.now();
    try {
      const finding = await measurements[name]?.();
      if (!finding) throw new Error('There is no such measurement');
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      findings[name] = { ...finding, seconds };
      tell(`${name}: measured in ${seconds} s`);
    } catch (error) {
      failures[name] = error instanceof Error ? (error.stack ?? error.message) : String(error);
      tell(`${name}: failed: ${failures[name]}`);
    }
  }
  return {
    date: new Date().toISOString(),
    machine: machine(),
    versions: versions(),
    findings,
    failures,
  };
}

/** The findings as one Markdown table. */
export function tableOf({ findings }: Result): string {
  return table(Object.values(findings).flatMap(({ rows }) => rows));
}

function machine(): object {
  return {
    platform: `${process.platform} ${release()}`,
    architecture: process.arch,
    processor: cpus()[0]?.model,
    processors: cpus().length,
    memoryBytes: totalmem(),
  };
}

function versions(): object {
  const { stdout } = spawnSync(measuredPair.node, ['--version'], { encoding: 'utf8' });
  const nodeRed: { version: string } = readJson(
    require.resolve(`${measuredPair.packageName}/package.json`),
  );
  return { node: stdout.trim(), nodeRed: nodeRed.version };
}
