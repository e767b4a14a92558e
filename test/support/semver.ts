import { createRequire } from 'node:module';
import { currentPair } from './pair';

interface Semver {
  satisfies(version: string, range: string): boolean;
  /** Whether every version in `range` is also in `allowed`. */
  subset(range: string, allowed: string): boolean;
}

/** The semver that Node-RED itself judges `engines` and `node-red.version` with. */
export const semver: Semver = createRequire(currentPair.nodeRed)('semver');
