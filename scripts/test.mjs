/**
 * `npm test [-- [--pair <name>] [--long] [mocha options]]`
 *
 * Builds the package and its tests, runs every test once on each pair of Node.js and Node-RED,
 * and closes with what failed and the totals over all pairs: `N passed, N failed, N skipped`.
 * Three processes run at a time, because most tests wait for a Node-RED or a browser now and then: each
 * file that needs a browser is a run of its own. With `--long` the tests that can take longer do.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { buildCatalogues } from './catalogues.mjs';
import { compile, projectRoot } from './compile.mjs';
import { tellFailures } from './failures.mjs';
import { divide } from './parts.mjs';

/** @typedef {import('../test/support/pair.js').Pair} Pair */
/** @typedef {import('./counting-reporter.mjs').Counts} Counts */

/** @typedef {import('./parts.mjs').Part} Part */

/** @typedef {import('./failures.mjs').Failure} Failure */

/**
 * @typedef {{
 *   pair: Pair,
 *   counts: Counts,
 *   failures: readonly Failure[],
 *   problem?: string,
 *   output: string,
 * }} Result
 */

/** How many processes run tests at the same time. */
const lanes = 3;

/** Where Node.js keeps what it has compiled, for all that is started. Only the newer one does. */
const compiledScripts = path.join(projectRoot, '.test-build', 'compiled-scripts');

/** By these mocha runs some tests only: most parts would be empty. */
const filters = /^(?:-g|-f|--grep|--fgrep)(?:=|$)/;

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
 * Runs the parts, as many at a time as there are lanes.
 * @param {readonly Part[]} parts
 * @param {readonly string[]} mochaOptions
 * @returns {Promise<Result[]>}
 */
async function runAll(parts, mochaOptions) {
  const waiting = [...parts];
  /** @type {Result[]} */
  const results = [];
  const lane = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      results.push(await run(part, mochaOptions, part === parts[0] ? 'live' : 'collected'));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

/**
 * Runs one part of the tests.
 * @param {Part} part
 * @param {readonly string[]} mochaOptions
 * @param {'live' | 'collected'} output - printed as it comes, or returned for later
 * @returns {Promise<Result>}
 */
function run({ pair, files }, mochaOptions, output) {
  const colour = process.stdout.isTTY ? ['--color'] : [];
  const child = spawn(
    pair.node,
    ['--enable-source-maps', mocha, ...colour, '--reporter', reporter, ...mochaOptions, ...files],
    {
      cwd: projectRoot,
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: compiledScripts,
        VT_TEST_PAIR: pair.name,
        ...(isLong && { VT_TEST_LENGTH: 'long' }),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const end = () => child.kill();
  process.on('exit', end);
  /** @type {Buffer[]} */
  const collected = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => collected.push(chunk));
    if (output === 'live') stream?.pipe(process.stdout, { end: false });
  }

  /** @type {Counts | undefined} */
  let counts;
  /** @type {Failure[]} */
  const failures = [];
  let lingers = false;
  /** @type {NodeJS.Timeout | undefined} */
  let patience;
  child.on('message', (message) => {
    if (isFailure(message)) failures.push(message);
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
      process.off('exit', end);
      clearTimeout(patience);
      const problem = findProblem(counts, code ?? signal, lingers);
      const known = counts ?? { passed: 0, failed: 0, skipped: 0 };
      resolve({
        pair,
        counts: problem ? { ...known, failed: known.failed + 1 } : known,
        failures: [...failures, ...(problem ? [failureOfRun(problem, files, collected)] : [])],
        ...(problem && { problem }),
        output: output === 'live' ? '' : Buffer.concat(collected).toString(),
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
  const isEmpty = counts.passed + counts.failed === 0;
  if (counts.failed === 0 && ending !== 0 && !isEmpty) return `the run ended with ${ending}`;
  return undefined;
}

/**
 * @param {unknown} message
 * @returns {message is Counts}
 */
function isCounts(message) {
  return typeof message === 'object' && message !== null && 'passed' in message;
}

/**
 * @param {unknown} message
 * @returns {message is Failure}
 */
function isFailure(message) {
  return typeof message === 'object' && message !== null && 'title' in message;
}

/**
 * A run that went wrong beyond its tests, with the last that it printed.
 * @param {string} problem
 * @param {readonly string[]} files
 * @param {readonly Buffer[]} printed
 * @returns {Failure}
 */
function failureOfRun(problem, files, printed) {
  const last = Buffer.concat(printed).toString().trimEnd().split('\n').slice(-10);
  return {
    title: problem,
    file: files.at(-1) ?? '',
    message: ['the last that it printed:', ...last].join('\n'),
    stack: [],
  };
}

/**
 * What the parts of one pair amount to. That a filter leaves one of them empty is no problem, that it
 * leaves all of them empty is.
 * @param {readonly Result[]} results
 * @returns {{ counts: Counts, problems: string[] }}
 */
function sum(results) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { counts: some } of results) {
    counts.passed += some.passed;
    counts.failed += some.failed;
    counts.skipped += some.skipped;
  }
  const problems = results.flatMap(({ problem }) => problem ?? []);
  if (counts.passed + counts.failed > 0) return { counts, problems };
  return { counts: { ...counts, failed: 1 }, problems: [...problems, 'no test was run'] };
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

const isFiltered = mochaOptions.some((option) => filters.test(option));
const results = await runAll(divide(pairs, allPairs.at(-1), isFiltered), mochaOptions);
process.stdout.write(
  results
    .filter(({ counts, problem }) => problem || counts.passed + counts.failed + counts.skipped > 0)
    .map(({ output }) => output)
    .join(''),
);

for (const line of tellFailures(
  results.map(({ pair, failures }) => ({ pair: pair.name, failures })),
))
  console.log(line);

const total = { passed: 0, failed: 0, skipped: 0 };
for (const pair of pairs) {
  const { counts, problems } = sum(results.filter((result) => result.pair === pair));
  console.log(`${pair.name}: ${sentence(counts)}${problems.map((text) => ` (${text})`).join('')}`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(sentence(total));
process.exitCode = total.failed === 0 ? 0 : 1;
