/** How long it takes to load all nodes into a process that has loaded Node-RED. See `./start`. */
import path from 'node:path';
import type { RequireTimes } from './start';

const { projectRoot, nodeRed, files }: { projectRoot: string; nodeRed: string; files: string[] } =
  JSON.parse(process.argv[2] ?? '');

require(path.join(path.dirname(nodeRed), 'lib', 'red.js'));
const milliseconds: Record<string, number> = {};
const start = performance.now();
for (const file of files) {
  const before = performance.now();
  require(path.join(projectRoot, file));
  milliseconds[path.basename(file, '.js')] = performance.now() - before;
}
const times: RequireTimes = { total: performance.now() - start, nodes: milliseconds };
process.stdout.write(JSON.stringify(times), () => process.exit());
