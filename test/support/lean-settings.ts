import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { currentPair } from './pair';

/** Settings that a Node-RED starts with. */
type LeanSettings = Readonly<Record<'nodesExcludes' | 'externalModules', object>>;

/**
 * Settings of a Node-RED that has no nodes of its own but those in the files `needed`, and no palette
 * manager, for which it asks npm for its version: what no flow uses takes half of a start.
 */
export function settingsFor(...needed: readonly string[]): LeanSettings {
  const manifest = createRequire(currentPair.nodeRed).resolve('@node-red/nodes/package.json');
  const files = readdirSync(path.join(path.dirname(manifest), 'core'), { recursive: true });
  const names = files.map((file) => path.basename(String(file)));
  return {
    nodesExcludes: names.filter((name) => !needed.includes(name)),
    externalModules: { palette: { allowInstall: false, allowUpdate: false } },
  };
}
