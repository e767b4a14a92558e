import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { loadPg, NoDriverError } from '../../../../nodes/store/postgres/driver';
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

  it('is refused where it is something else', () => {
    install('8.99.0', 'module.exports = null;');
    assert.throws(() => loadPg(userDir), /is no package pg/);
  });
});
