import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type AnyNode } from 'acorn';
import { projectName, projectRoot } from './pair';

/** The node types of the package, which are also the names of their files. */
export const nodeTypes = [
  'virustotal-account',
  'virustotal-store',
  'virustotal-group',
  'virustotal-collect',
  'virustotal-lookup',
  'virustotal-mailer',
  'virustotal-verdict',
  'virustotal-gate',
  'virustotal-raise',
  'virustotal-notify',
  'virustotal-status',
] as const;

export type NodeType = (typeof nodeTypes)[number];

/** What a node shows in the editor, taken apart. */
export interface EditorPage {
  readonly type: NodeType;
  readonly html: string;
  /** The dialog's form. */
  readonly template: string;
  readonly help: string;
  readonly script: string;
  /** The scripts from `resources/` that it loads before its own. */
  readonly shared: string;
  /** Of what these hold, the modules that it uses. */
  readonly taken: readonly string[];
  readonly style: string;
  /** The English texts by their dotted key, those that several nodes have among them. */
  readonly texts: ReadonlyMap<string, string>;
}

/** How a page loads a script that it shares with others (nodered.org/docs/creating-nodes/resources). */
const SHARED = new RegExp(`<script src="resources/${projectName}/([^"]+)"></script>`, 'g');

/** A style that it shares with others, or its own. */
const STYLE = new RegExp(
  `<link rel="stylesheet" href="resources/${projectName}/([^"]+)" />|<style>(.*?)</style>`,
  'gs',
);

function readResource(file: string): string {
  return readFileSync(path.join(projectRoot, 'resources', file), 'utf8');
}

/** The modules of `editor/shared/` that a page's script uses, and those that these import, as compiled. */
function modulesTakenBy(script: string): string[] {
  const folder = path.join(projectRoot, '.editor-build', 'editor', 'shared');
  const taken = new Map<string, string>();
  const take = (name: string): void => {
    const file = path.join(folder, `${name}.js`);
    if (taken.has(name) || !existsSync(file)) return;
    const code = readFileSync(file, 'utf8');
    taken.set(name, code);
    for (const [, imported = ''] of code.matchAll(/ from '\.\/([\w-]+)'/g)) take(imported);
  };
  for (const [, name = ''] of script.matchAll(/virustotalEditor\.(\w+)/g)) {
    take(name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  }
  return [...taken.values()];
}

/** The folder of a node in what is built. */
function folderOf(type: string): string {
  return path.join(projectRoot, 'dist', 'nodes', type.replace('virustotal-', ''));
}

/** Reads a node's page, help and texts as they were built. Throws when a part is missing. */
export function readEditorPage(type: NodeType): EditorPage {
  const read = (...names: string[]): string =>
    readFileSync(path.join(folderOf(type), ...names), 'utf8');
  const html = read(`${type}.html`);
  const help = read('locales', 'en-US', `${type}.html`);
  const script = only(html, /<script type="text\/javascript">(.*?)<\/script>/gs);
  return {
    type,
    html,
    template: only(html, new RegExp(`data-template-name="${type}">(.*?)</script>`, 'gs')),
    help: only(help, new RegExp(`data-help-name="${type}">(.*?)</script>`, 'gs')),
    script,
    taken: modulesTakenBy(script),
    shared: [...html.matchAll(SHARED)].map(([, file]) => readResource(file ?? '')).join('\n'),
    style: [...html.matchAll(STYLE)]
      .map(([, file, own]) => own ?? readResource(file ?? ''))
      .join('\n'),
    texts: new Map(flatten(JSON.parse(read('locales', 'en-US', `${type}.json`)), '')),
  };
}

/** The English texts that several nodes have, by their dotted key. */
export function readSharedTexts(): ReadonlyMap<string, string> {
  const file = path.join(projectRoot, 'nodes', 'shared', 'locales', 'en-US', 'shared.json');
  return new Map(flatten(JSON.parse(readFileSync(file, 'utf8')), ''));
}

function only(html: string, pattern: RegExp): string {
  const found = [...html.matchAll(pattern)];
  if (found.length !== 1) throw new Error(`${pattern} is there ${found.length} times, not once`);
  return found[0]?.[1] ?? '';
}

function flatten(value: unknown, key: string): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  return Object.entries(value ?? {}).flatMap(([name, inner]) =>
    flatten(inner, key === '' ? name : `${key}.${name}`),
  );
}

/** The icon's SVG, or `undefined` when there is no such file in `icons/`. */
export function readIcon(name: string): string | undefined {
  const file = path.join(projectRoot, 'icons', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Every node of the syntax tree of a script or a module, outer before inner. */
export function syntaxOf(code: string, sourceType: 'script' | 'module' = 'script'): AnyNode[] {
  return [...walk(parse(code, { ecmaVersion: 2018, sourceType }))];
}

function* walk(value: unknown): Generator<AnyNode> {
  if (Array.isArray(value)) {
    for (const each of value) yield* walk(each);
  } else if (isSyntax(value)) {
    yield value;
    for (const inner of Object.values(value)) yield* walk(inner);
  }
}

function isSyntax(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
