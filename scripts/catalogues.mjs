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

/**
 * @param {string} output - the folder in which a node's program is in `nodes/<node>/`
 * @param {string} [translations] - the folder that has one for each language
 */
export function buildCatalogues(output, translations = TRANSLATIONS) {
  for (const node of nodes()) {
    const folder = path.join(NODES, node, 'locales', ENGLISH);
    const shared = path.join(NODES, 'shared', 'locales', ENGLISH, 'shared.json');
    buildCatalogue(output, node, ENGLISH, { own: path.join(folder, `virustotal-${node}`), shared });
  }
  for (const language of readdirSync(translations)) {
    const folder = path.join(translations, language);
    const shared = path.join(folder, 'shared.json');
    for (const node of nodes())
      buildCatalogue(output, node, language, { own: path.join(folder, node), shared });
    copyMailTexts(path.join(folder, 'mail.json'), path.join(output, 'locales', language));
  }
}

/** @returns {readonly string[]} the folders of nodes: one without a dialog is none */
function nodes() {
  return readdirSync(NODES).filter((node) => existsSync(path.join(NODES, node, 'editor')));
}

/**
 * The words of the mails, which the nodes read themselves: Node-RED knows the language of its editor and
 * its own alone, and a mail is in that of its readers.
 * @param {string} source
 * @param {string} folder
 */
function copyMailTexts(source, folder) {
  if (!existsSync(source)) return;
  mkdirSync(folder, { recursive: true });
  cpSync(source, path.join(folder, 'mail.json'));
}

/**
 * @param {string} output
 * @param {string} node
 * @param {string} language
 * @param {{ own: string, shared: string }} files - its texts and its help without their endings, and
 *   the texts that several nodes say
 */
function buildCatalogue(output, node, language, { own, shared }) {
  const type = `virustotal-${node}`;
  const folder = path.join(output, 'nodes', node, 'locales', language);
  mkdirSync(folder, { recursive: true });
  const texts = mergeTexts(readTexts(`${own}.json`), readTexts(shared), `${own}.json`);
  writeFileSync(path.join(folder, `${type}.json`), `${JSON.stringify(texts)}\n`);
  const help = `${own}.html`;
  if (existsSync(help)) cpSync(help, path.join(folder, `${type}.html`));
}

/**
 * @param {string} file
 * @returns {Texts} none where there is no such file
 */
function readTexts(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
