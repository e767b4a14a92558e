import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './compile.mjs';
import { mergeTexts } from './merge-texts.mjs';

/**
 * Makes the catalogues of the nodes, which Node-RED looks for beside their programs: in each language
 * one of a node's texts, and one with its help.
 *
 * English lies with the nodes, in `nodes/<node>/locales/en-US/`, and what several of them say in
 * `nodes/shared/locales/en-US/shared.json`. Every other language is one folder: `locales/<language>/`
 * with `<node>.json`, `<node>.html`, `shared.json` and `mail.json`, the words of the mails. What it
 * lacks, Node-RED says in English.
 */

/** @typedef {import('./merge-texts.mjs').Texts} Texts */

const ENGLISH = 'en-US';

const NODES = path.join(projectRoot, 'nodes');

const TRANSLATIONS = path.join(projectRoot, 'locales');

/** @param {string} output - the folder in which a node's program is in `nodes/<node>/` */
export function buildCatalogues(output) {
  for (const node of readdirSync(NODES)) {
    if (!existsSync(path.join(NODES, node, 'editor'))) continue;
    for (const language of [ENGLISH, ...languages()]) buildCatalogue(output, node, language);
  }
  for (const language of languages()) copyMailTexts(output, language);
}

/**
 * The words of the mails, which the nodes read themselves: Node-RED knows the language of its editor and
 * its own alone, and a mail is in that of its readers.
 * @param {string} output
 * @param {string} language
 */
function copyMailTexts(output, language) {
  const source = path.join(TRANSLATIONS, language, 'mail.json');
  if (!existsSync(source)) return;
  const folder = path.join(output, 'locales', language);
  mkdirSync(folder, { recursive: true });
  cpSync(source, path.join(folder, 'mail.json'));
}

/** @returns {readonly string[]} the languages other than English */
function languages() {
  return existsSync(TRANSLATIONS) ? readdirSync(TRANSLATIONS) : [];
}

/**
 * @param {string} output
 * @param {string} node
 * @param {string} language
 */
function buildCatalogue(output, node, language) {
  const type = `virustotal-${node}`;
  const folder = path.join(output, 'nodes', node, 'locales', language);
  mkdirSync(folder, { recursive: true });
  const source = sourceOf(node, language);
  const texts = mergeTexts(
    readTexts(`${source}.json`),
    readTexts(sharedOf(language)),
    `${source}.json`,
  );
  writeFileSync(path.join(folder, `${type}.json`), `${JSON.stringify(texts)}\n`);
  const help = `${source}.html`;
  if (existsSync(help)) writeFileSync(path.join(folder, `${type}.html`), readFileSync(help));
}

/**
 * The texts and the help of a node, without their endings.
 * @param {string} node
 * @param {string} language
 */
function sourceOf(node, language) {
  return language === ENGLISH
    ? path.join(NODES, node, 'locales', ENGLISH, `virustotal-${node}`)
    : path.join(TRANSLATIONS, language, node);
}

/** @param {string} language */
function sharedOf(language) {
  const folder =
    language === ENGLISH
      ? path.join(NODES, 'shared', 'locales', ENGLISH)
      : path.join(TRANSLATIONS, language);
  return path.join(folder, 'shared.json');
}

/**
 * @param {string} file
 * @returns {Texts} none where there is no such file
 */
function readTexts(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
