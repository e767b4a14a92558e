import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, projectRoot } from './compile.mjs';

/** Makes `dist`, all that the published package runs: compiled code, editor pages, texts, icons. */
export function build() {
  const nodes = path.join(projectRoot, 'nodes');
  const builtNodes = path.join(projectRoot, 'dist', 'nodes');
  compile('tsconfig.build.json', 'dist');
  for (const file of readdirSync(nodes)) {
    if (file.endsWith('.html')) cpSync(path.join(nodes, file), path.join(builtNodes, file));
  }
  cpSync(path.join(nodes, 'locales'), path.join(builtNodes, 'locales'), { recursive: true });
  cpSync(path.join(projectRoot, 'icons'), path.join(builtNodes, 'icons'), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
