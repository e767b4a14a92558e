import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rollup } from 'rollup';
import { compile, projectRoot } from './compile.mjs';
import { house } from './house/allowed-imports.mjs';
import { roomOf } from './house/problems.mjs';
import { shorten } from './shorten.mjs';

/**
 * Makes the program that is published. What belongs to one room becomes one file, which is much smaller
 * than its many files are; of its names only those of functions and classes are as in the source, and
 * each statement has a line, so that a stack trace tells where something happened.
 */

/** Where the compiler puts the modules. */
const COMPILED = path.join(projectRoot, '.program-build');

/** What is loaded by its name from outside, without its ending, and stays a file of its own. */
const LOADED_BY_NAME = [
  // Where `test/support/quick-clock.ts` makes time go faster.
  'src/clock',
  // Where `nodes/store/postgres/load-places.ts` loads it once somebody needs it.
  'nodes/store/postgres/read-place',
];

/** A module that looks for something beside itself, or is loaded by where it lies, stays there. */
const KNOWS_ITS_PLACE = /\b__(?:dir|file)name\b/;

/** @param {string} output - the folder to put it in */
export async function buildProgram(output) {
  compile('tsconfig.build.json', path.basename(COMPILED));
  rmSync(output, { recursive: true, force: true });
  for (const { file, code } of await link()) {
    const built = path.join(output, file);
    checkClasses(code);
    mkdirSync(path.dirname(built), { recursive: true });
    writeFileSync(built, await shorten(code, 'functions'));
  }
}

/** @returns {Promise<{ file: string, code: string }[]>} */
async function link() {
  const nodes = programs();
  const alone = new Set([...nodes, ...commands(), ...LOADED_BY_NAME, ...modulesInPlace()]);
  const bundle = await rollup({
    input: Object.fromEntries([...alone].map((name) => [name, fileOf(name)])),
    plugins: [{ name: 'modules of ours', resolveId: resolve }],
    // What is only told, such as a circle, is a mistake here; that nothing is left of a room is none.
    onLog(_level, { code, message }) {
      if (code !== 'EMPTY_BUNDLE') throw new Error(message);
    },
  });
  /** @type {ReadonlySet<string> | undefined} */
  let atStart;
  const { output } = await bundle.generate({
    format: 'cjs',
    interop: 'auto',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    manualChunks(id, { getModuleInfo }) {
      atStart ??= importedFrom(nodes.map(fileOf), (file) => getModuleInfo(file)?.importedIds ?? []);
      const name = nameOf(id);
      return alone.has(name) ? name : roomFile(name, atStart.has(id));
    },
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    esModule: false,
    freeze: false,
    externalLiveBindings: false,
    generatedCode: { arrowFunctions: true, constBindings: true, objectShorthand: true },
  });
  await bundle.close();
  return output.flatMap((chunk) =>
    chunk.type === 'chunk' ? [{ file: chunk.fileName, code: chunk.code }] : [],
  );
}

/**
 * The file in which what belongs to a room is put; what is not needed at the start has its own.
 * @param {string} name
 * @param {boolean} isAtStart
 */
function roomFile(name, isAtStart) {
  const room = roomOf(`${name}.ts`, house) ?? path.posix.dirname(name);
  return `${room}/${path.posix.basename(room)}${isAtStart ? '' : '-later'}`;
}

/**
 * @param {string} source
 * @param {string | undefined} importer
 */
function resolve(source, importer) {
  if (importer === undefined) return null;
  if (!source.startsWith('.')) return { id: source, external: true };
  const file = path.resolve(path.dirname(importer), source);
  return file.endsWith('.js') ? file : `${file}.js`;
}

/**
 * @param {readonly string[]} files
 * @param {(file: string) => readonly string[]} importsOf - without those that wait until they are needed
 * @returns {ReadonlySet<string>} these files and all that is loaded with them
 */
function importedFrom(files, importsOf) {
  const found = new Set(files);
  for (const file of found) for (const imported of importsOf(file)) found.add(imported);
  return found;
}

/** @returns {string[]} what Node-RED loads at its start */
function programs() {
  const { nodes, plugins = {} } = manifest()['node-red'];
  return [...Object.values(nodes), ...Object.values(plugins)].map(moduleOf);
}

/** @returns {string[]} */
function commands() {
  return Object.values(manifest().bin).map(moduleOf);
}

/** @returns {string[]} the modules that have to stay where they are */
function modulesInPlace() {
  return readdirSync(COMPILED, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => KNOWS_ITS_PLACE.test(readFileSync(file, 'utf8')))
    .map(nameOf);
}

/**
 * @returns {{
 *   bin: Record<string, string>,
 *   'node-red': { nodes: Record<string, string>, plugins?: Record<string, string> },
 * }}
 */
function manifest() {
  return JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
}

/** @param {string} built - a file of the package, as package.json names it */
function moduleOf(built) {
  return built.replace(/^dist\/|\.js$/g, '');
}

/** @param {string} file - a module as the compiler emitted it */
function nameOf(file) {
  const inside = path.relative(COMPILED, file).replace(/\.js$/, '');
  return inside.split(path.sep).join('/');
}

/** @param {string} name */
function fileOf(name) {
  return path.join(COMPILED, `${name}.js`);
}

/** @param {string} code */
function checkClasses(code) {
  const renamed = /\bclass (\w+)\$\d/.exec(code);
  if (renamed) throw new Error(`Two classes are named ${renamed[1]}: whose name has an error?`);
}
