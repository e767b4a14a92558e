import path from 'node:path';
import { rollup } from 'rollup';
import { shorten } from '../shorten.mjs';

/**
 * Makes classic scripts of modules, as the editor runs scripts. Their names are those of their source,
 * because people read them in their browser, which lays them out.
 */

/** @typedef {ReadonlyMap<string, string>} Names - by the file of a module without its ending */

/** The entry of the script that holds all that is shared; there is no such file. */
const ALL = '\0all';

/**
 * The script that gives what some modules export to all other scripts.
 * @param {Names} names - of the modules in the global
 * @param {string} global
 * @returns {Promise<string>}
 */
export function linkModules(names, global) {
  const source = [...names].map(([file, name]) => `export * as ${name} from '${file}.js';`);
  return link(ALL, {
    plugins: [
      {
        name: 'all that is shared',
        resolveId: (id) => (id === ALL ? id : null),
        load: (id) => (id === ALL ? source.join('\n') : null),
      },
    ],
    output: { name: global },
  });
}

/**
 * The script of a page.
 * @param {string} entry - a file that the compiler emitted
 * @param {Names} shared - what it finds in the global, by what name
 * @param {string} global
 * @returns {Promise<string>}
 */
export function linkPage(entry, shared, global) {
  return link(entry, {
    plugins: [
      {
        name: 'what is shared',
        resolveId(source, importer = '') {
          const id = path.resolve(path.dirname(importer), source);
          return shared.has(id) ? { id, external: true } : null;
        },
      },
    ],
    output: {
      globals: Object.fromEntries([...shared].map(([file, name]) => [file, `${global}.${name}`])),
    },
  });
}

/**
 * @param {string} entry
 * @param {{ plugins: import('rollup').Plugin[], output: import('rollup').OutputOptions }} options
 * @returns {Promise<string>}
 */
async function link(entry, { plugins, output }) {
  const bundle = await rollup({
    input: entry,
    plugins,
    makeAbsoluteExternalsRelative: false,
    // What is only told, such as a module of Node.js that a browser has not, is a mistake here.
    onLog(_level, { message }) {
      throw new Error(message);
    },
  });
  const {
    output: [{ code }],
  } = await bundle.generate({
    ...output,
    format: 'iife',
    interop: 'esModule',
    esModule: false,
    freeze: false,
    externalLiveBindings: false,
    generatedCode: { arrowFunctions: true, constBindings: true, objectShorthand: true },
  });
  await bundle.close();
  return await shorten(code, 'all');
}
