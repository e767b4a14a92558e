import { fork, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { pairs } from '../support/pair';

/** Node-RED 5 on Node.js 24: what every figure is measured on. */
export const measuredPair = pairs[1];

const running = new Set<ChildProcess>();
process.prependListener('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Runs a compiled script on the measured Node.js; it must end when it is disconnected. */
export function startChild(
  script: string,
  commandLine: readonly string[],
): { child: ChildProcess; ended: Promise<number | string | null> } {
  const child = fork(script, commandLine, {
    execPath: measuredPair.node,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  const ended = new Promise<number | string | null>((resolve) => {
    // There is no event `close` after a disconnect from this side.
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal);
    });
  });
  return { child, ended };
}

/**
 * Runs a compiled script to its end, in a fresh process of the measured Node.js. `work` is handed
 * over as JSON, and the JSON that it prints comes back; the caller knows its type. Rejects with what
 * it printed when it fails.
 */
export async function runChild(
  script: string,
  work: object,
): Promise<ReturnType<typeof JSON.parse>> {
  const { child, ended } = startChild(script, [JSON.stringify(work)]);
  if (!child.stdout || !child.stderr) throw new Error('The process has no output');
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${errors}${output}`);
  return JSON.parse(output);
}
