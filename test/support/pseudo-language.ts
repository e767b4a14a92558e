import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectName, projectRoot } from './pair';
import { ENGLISH } from './texts';

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
 * Installs the built package into a user directory, as a copy that speaks the pseudo-language too.
 * Another language takes no more than its files.
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
  const nodes = path.join(home, 'dist', 'nodes');
  for (const node of await readdir(nodes)) await translateNode(path.join(nodes, node, 'locales'));
  const manifest = { name: 'node-red-project', dependencies: { [projectName]: '0.0.0' } };
  await writeFile(path.join(userDir, 'package.json'), JSON.stringify(manifest));
}

async function translateNode(locales: string): Promise<void> {
  const files = await readdir(path.join(locales, ENGLISH)).catch(() => []);
  if (files.length > 0) await mkdir(path.join(locales, PSEUDO));
  for (const file of files) {
    const english = await readFile(path.join(locales, ENGLISH, file), 'utf8');
    const translated = file.endsWith('.json')
      ? JSON.stringify(pseudoTexts(JSON.parse(english)))
      : pseudoPage(english);
    await writeFile(path.join(locales, PSEUDO, file), translated);
  }
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
