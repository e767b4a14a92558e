import { createRequire } from 'node:module';
import path from 'node:path';
import { isPlainObject, own } from '../../../src/plain-object';
import type { Pg } from '../../../src/store/postgres/connection/session';
import { ConfigurationError } from '../../shared/configuration-error';

/**
 * The oldest of whose behaviour we know. Our package.json takes any: one that is there for something else
 * must not keep this package from being installed.
 */
const OLDEST = { major: 8, minor: 16 };

/** `pg` cannot be used: it is not installed, or too old. The message says what to do. */
export class NoDriverError extends ConfigurationError {
  constructor(problem: string) {
    super('kind', problem);
  }
}

/**
 * Loads `pg`: from the user directory, where the palette manager and `npm install` put it, or else from
 * beside this package. Throws `NoDriverError` with the command that installs it.
 */
export function loadPg(userDir: string): Pg {
  const require = createRequire(__filename);
  const where = { paths: [userDir, __dirname] };
  const install = `run "npm install pg" in ${userDir}, then deploy again`;
  let manifest: string;
  try {
    manifest = require.resolve('pg/package.json', where);
  } catch {
    throw new NoDriverError(`PostgreSQL needs the package pg, which is not installed: ${install}`);
  }
  const version = versionIn(require(manifest));
  if (!isNewEnough(version)) {
    const needed = `${OLDEST.major}.${OLDEST.minor}`;
    const command = `run "npm install pg@${OLDEST.major}" in ${userDir}, then start Node-RED again`;
    throw new NoDriverError(
      `PostgreSQL needs version ${needed} or later of the package pg, and ${path.dirname(manifest)} holds ${version}: ${command}`,
    );
  }
  const loaded: unknown = require(path.dirname(manifest));
  if (isPg(loaded)) return loaded;
  throw new NoDriverError(`What lies in ${path.dirname(manifest)} is no package pg: ${install}`);
}

function versionIn(manifest: unknown): string {
  const version = isPlainObject(manifest) ? own(manifest, 'version') : undefined;
  return typeof version === 'string' ? version : '';
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === OLDEST.major && minor >= OLDEST.minor;
}

function isPg(loaded: unknown): loaded is Pg {
  return typeof Object(loaded).Client === 'function';
}
