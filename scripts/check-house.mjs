/**
 * `node scripts/check-house.mjs [--draw | --write]`
 *
 * Holds the imports and the sizes of files and folders to the plan in `house/allowed-imports.mjs`, and the
 * picture in docs/architecture.md to the imports. `--draw` prints that picture instead, and
 * `--write` draws it anew on the page.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './compile.mjs';
import { drawHouse, redraw } from './house/picture.mjs';
import { problemsOf } from './house/problems.mjs';
import { house, limits } from './house/allowed-imports.mjs';
import { readTree } from './house/tree.mjs';

const { values: options } = parseArgs({
  options: {
    draw: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const page = path.join(projectRoot, 'docs', 'architecture.md');
const tree = readTree(projectRoot);
const drawn = drawHouse(tree, house);

function check() {
  const problems = problemsOf(tree, house, limits);
  const text = readFileSync(page, 'utf8');
  if (redraw(text, drawn) !== text) {
    problems.push('docs/architecture.md shows other imports than there are: npm run draw');
  }
  if (problems.length === 0) return;
  console.error(problems.join('\n'));
  process.exitCode = 1;
}

if (options.draw) console.log(drawn);
else if (options.write) writeFileSync(page, redraw(readFileSync(page, 'utf8'), drawn));
else check();
