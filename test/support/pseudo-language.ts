import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeTypes } from './editor-page';
import { projectName, projectRoot } from './pair';
import { readJson } from './read-json';
import { ENGLISH } from './texts';

const NODES = path.join(projectRoot, 'nodes');

/** A language that nothing here is translated to. Its texts are English ones, so marked that they are told from all others. */
export const PSEUDO = 'eo';

/** What is no text for a person: places for values, tags, what programs read, and marks of templates. */
const KEPT = /__\w+?__|<code>.*?<\/code>|<[^>]*>|&[#\w]+;|\{\{.*?\}\}|%%\{\w+\}|\$\{?\w+\}?/gs;

/** A text in brackets and a third longer, as translations are. */
function pseudo(text: string): string {
  return text.trim() === '' ? text : `[${text}${'~'.repeat(Math.ceil(text.length / 3))}]`;
}

/** The same of each piece of text in a page. */
function pseudoPage(page: string): string {
  return page.replaceAll(/>([^<]*[A-Za-z][^<]*)</g, (_all, text: string) => {
    const [before = '', after = ''] = [/^\s*/, /\s*$/].map((blank) => blank.exec(text)?.[0]);
    return `>${before}${pseudo(text.trim())}${after}<`;
  });
}

/** What is left of a shown text without that of the pseudo-language: all that has escaped. */
export function withoutPseudo(text: string): string {
  let rest = text;
  for (;;) {
    const next = rest.replaceAll(/\[[^[\]]*~+\]/g, '');
    if (next === rest) return rest.replaceAll(KEPT, '');
    rest = next;
  }
}

/**
 * Installs the built package into a user directory, as a copy that speaks the pseudo-language too: as
 * any other, it is one folder of files that the build puts in their places.
 */
export async function installWithPseudoLanguage(userDir: string): Promise<void> {
  const home = path.join(userDir, 'node_modules', projectName);
  await mkdir(home, { recursive: true });
  for (const part of ['package.json', 'dist', 'resources', 'examples']) {
    await cp(path.join(projectRoot, part), path.join(home, part), { recursive: true });
  }
  await symlink(
    path.join(projectRoot, 'node_modules'),
    path.join(home, 'node_modules'),
    'junction',
  );
  const translations = path.join(userDir, 'translations');
  await translate(path.join(translations, PSEUDO));
  const script = path.join(projectRoot, 'scripts', 'catalogues.mjs');
  const { buildCatalogues } = await import(pathToFileURL(script).href);
  buildCatalogues(path.join(home, 'dist'), translations);
  const manifest = { name: 'node-red-project', dependencies: { [projectName]: '0.0.0' } };
  await writeFile(path.join(userDir, 'package.json'), JSON.stringify(manifest));
}

/** Writes all files of a translation, as they lie in `locales/<language>/`. */
async function translate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const type of nodeTypes) {
    const name = type.replace('virustotal-', '');
    const english = path.join(NODES, name, 'locales', ENGLISH, type);
    await writePseudoTexts(`${english}.json`, path.join(folder, `${name}.json`));
    const help = await readFile(`${english}.html`, 'utf8');
    await writeFile(path.join(folder, `${name}.html`), pseudoPage(help));
  }
  const shared = path.join(NODES, 'shared', 'locales', ENGLISH, 'shared.json');
  await writePseudoTexts(shared, path.join(folder, 'shared.json'));
}

async function writePseudoTexts(english: string, file: string): Promise<void> {
  await writeFile(file, JSON.stringify(pseudoTexts(readJson(english))));
}

/** The key `language` above all groups says how numbers are written, and is no text. */
function pseudoTexts(texts: object, isInGroup = false): object {
  const entries = Object.entries(texts).map(([key, value]): [string, unknown] => {
    if (key === 'language' && !isInGroup) return [key, value];
    if (typeof value === 'string') return [key, pseudo(value)];
    return [key, pseudoTexts(value, true)];
  });
  return Object.fromEntries(entries);
}
