import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

/**
 * A shell that ends the program when its own input ends, which is when the process that started it is
 * gone, however it ended. `$1` is the signal that ends the program.
 */
const GUARD = `signal="$1"; shift; "$@" & program=$!; echo "$program" >&3
( read -r _ ; kill -CONT "$program"; kill "-$signal" "$program" ) <&4 & guard=$!
wait "$program"; status=$?; kill "$guard" 2>/dev/null; exit "$status"`;

/** A program that does not outlive the process that started it. */
export interface GuardedProcess {
  readonly pid: number;
  /** Resolves once it is gone. */
  readonly ended: Promise<void>;
  /** What it has written so far. */
  output(): string;
}

/** Starts a program that is ended by `signal` when this process is gone. */
export async function startGuarded(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  signal: NodeJS.Signals,
): Promise<GuardedProcess> {
  const child = spawn('sh', ['-c', GUARD, 'guard', signal.replace('SIG', ''), command, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const written: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => written.push(chunk));
  }
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const pid = await pidOf(child);
  return { pid, ended, output: () => Buffer.concat(written).toString('utf8') };
}

function pidOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdio[3]?.once('data', (line: Buffer) => resolve(Number(line.toString('latin1'))));
  });
}
