import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { asError } from '../../../src/as-error';
import { own } from '../../../src/plain-object';
import type { Pg } from '../../../src/store/postgres/connection/session';
import { NoDriverError } from '../../shared/configuration-error';

/**
 * The oldest of whose behaviour we know. Our package.json takes any: one that is there for something else
 * must not keep this package from being installed.
 */
const OLDEST = { major: 8, minor: 16 };

/**
 * Loads `pg`: from the user directory, where the palette manager and `npm install` put it, or else from
 * beside this package. Throws `NoDriverError` with the command that installs it. It is found also where it
 * was missing before: Node.js remembers that, so nothing here has it look into a manifest.
 */
export function loadPg(userDir: string): Pg {
  const require = createRequire(__filename);
  const where = { paths: [userDir, __dirname] };
  const install = `run "npm install pg" in ${userDir}, then deploy again`;
  let folder: string;
  let manifest: unknown;
  try {
    const file = require.resolve('pg/package.json', where);
    folder = path.dirname(file);
    manifest = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new NoDriverError(
      'missing',
      `PostgreSQL needs the package pg, which is not installed: ${install}`,
    );
  }
  const version = textIn(manifest, 'version');
  if (!isNewEnough(version)) {
    const needed = `${OLDEST.major}.${OLDEST.minor}`;
    const command = `run "npm install pg@${OLDEST.major}" in ${userDir}, then start Node-RED again`;
    throw new NoDriverError(
      'unusable',
      `PostgreSQL needs version ${needed} or later of the package pg, and ${folder} holds ${version}: ${command}`,
    );
  }
  let loaded: unknown;
  try {
    loaded = require(path.join(folder, textIn(manifest, 'main') || 'index.js'));
  } catch (error) {
    const [why = ''] = asError(error).message.split('\n');
    throw new NoDriverError(
      'unusable',
      `The package pg in ${folder} cannot be loaded (${why}): run "npm install pg" in ${userDir}, then start Node-RED again`,
    );
  }
  if (isPg(loaded)) return loaded;
  throw new NoDriverError('unusable', `What lies in ${folder} is no package pg: ${install}`);
}

function textIn(manifest: unknown, property: 'version' | 'main'): string {
  const text = own(manifest, property);
  return typeof text === 'string' ? text : '';
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === OLDEST.major && minor >= OLDEST.minor;
}

function isPg(loaded: unknown): loaded is Pg {
  return typeof Object(loaded).Client === 'function';
}
