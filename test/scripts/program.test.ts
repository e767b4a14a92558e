import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { projectRoot } from '../support/pair';
import { readJson } from '../support/read-json';

/** What package.json says of what Node-RED loads. */
interface Manifest {
  readonly 'node-red': Readonly<Record<'nodes' | 'plugins', Readonly<Record<string, string>>>>;
}

/** All files with this ending below a folder of the project, as text by their path in it. */
function readAll(folder: string, ending: string): ReadonlyMap<string, string> {
  const within = path.join(projectRoot, folder);
  const files = readdirSync(within, { recursive: true, encoding: 'utf8' });
  return new Map(
    files
      .filter((file) => file.endsWith(ending))
      .map((file) => [file, readFileSync(path.join(within, file), 'utf8')]),
  );
}

/** What a text names after a word, such as `class`, at the beginning of a line. */
function named(text: string, word: string): string[] {
  const pattern = new RegExp(
    `^(?:export )?(?:default )?(?:async |abstract )?${word}\\*? (\\w+)`,
    'gm',
  );
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

/** Of a package that is large. */
const isLarge = (file: string): boolean => /node_modules\/(?:nodemailer|undici|pg)\//.test(file);

/** Functions that are loaded for whoever needs them: a dialog, several machines, a demonstration, a mail. */
const LOADED_LATER = [
  'answerTest',
  'checkKey',
  'checkStore',
  'takeAlong',
  'previewMail',
  'gatherAnswer',
  'summaryOf',
  'metricsOf',
  'createPostgresStore',
  'createSharedJournal',
  'openSharedCollector',
  'createSimulator',
  'composeDigest',
  'composeChat',
  'countUp',
  'keyCheckV3',
  'moveOut',
  'readTypedNode',
];

describe('the program as it is built', () => {
  const dist = path.join(projectRoot, 'dist');
  const built = readAll('dist', '.js');
  const program = [...built.values()].join('\n');

  it('calls its classes as the source does: the name of one is the name of an error', () => {
    const source = [...readAll('src', '.ts').values(), ...readAll('nodes', '.ts').values()];
    const classes = new Set(source.flatMap((text) => named(text, 'class')));
    const inProgram = named(program, 'class');

    assert.ok(inProgram.includes('NotAnIndicatorError'), inProgram.join(', '));
    assert.deepEqual(
      inProgram.filter((name) => !classes.has(name)),
      [],
    );
    assert.equal(new Set(inProgram).size, inProgram.length);
  });

  it('tells by a stack trace in which function something happened, and by a line of its own where', () => {
    const { createMachineClock } = require(path.join(projectRoot, 'dist', 'src', 'clock.js'));
    assert.throws(
      () => createMachineClock(undefined),
      ({ stack = '' }: Error) => {
        const [, line = ''] =
          /^ +at createMachineClock .*clock\.js:(\d+):\d+\)$/m.exec(stack) ?? [];
        return Number(line) > 10;
      },
    );
    for (const [name, text] of built) {
      const statements = text.split('\n').length;
      assert.ok(statements > named(text, 'function').length, name);
    }
  });

  it('loads at the start only what all need, and not what is for dialogs or for several machines', () => {
    const { 'node-red': registered }: Manifest = readJson(projectRoot, 'package.json');
    const files = Object.values({ ...registered.nodes, ...registered.plugins });
    const loading = `for (const file of ${JSON.stringify(files)}) require('./' + file);
      console.log(JSON.stringify(Object.keys(require.cache)))`;
    const told = execFileSync(process.execPath, ['-e', loading], { cwd: projectRoot });
    const loaded: readonly string[] = JSON.parse(told.toString());

    const atStart = loaded.map((file) => built.get(path.relative(dist, file)) ?? '').join('\n');
    const functions = new Set(named(atStart, 'function'));
    assert.ok(functions.has('createLookups'));
    assert.deepEqual(
      LOADED_LATER.filter((name) => !named(program, 'function').includes(name)),
      [],
    );
    assert.deepEqual(
      LOADED_LATER.filter((name) => functions.has(name)),
      [],
    );
    const later = [...built].filter(([file]) => file.endsWith('-later.js'));
    for (const [file, text] of later) {
      assert.ok(
        named(text, 'function').some((name) => LOADED_LATER.includes(name)),
        file,
      );
    }
    assert.deepEqual(loaded.filter(isLarge), []);
  });

  it('has a file for each room, and not one for each module', () => {
    const modules = [...readAll('src', '.ts'), ...readAll('nodes', '.ts')];
    assert.ok(built.size < modules.length / 3, `${built.size} of ${modules.length}`);
  });
});
