import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { projectRoot } from '../support/pair';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

interface Failure {
  readonly title: string;
  readonly file: string;
  readonly message: string;
  readonly stack: readonly string[];
}

type Tell = (
  results: readonly { pair: string; failures: readonly Failure[] }[],
  limit?: number,
) => string[];

const failure: Failure = {
  title: 'a gate lets pass',
  file: 'test/gate.test.ts',
  message: 'Expected 1\nnot 2',
  stack: ['    at one (test/gate.test.ts:1:2)', '    at two (test/gate.test.ts:3:4)'],
};

const scripts = path.join(projectRoot, 'scripts');

describe('what failed, at the end of all tests', () => {
  let tell: Tell;

  before(async () => {
    const script = pathToFileURL(path.join(scripts, 'failures.mjs')).href;
    ({ tellFailures: tell } = await import(script));
  });

  it('is told with its pair, its file, its full title, its message and where it happened', () => {
    const results = [
      { pair: 'node-red-4', failures: [] },
      { pair: 'node-red-5', failures: [failure] },
    ];

    assert.deepEqual(tell(results), [
      'What failed:',
      '1) node-red-5 test/gate.test.ts: a gate lets pass',
      '     Expected 1',
      '     not 2',
      '       at one (test/gate.test.ts:1:2)',
      '       at two (test/gate.test.ts:3:4)',
    ]);
  });

  it('is nothing where nothing failed', () => {
    assert.deepEqual(tell([{ pair: 'node-red-5', failures: [] }]), []);
  });

  it('names each, although not every message fits into the lines that people look at', () => {
    const long = { ...failure, title: 'a long one', message: 'line\n'.repeat(1000) };
    const failures = Array.from({ length: 40 }, () => [long, failure]).flat();
    const told = tell([{ pair: 'node-red-4', failures }]);

    assert.ok(told.length <= 170, `${told.length} lines`);
    assert.equal(told.filter((line) => /^\d+\) node-red-4/.test(line)).length, 80);
    assert.ok(told.includes('     Expected 1'));
  });

  it('counts those whose name does not fit in either', () => {
    const told = tell([
      { pair: 'node-red-4', failures: Array.from({ length: 500 }, () => failure) },
    ]);

    assert.ok(told.length <= 170, `${told.length} lines`);
    assert.equal(told.at(-1), 'and 332 more');
  });

  describe('of a run of mocha', () => {
    let folder: string;
    before(() => {
      folder = makeTemporaryFolder();
    });
    after(() => removeTemporaryFolder(folder));

    it('is known of tests and hooks, also where the process dies before its end', async () => {
      mkdirSync(path.join(folder, 'test'));
      const file = path.join(folder, 'test', 'made-up.test.js');
      writeFileSync(
        file,
        `describe('the made up', () => {
          it('test', () => { throw new Error('wrong'); });
          describe('suite', () => {
            before(() => { throw 'no error at all'; });
            it('is left out', () => {});
          });
          describe('end', () => {
            it('comes too early', (done) => {
              setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
            });
          });
        });`,
      );
      const mocha = path.join(projectRoot, 'node_modules', 'mocha', 'bin', 'mocha.js');
      const reporter = path.join(scripts, 'counting-reporter.mjs');
      const run = fork(mocha, ['--no-config', '--reporter', reporter, file], { silent: true });
      const told: Failure[] = [];
      run.on('message', (message: Failure) => told.push(message));
      await once(run, 'close');

      assert.deepEqual(
        told.map(({ title }) => title),
        ['the made up test', 'the made up suite "before all" hook for "is left out"'],
      );
      assert.equal(told[0]?.message, 'wrong');
      assert.match(told[1]?.message ?? '', /no error at all/);
      assert.match(told[0]?.stack[0] ?? '', /made-up\.test\.js:2/);
      assert.ok(told.every((each) => each.file.endsWith('test/made-up.test.ts')));
    });
  });
});
