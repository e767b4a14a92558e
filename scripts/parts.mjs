import { readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './compile.mjs';

/** @typedef {import('../test/support/pair.js').Pair} Pair */

/**
 * A share of the tests of one pair, in a process of its own.
 * @typedef {{ pair: Pair, files: readonly string[] }} Part
 */

const everyFile = '.test-build/test/**/*.test.js';
const browserFolder = '.test-build/test/editor';

/** What starts a Node-RED most often. */
const flowsFolder = '.test-build/test/flows';

/**
 * The parts in the order in which they begin: the longest first, and the short ones at the end, so that
 * no process is left alone for long. Only the newest pair has a browser: what needs one skips itself on
 * the others, all at once.
 * @param {readonly Pair[]} pairs
 * @param {Pair | undefined} newest - of all pairs
 * @param {boolean} isFiltered
 * @returns {Part[]}
 */
export function divide(pairs, newest, isFiltered) {
  const inBrowser = ['--ignore', `${browserFolder}/**`];
  const inFlows = ['--ignore', `${flowsFolder}/**`];
  if (isFiltered) return pairs.map((pair) => ({ pair, files: [everyFile] }));
  const older = pairs.filter((pair) => pair !== newest);
  const parts = older.map((pair) => ({ pair, files: [everyFile] }));
  if (!newest || !pairs.includes(newest)) return parts;
  return [
    { pair: newest, files: [`${flowsFolder}/**/*.test.js`] },
    ...parts,
    { pair: newest, files: [...inBrowser, ...inFlows, everyFile] },
    ...browserFiles().map((file) => ({ pair: newest, files: [file] })),
  ];
}

function browserFiles() {
  return readdirSync(path.join(projectRoot, browserFolder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => `${browserFolder}/${name}`);
}
