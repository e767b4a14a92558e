import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { NoDriverError } from '../../../../nodes/shared/configuration-error';
import { loadPg } from '../../../../nodes/store/postgres/driver';
import { projectRoot } from '../../../support/pair';
import { readJson } from '../../../support/read-json';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../support/temporary-folder';

describe('the package pg', () => {
  let userDir: string;

  beforeEach(() => {
    userDir = makeTemporaryFolder();
  });
  afterEach(() => removeTemporaryFolder(userDir));

  function install(version: string, program: string): void {
    const folder = path.join(userDir, 'node_modules', 'pg');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'pg', version }));
    writeFileSync(path.join(folder, 'index.js'), program);
  }

  it('is that of the user directory, where there is one', () => {
    install('8.99.0', 'exports.Client = class Own {};');
    assert.equal(loadPg(userDir).Client.name, 'Own');
  });

  it('is the one beside this package, where the user directory has none', () => {
    assert.equal(loadPg(userDir).Client, Client);
  });

  for (const version of ['7.18.2', '8.15.9', '9.0.0', 'nonsense'])
    it(`is refused in version ${version}, with the command that brings another one`, () => {
      install(version, 'exports.Client = class Own {};');
      assert.throws(
        () => loadPg(userDir),
        (error) =>
          error instanceof NoDriverError &&
          error.message.includes(`"npm install pg@8" in ${userDir}`),
      );
    });

  it('is found once it is installed, where it was missing before', () => {
    // Where nothing lies above it that has a `pg`.
    const program = path.join(userDir, 'program');
    const build = path.join(__dirname, '../../../..');
    for (const folder of ['nodes', 'src'])
      cpSync(path.join(build, folder), path.join(program, folder), { recursive: true });
    const installed = path.join(projectRoot, 'node_modules');
    const script = `
      const { cpSync, mkdirSync, symlinkSync } = require('node:fs');
      const { NoDriverError } = require('./nodes/shared/configuration-error');
      const { loadPg } = require('./nodes/store/postgres/driver');
      const [userDir, installed, ...brought] = process.argv.slice(1);
      // As where other nodes are installed.
      mkdirSync(userDir + '/node_modules');
      try {
        loadPg(userDir);
      } catch (error) {
        console.log(error instanceof NoDriverError);
      }
      cpSync(installed + '/pg', userDir + '/node_modules/pg', { recursive: true });
      for (const name of brought)
        symlinkSync(installed + '/' + name, userDir + '/node_modules/' + name);
      console.log(loadPg(userDir).Client.name);
    `;
    const brought = Object.keys(readJson(installed, 'pg', 'package.json').dependencies);
    const given = ['-e', script, userDir, installed, ...brought];
    const told = execFileSync(process.execPath, given, { cwd: program, encoding: 'utf8' });
    assert.deepEqual(told.trim().split('\n'), ['true', 'Client']);
  });

  it('is refused with the command that installs it where it cannot be loaded', () => {
    install('8.99.0', 'throw new Error("half of it is missing\\nand more");');
    assert.throws(
      () => loadPg(userDir),
      (error) =>
        error instanceof NoDriverError &&
        /cannot be loaded \(half of it is missing\): run "npm install pg"/.test(error.message),
    );
  });

  it('is refused where it is something else', () => {
    install('8.99.0', 'module.exports = null;');
    assert.throws(() => loadPg(userDir), /is no package pg/);
  });
});
