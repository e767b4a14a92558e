/**
 * `npm run pictures`
 *
 * Takes the pictures of the guide in `docs/pictures` anew, in the running editor of the demo.
 * They are committed; run it when what they show looks different, and look at them.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { compile, projectRoot } from './compile.mjs';
import { toIndexedPng } from './pictures/indexed-png.mjs';

/** @typedef {typeof import('../test/support/demonstration.js')} DemonstrationModule */
/** @typedef {typeof import('../test/support/pictures.js')} PicturesModule */

const folder = path.join(projectRoot, 'docs', 'pictures');

/** In kB: whoever reads the guide over a slow line waits for them. */
const mostOfOne = 60;

/**
 * @param {string} name
 */
function loadCompiled(name) {
  const file = path.join(projectRoot, '.test-build', 'test', 'support', `${name}.js`);
  return import(pathToFileURL(file).href);
}

/** The browser needs Node.js 22.17 or newer, which comes as a development dependency. */
function restartOnNewerNode() {
  const require = createRequire(import.meta.url);
  const newer = path.join(path.dirname(require.resolve('node24/package.json')), 'bin', 'node');
  const { status } = spawnSync(newer, [fileURLToPath(import.meta.url)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

if (Number.parseInt(process.versions.node, 10) < 24) restartOnNewerNode();

await build();
compile('tsconfig.test.json', '.test-build');
/** @type {DemonstrationModule} */
const { startDemonstration } = await loadCompiled('demonstration');
/** @type {PicturesModule} */
const { takePictures } = await loadCompiled('pictures');

const demonstration = await startDemonstration({ nodeRed: 0, inbox: 0, simulator: 0 });
try {
  const pictures = await takePictures(demonstration);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, png } of pictures) {
    const small = toIndexedPng(png);
    writeFileSync(path.join(folder, `${name}.png`), small);
    const size = Math.ceil(small.length / 1000);
    console.log(`${name}.png  ${size} kB${size > mostOfOne ? ', which is too much' : ''}`);
    if (size > mostOfOne) process.exitCode = 1;
  }
} finally {
  await demonstration.close();
}
