import path from 'node:path';
import { readJson } from './read-json';

/** A Node-RED and the Node.js it is tried on, both from the project's own node_modules. */
export interface Pair {
  readonly name: 'node-red-4' | 'node-red-5';
  /** Path of the Node.js executable. */
  readonly node: string;
  /** Path of Node-RED's red.js. */
  readonly nodeRed: string;
  /** Name by which `require` finds this Node-RED. */
  readonly packageName: string;
}

/** In the order of their age. */
export const pairs: readonly [Pair, Pair] = [
  {
    name: 'node-red-4',
    node: nodeExecutable(require.resolve('node20/package.json')),
    nodeRed: require.resolve('node-red-4/red.js'),
    packageName: 'node-red-4',
  },
  {
    name: 'node-red-5',
    node: nodeExecutable(require.resolve('node24/package.json')),
    nodeRed: require.resolve('node-red-5/red.js'),
    packageName: 'node-red-5',
  },
];

/** The pair that this process tests; without `VT_TEST_PAIR` the one for the Node.js it runs on. */
export const currentPair: Pair = findPair(process.env['VT_TEST_PAIR'] ?? nameForThisNode());

/** The folder that holds package.json, wherever the compiled tests are. */
export const projectRoot = path.resolve(require.resolve('node-red-5/package.json'), '../../..');

/** The name under which this project is published. */
export const projectName: string = readJson(projectRoot, 'package.json').name;

/** The npm package `node` names its executable, which differs between platforms, in `bin`. */
function nodeExecutable(manifestFile: string): string {
  const manifest: { bin: { node: string } } = readJson(manifestFile);
  return path.join(path.dirname(manifestFile), manifest.bin.node);
}

function findPair(name: string): Pair {
  const found = pairs.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`VT_TEST_PAIR names no pair: ${name}`);
  return found;
}

function nameForThisNode(): Pair['name'] {
  return Number.parseInt(process.versions.node, 10) < 22 ? 'node-red-4' : 'node-red-5';
}
