import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { rollup } from 'rollup';

/**
 * Makes one classic script of modules, as the editor runs scripts. It is laid out like its source,
 * because people read it in their browser.
 */

/**
 * The script of an entry, and the modules that it takes from globals.
 * @param {string} entry - a file that the compiler emitted
 * @param {ReadonlyMap<string, string>} globals - the names of the globals in which modules already
 * are, by the file of the module without its ending
 * @param {string} [name] - of the global that gives what the entry exports to all other scripts
 * @returns {Promise<{ script: string, shared: readonly string[] }>}
 */
export async function linkScript(entry, globals, name) {
  const bundle = await rollup({
    input: entry,
    plugins: [takeFromGlobals(globals)],
    makeAbsoluteExternalsRelative: false,
    // What is only told, such as a module of Node.js that a browser has not, is a mistake here.
    onLog(_level, { message }) {
      throw new Error(message);
    },
  });
  const {
    output: [{ code, imports }],
  } = await bundle.generate({
    ...(name !== undefined && { name }),
    format: 'iife',
    globals: Object.fromEntries(globals),
    interop: 'esModule',
    esModule: false,
    freeze: false,
    externalLiveBindings: false,
    generatedCode: { arrowFunctions: true, constBindings: true, objectShorthand: true },
  });
  await bundle.close();
  return { script: await layOut(code), shared: imports };
}

/**
 * @param {ReadonlyMap<string, string>} globals
 * @returns {import('rollup').Plugin}
 */
function takeFromGlobals(globals) {
  return {
    name: 'take from globals',
    resolveId(source, importer = '') {
      const id = path.resolve(path.dirname(importer), source);
      return globals.has(id) ? { id, external: true } : null;
    },
  };
}

/** @param {string} code */
async function layOut(code) {
  const config = await resolveConfig(import.meta.filename);
  return (await format(code, { ...config, parser: 'babel' })).trim();
}
