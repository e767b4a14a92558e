import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCatalogues } from './catalogues.mjs';
import { compile, projectRoot } from './compile.mjs';
import { buildResources, renderPage } from './pages/pages.mjs';
import { buildProgram } from './program.mjs';

/**
 * Makes `dist` and `resources`, all that the published package runs. Node-RED looks for the page,
 * the texts, the help and the icon of a node beside its program.
 */
export async function build() {
  await buildProgram(path.join(projectRoot, 'dist'));
  compile('tsconfig.editor.json', '.editor-build');
  await buildResources();
  const nodes = path.join(projectRoot, 'nodes');
  for (const node of readdirSync(nodes)) await buildNode(node);
  buildCatalogues(path.join(projectRoot, 'dist'));
}

/** @param {string} node - the name of its folder in `nodes/`; one without a dialog is no node */
async function buildNode(node) {
  const source = path.join(projectRoot, 'nodes', node);
  const built = path.join(projectRoot, 'dist', 'nodes', node);
  if (!existsSync(path.join(source, 'editor'))) return;
  const page = await renderPage(node);
  writeFileSync(path.join(built, `virustotal-${node}.html`), page);
  const icon = `virustotal-${node}.svg`;
  const drawn = path.join(projectRoot, 'icons', icon);
  if (existsSync(drawn)) cpSync(drawn, path.join(built, 'icons', icon));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
