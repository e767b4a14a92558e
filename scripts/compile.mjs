import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const compilerPackage = createRequire(import.meta.url).resolve('typescript/package.json');
const compiler = path.join(path.dirname(compilerPackage), 'bin', 'tsc');

/**
 * Removes what an earlier run emitted and compiles anew. Ends this process when the compiler
 * reports an error: its report is on the terminal, and nothing can go on without its output.
 * @param {string} project - a tsconfig file, relative to the project root
 * @param {string} output - the folder it emits to, relative to the project root
 */
export function compile(project, output) {
  rmSync(path.join(projectRoot, output), { recursive: true, force: true });
  const { status, error } = spawnSync(process.execPath, [compiler, '-p', project], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0) process.exit(1);
}
