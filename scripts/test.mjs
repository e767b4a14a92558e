/**
 * `npm test [-- [--pair <name>] [--long] [mocha options]]`
 *
 * Builds the package and its tests, runs every test once on each pair of Node.js and Node-RED,
 * and closes with the totals over all pairs: `N passed, N failed, N skipped`.
 * With `--long` the tests that can take longer do.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { buildCatalogues } from './catalogues.mjs';
import { compile, projectRoot } from './compile.mjs';

/** @typedef {import('../test/support/pair.js').Pair} Pair */
/** @typedef {import('./counting-reporter.mjs').Counts} Counts */

/** How long, in milliseconds, a run may take to end by itself after its last test. */
const patienceAfterLastTest = 20_000;

const require = createRequire(import.meta.url);
const mocha = path.join(path.dirname(require.resolve('mocha/package.json')), 'bin', 'mocha.js');
const reporter = fileURLToPath(new URL('counting-reporter.mjs', import.meta.url));

/** @returns {Promise<readonly Pair[]>} */
async function loadPairs() {
  const compiled = path.join(projectRoot, '.test-build', 'test', 'support', 'pair.js');
  return (await import(pathToFileURL(compiled).href)).pairs;
}

/**
 * @param {readonly string[]} commandLine
 * @returns {{ pairName: string | undefined, mochaOptions: string[], isLong: boolean }}
 */
function readOptions(commandLine) {
  const isLong = commandLine.includes('--long');
  const options = commandLine.filter((option) => option !== '--long');
  const at = options.indexOf('--pair');
  if (at === -1) return { pairName: undefined, mochaOptions: options, isLong };
  return {
    pairName: options[at + 1] ?? '',
    mochaOptions: options.filter((_, index) => index !== at && index !== at + 1),
    isLong,
  };
}

/**
 * Runs all tests on one pair.
 * @param {Pair} pair
 * @param {readonly string[]} mochaOptions
 * @param {'live' | 'collected'} output - printed as it comes, or returned for later
 * @returns {Promise<{ pair: Pair, counts: Counts, problem?: string, output: string }>}
 */
function run(pair, mochaOptions, output) {
  const stream = output === 'live' ? 'inherit' : 'pipe';
  const child = spawn(
    pair.node,
    [
      '--enable-source-maps',
      mocha,
      '--reporter',
      reporter,
      ...mochaOptions,
      '.test-build/test/**/*.test.js',
    ],
    {
      cwd: projectRoot,
      env: { ...process.env, VT_TEST_PAIR: pair.name, ...(isLong && { VT_TEST_LENGTH: 'long' }) },
      stdio: ['ignore', stream, stream, 'ipc'],
    },
  );
  process.on('exit', () => child.kill());
  /** @type {Buffer[]} */
  const collected = [];
  child.stdout?.on('data', (chunk) => collected.push(chunk));
  child.stderr?.on('data', (chunk) => collected.push(chunk));

  /** @type {Counts | undefined} */
  let counts;
  let lingers = false;
  /** @type {NodeJS.Timeout | undefined} */
  let patience;
  child.on('message', (message) => {
    if (!isCounts(message)) return;
    counts = message;
    patience = setTimeout(() => {
      lingers = true;
      child.kill('SIGKILL');
    }, patienceAfterLastTest);
  });

  return new Promise((resolve) => {
    child.on('error', (error) => collected.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      const problem = findProblem(counts, code ?? signal, lingers);
      const known = counts ?? { passed: 0, failed: 0, skipped: 0 };
      resolve({
        pair,
        counts: problem ? { ...known, failed: known.failed + 1 } : known,
        ...(problem && { problem }),
        output: Buffer.concat(collected).toString(),
      });
    });
  });
}

/**
 * What went wrong beyond the tests that mocha itself counts as failed.
 * @param {Counts | undefined} counts
 * @param {number | string | null} ending - exit code or signal
 * @param {boolean} lingers
 * @returns {string | undefined}
 */
function findProblem(counts, ending, lingers) {
  if (!counts) return `the run ended with ${ending} before it counted anything`;
  if (lingers) return 'the process did not end after the last test: something was left open';
  if (counts.passed + counts.failed === 0) return 'no test was run';
  if (counts.failed === 0 && ending !== 0) return `the run ended with ${ending}`;
  return undefined;
}

/**
 * @param {unknown} message
 * @returns {message is Counts}
 */
function isCounts(message) {
  return typeof message === 'object' && message !== null && 'passed' in message;
}

/** @param {Counts} counts */
function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => process.exit(1));
}
await build();
compile('tsconfig.test.json', '.test-build');
buildCatalogues(path.join(projectRoot, '.test-build'));
const { pairName, mochaOptions, isLong } = readOptions(process.argv.slice(2));
const allPairs = await loadPairs();
const pairs = allPairs.filter((pair) => pairName === undefined || pair.name === pairName);
if (pairs.length === 0) {
  console.error(`--pair takes one of: ${allPairs.map((pair) => pair.name).join(', ')}`);
  process.exit(2);
}

const runs = pairs.map((pair, index) =>
  run(pair, mochaOptions, index === 0 ? 'live' : 'collected'),
);
const results = await Promise.all(runs);
process.stdout.write(results.map(({ output }) => output).join(''));

const total = { passed: 0, failed: 0, skipped: 0 };
for (const { pair, counts, problem } of results) {
  console.log(`${pair.name}: ${sentence(counts)}${problem ? ` (${problem})` : ''}`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(sentence(total));
process.exitCode = total.failed === 0 ? 0 : 1;
