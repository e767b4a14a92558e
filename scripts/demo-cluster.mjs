/**
 * `npm run demo:cluster [-- --once]`
 *
 * Shows three Node-REDs with one flow behind an MQTT broker, which share one PostgreSQL: one request,
 * one alert and one mail for a link that all three see. No key, no account, nothing leaves this machine.
 * The PostgreSQL is that of `DATABASE_URL`, in a schema of its own that is removed at the end, or else
 * Debian's. With `--once` it sends the clicks itself, checks what comes of them and ends.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { compile, projectRoot } from './compile.mjs';
import { withoutPostgres } from './demo/without-postgres.mjs';
import { welcomeToCluster } from './demo/welcome-to-cluster.mjs';

const usage = `Usage: npm run demo:cluster -- [options]
  --once  send the clicks, check what comes of them, end

  DATABASE_URL=postgres://user:password@host:5432/database is the PostgreSQL that is used; without it
  Debian's is started.`;

/** For all that `--once` waits for, in milliseconds. */
const deadline = 60_000;

/** @typedef {typeof import('../test/support/cluster-demonstration.js')} ClusterDemonstrationModule */
/** @typedef {import('../test/support/cluster-demonstration.js').ClusterDemonstration} ClusterDemonstration */
/** @typedef {typeof import('../test/support/postgres-programs.js')} PostgresProgramsModule */

function readOptions() {
  try {
    return parseArgs({ options: { once: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The demonstration shares the control of Node-RED with the tests, and like them it runs compiled.
 * @param {string} name
 */
function loadCompiled(name) {
  const file = path.join(projectRoot, '.test-build', 'test', 'support', `${name}.js`);
  return import(pathToFileURL(file).href);
}

/**
 * @param {ClusterDemonstration} demonstration
 * @param {AbortSignal} interrupted
 * @returns {Promise<number>} the exit code
 */
async function once(demonstration, interrupted) {
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(deadline)]);
  try {
    const { mailed, suppressed, nodeReds, requests, mails } = await demonstration.click(signal);
    console.log(
      `${nodeReds} Node-REDs saw the link: ${requests} request, ${mails} mail, ${suppressed} raised before.`,
    );
    if (mailed === 1 && suppressed === nodeReds - 1 && requests === 1 && mails === 1) return 0;
    console.error('1 request and 1 mail were expected, and the others raised before.');
  } catch (error) {
    console.error(`Not all that was expected came: ${messageOf(error)}`);
  }
  for (const nodeRed of demonstration.nodeReds) {
    console.error(`\nThe log of ${nodeRed.url}:\n${nodeRed.log()}`);
  }
  return 1;
}

/**
 * @param {ClusterDemonstration} demonstration
 * @param {AbortSignal} interrupted
 * @returns {Promise<number>} the exit code
 */
async function stayOpen(demonstration, interrupted) {
  console.log(welcomeToCluster(demonstration));
  await new Promise((resolve) => {
    interrupted.addEventListener('abort', resolve);
    if (interrupted.aborted) resolve(undefined);
  });
  return 0;
}

const options = readOptions();
const databaseUrl = process.env.DATABASE_URL || undefined;
const interruption = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}

console.log('Building, then starting three Node-REDs: this takes about a minute …');
await build();
compile('tsconfig.test.json', '.test-build');
/** @type {PostgresProgramsModule} */
const { findPostgres } = await loadCompiled('postgres-programs');
/** @type {ClusterDemonstrationModule} */
const { startClusterDemonstration } = await loadCompiled('cluster-demonstration');
try {
  const found = databaseUrl === undefined ? findPostgres() : undefined;
  if (found && 'why' in found) throw new Error(withoutPostgres(found.why));
  const demonstration = await startClusterDemonstration(databaseUrl);
  try {
    process.exitCode = options.once
      ? await once(demonstration, interruption.signal)
      : await stayOpen(demonstration, interruption.signal);
  } finally {
    await demonstration.close();
  }
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
