import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The source files of `editor`, `nodes` and `src`, by their path from the top with forward slashes.
 * @typedef {Readonly<Record<string, string>>} Tree
 */

/**
 * @typedef {object} Import
 * @property {string} from - the file that imports
 * @property {string} specifier - as it is written there
 * @property {string | undefined} to - the file of the tree that it means; `undefined` for a package
 *   and for what is not there
 */

/**
 * Reads the tree from a disk.
 * @param {string} top - the folder in which these lie
 * @returns {Tree}
 */
export function readTree(top) {
  const files = ['editor', 'nodes', 'src']
    .map((folder) => path.join(top, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }));
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile() && /\.(?:ts|html)$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [
        path.relative(top, file).replaceAll(path.sep, '/'),
        readFileSync(file, 'utf8'),
      ]),
  );
}

/**
 * A specifier after `from`, `import` or `require`, which covers imports and exports of values and of
 * types, over several lines or within an expression. It would rather see one that is none, in a
 * text, than miss one.
 */
const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(['"`])([^'"`\n]+)\1/g;

/** A line of nothing but comment. */
const COMMENT = /^\s*(?:\/\/.*|\/?\*(?:(?!\*\/).)*(?:\*\/\s*)?)$/gm;

/**
 * All imports of a tree, of types as well as of values.
 * @param {Tree} tree
 * @returns {Import[]}
 */
export function importsOf(tree) {
  return Object.entries(tree)
    .filter(([file]) => file.endsWith('.ts'))
    .flatMap(([from, text]) =>
      specifiersIn(text).map((specifier) => ({
        from,
        specifier,
        to: isRelative(specifier) ? resolve(tree, from, specifier) : undefined,
      })),
    );
}

/** @param {string} specifier */
export function isRelative(specifier) {
  return specifier.startsWith('.');
}

/**
 * @param {string} text
 * @returns {string[]} each once
 */
function specifiersIn(text) {
  const found = text.replaceAll(COMMENT, '').matchAll(SPECIFIER);
  return [...new Set([...found].map(([, , specifier = '']) => specifier))];
}

/**
 * @param {Tree} tree
 * @param {string} from
 * @param {string} specifier
 */
function resolve(tree, from, specifier) {
  const place = path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '');
  return [place, `${place}.ts`, `${place}.d.ts`, `${place}/index.ts`].find((file) => file in tree);
}
