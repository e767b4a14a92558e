import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../compile.mjs';
import { renderForm } from './form.mjs';
import { linkModules, linkPage } from './link.mjs';

/** Where the compiler puts the scripts of the pages. */
const COMPILED = path.join(projectRoot, '.editor-build');

/** What Node-RED serves of a package as it is (nodered.org/docs/creating-nodes/resources). */
const RESOURCES = path.join(projectRoot, 'resources');

const SERVED = `resources/${JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')).name}`;

/** What pages share: each module in `editor/shared/`, and of the engine what several pages need. */
const SHARED_MODULES = [
  'src/json',
  'src/regular-expression/regular-expression',
  ...readdirSync(path.join(projectRoot, 'editor', 'shared'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => `editor/shared/${path.basename(file, '.ts')}`),
];

/** The global that holds what pages share. */
const GLOBAL = 'virustotalEditor';

/** By what name of the global a page finds what it shares, by the module that makes it. */
const sharedNames = new Map(
  SHARED_MODULES.map((module) => [path.join(COMPILED, module), camelCase(path.basename(module))]),
);

/**
 * Makes what pages share: one script, and the style of a form. It is one, because the editor loads
 * the scripts of a page all at once and runs each as it comes: none may need another.
 */
export async function buildResources() {
  rmSync(RESOURCES, { recursive: true, force: true });
  mkdirSync(RESOURCES);
  const script = await linkModules(sharedNames, GLOBAL);
  writeFileSync(path.join(RESOURCES, 'editor.js'), `${script}\n`);
  writeFileSync(path.join(RESOURCES, 'form.css'), readSource('editor', 'shared', 'form.css'));
}

/**
 * Makes the page of a node: its style, form and script; of a plugin, which has no form, style and script.
 * @param {string} node - the name of its folder in `nodes/`
 * @returns {Promise<string>}
 */
export async function renderPage(node) {
  const entry = path.join(COMPILED, 'nodes', node, 'editor', 'page.js');
  const script = await linkPage(entry, sharedNames, GLOBAL);
  return [
    ...styleOf(node),
    ...formOf(node, script),
    `<script src="${SERVED}/editor.js"></script>`,
    '<script type="text/javascript">',
    script,
    '</script>',
    '',
  ].join('\n');
}

/**
 * @param {string} node
 * @param {string} script - of its page, which says what kind of node it is
 */
function formOf(node, script) {
  if (!existsSync(sourceFile(node, 'form.html'))) return [];
  const type = `virustotal-${node}`;
  const isConfig = /category:\s*'config'/.test(script);
  const form = renderForm(
    readFileSync(sourceFile(node, 'form.html'), 'utf8'),
    isConfig ? 'node-config-input-' : 'node-input-',
  );
  return [
    `<script type="text/html" data-template-name="${type}">`,
    `<div class="virustotal-form ${type}">`,
    withoutIndentation(form),
    '</div>',
    '</script>',
  ];
}

/** @param {string} node */
function styleOf(node) {
  const style = sourceFile(node, 'style.css');
  const isForm = existsSync(sourceFile(node, 'form.html'));
  return [
    ...(isForm ? [`<link rel="stylesheet" href="${SERVED}/form.css" />`] : []),
    ...(existsSync(style)
      ? ['<style>', withoutIndentation(readFileSync(style, 'utf8')), '</style>']
      : []),
  ];
}

/** @param {string} text - of lines that mean the same wherever they begin */
function withoutIndentation(text) {
  return text.trim().replaceAll(/^[ \t]+/gm, '');
}

/**
 * @param {string} node
 * @param {string} file
 */
function sourceFile(node, file) {
  return path.join(projectRoot, 'nodes', node, 'editor', file);
}

/** @param {readonly string[]} names */
function readSource(...names) {
  return readFileSync(path.join(projectRoot, ...names), 'utf8');
}

/** @param {string} name - in kebab case */
function camelCase(name) {
  return name.replaceAll(/-(\w)/g, (_match, letter) => String(letter).toUpperCase());
}
