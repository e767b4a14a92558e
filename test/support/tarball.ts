import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import type { NodeRedProcess } from './node-red-process';
import { currentPair, projectRoot } from './pair';

export interface Tarball {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Paths inside, with forward slashes. */
  readonly files: readonly string[];
}

/** Packs the project as it would be published, with `dist` as the last build left it. */
export async function packProject(folder: string): Promise<Tarball> {
  const { stdout } = await promisify(execFile)(
    currentPair.node,
    [npmOfNodeRed(), 'pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: projectRoot },
  );
  const [packed]: { filename: string; size: number; files: { path: string }[] }[] =
    JSON.parse(stdout);
  if (!packed) throw new Error(`npm packed nothing: ${stdout}`);
  return {
    path: path.join(folder, packed.filename),
    size: packed.size,
    files: packed.files.map((file) => file.path),
  };
}

/** Has a running Node-RED install the tarball as its palette manager does with an upload. */
export async function uploadToPalette(nodeRed: NodeRedProcess, tarball: Tarball): Promise<void> {
  const form = new FormData();
  form.append('tarball', new Blob([await readFile(tarball.path)]), path.basename(tarball.path));
  await nodeRed.api('POST', 'nodes', form);
}

/** The npm that the palette manager of this Node-RED runs. */
function npmOfNodeRed(): string {
  const registry = createRequire(currentPair.nodeRed).resolve('@node-red/registry');
  const manifest = createRequire(registry).resolve('npm/package.json');
  return path.join(path.dirname(manifest), 'bin', 'npm-cli.js');
}
