/**
 * `npm run bench [-- --only <name>] [-- --json <file>]`
 *
 * Builds the package, measures it in a real Node-RED 5 on Node.js 24 against a stand-in for
 * VirusTotal, prints a table and writes every number down. A target that is missed is told in the
 * table and fails nothing; a measurement that could not be taken does.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { compile, projectRoot } from './compile.mjs';

/** @typedef {typeof import('../test/bench/main.js')} BenchModule */

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'string', default: path.join(projectRoot, 'bench-result.json') },
  },
});

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => process.exit(1));
}
await build();
compile('tsconfig.test.json', '.test-build');
const compiled = path.join(projectRoot, '.test-build', 'test', 'bench', 'main.js');
/** @type {BenchModule} */
const { measurementNames, runBench, tableOf } = await import(pathToFileURL(compiled).href);

const names = options.only ?? measurementNames;
if (names.some((name) => !measurementNames.includes(name))) {
  console.error(`--only takes one of: ${measurementNames.join(', ')}`);
  process.exit(2);
}
const result = await runBench(names, (line) => console.error(line));
writeFileSync(options.json, `${JSON.stringify(result, undefined, 1)}\n`);
console.log(`\n${tableOf(result)}`);
// A measurement that failed may have left a process behind, which would keep this one alive.
process.exit(Object.keys(result.failures).length === 0 ? 0 : 1);
