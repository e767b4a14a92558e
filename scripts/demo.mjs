/**
 * `npm run demo [-- options]`
 *
 * Shows the package in a real Node-RED, with a stand-in for VirusTotal and an inbox for the mails:
 * no key, no account, nothing leaves this machine. With `--once` it presses the buttons itself,
 * checks what comes of it and ends.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { compile, projectRoot } from './compile.mjs';
import { welcome } from './demo/welcome.mjs';

const usage = `Usage: npm run demo -- [options]
  --once                     press every button, check the mails, end
  --port <number>            port of Node-RED; a free one unless told
  --inbox-port <number>      port of the inbox page; a free one unless told
  --simulator-port <number>  port of the stand-in for VirusTotal; a free one unless told`;

/** For all that `--once` waits for, in milliseconds. */
const deadline = 60_000;

/** @typedef {typeof import('../test/support/demonstration.js')} DemonstrationModule */
/** @typedef {typeof import('../test/support/try-examples.js')} TryExamplesModule */
/** @typedef {import('../test/support/demonstration.js').Demonstration} Demonstration */

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'inbox-port': { type: 'string', default: '0' },
        'simulator-port': { type: 'string', default: '0' },
      },
    });
    return {
      once: values.once,
      ports: {
        nodeRed: toPort(values.port),
        inbox: toPort(values['inbox-port']),
        simulator: toPort(values['simulator-port']),
      },
    };
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

/** @param {string} text */
function toPort(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new RangeError(`Not a port: ${text}`);
  return port;
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

/** @param {Demonstration} demonstration */
function printMails({ inbox, chats }) {
  for (const { from, to, subject, text } of inbox.mails()) {
    console.log(`From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${text.trimEnd()}\n`);
  }
  for (const { chat, body } of chats.posts()) console.log(`To ${chat}: ${body}\n`);
}

/**
 * @param {Demonstration} demonstration
 * @param {TryExamplesModule['tryExamples']} tryExamples
 * @param {AbortSignal} interrupted
 * @returns {Promise<number>} the exit code
 */
async function once(demonstration, tryExamples, interrupted) {
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(deadline)]);
  const faults = await tryExamples(demonstration, signal).catch((/** @type {unknown} */ error) => [
    `Not all that was expected came: ${messageOf(error)}`,
  ]);
  printMails(demonstration);
  if (faults.length === 0) {
    const names = demonstration.examples.map(({ name }) => `  ${name}`).join('\n');
    console.log(`Every example did what it shows:\n${names}`);
    return 0;
  }
  console.error(`${faults.join('\n')}\n\nThe log of Node-RED:\n${demonstration.nodeRed.log()}`);
  return 1;
}

/**
 * @param {Demonstration} demonstration
 * @param {AbortSignal} interrupted
 * @returns {Promise<number>} the exit code
 */
async function stayOpen(demonstration, interrupted) {
  console.log(welcome(demonstration));
  const interruption = new Promise((resolve) => {
    interrupted.addEventListener('abort', resolve);
    if (interrupted.aborted) resolve(undefined);
  });
  await Promise.race([interruption, demonstration.nodeRed.ended]);
  if (interrupted.aborted) return 0;
  console.error(`Node-RED has ended by itself. Its log:\n${demonstration.nodeRed.log()}`);
  return 1;
}

const options = readOptions();
const interruption = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}

await build();
compile('tsconfig.test.json', '.test-build');
/** @type {DemonstrationModule} */
const { startDemonstration } = await loadCompiled('demonstration');
/** @type {TryExamplesModule} */
const { tryExamples } = await loadCompiled('try-examples');
try {
  const demonstration = await startDemonstration(options.ports);
  try {
    process.exitCode = options.once
      ? await once(demonstration, tryExamples, interruption.signal)
      : await stayOpen(demonstration, interruption.signal);
  } finally {
    await demonstration.close();
  }
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
