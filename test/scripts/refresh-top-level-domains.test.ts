import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { domainToASCII } from 'node:url';
import { TOP_LEVEL_DOMAINS } from '../../src/indicator/extract/top-level-domains';
import { projectRoot } from '../support/pair';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

const SCRIPT = path.join(projectRoot, 'scripts', 'refresh-top-level-domains.mjs');
const LIST = path.join(projectRoot, 'src', 'indicator', 'extract', 'top-level-domains.ts');

/** The names as IANA publishes them. */
const NAMES = [...TOP_LEVEL_DOMAINS].map((name) => domainToASCII(name).toUpperCase());

describe('the script that makes the list of top-level domains', () => {
  let folder: string;
  let made: string;

  before(() => {
    folder = makeTemporaryFolder();
    made = path.join(folder, 'made.ts');
  });

  after(() => removeTemporaryFolder(folder));

  /** What the script says of a file that IANA might send. */
  function refresh(lines: readonly string[]): { status: number | null; output: string } {
    const source = path.join(folder, 'source.txt');
    writeFileSync(source, lines.join('\n'));
    const command = [SCRIPT, '--from', source, '--to', made];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }

  it('makes the list that is here out of the names in it', () => {
    const list = readFileSync(LIST, 'utf8');
    const version = /not to be changed by\n \* hand\. (.*)/.exec(list)?.[1] ?? '';
    assert.equal(refresh([`# ${version}`, ...NAMES, '']).status, 0);
    assert.equal(readFileSync(made, 'utf8'), list);
  });

  it('tells the version, and adds a name in its own script', () => {
    const version = 'Version 2026112800, Last Updated Sat Nov 28 07:07:01 2026 UTC';
    const { status, output } = refresh([`# ${version}`, ...NAMES, 'ZZNEW', 'XN--BCHER-KVA']);
    assert.equal(status, 0);
    assert.match(output, new RegExp(version));
    const list = readFileSync(made, 'utf8');
    assert.ok(list.includes(version));
    assert.match(list, /[ ']zznew[ ']/);
    assert.match(list, /[ ']bücher[ ']/);
  });

  const refused: readonly (readonly [what: string, lines: readonly string[], why: RegExp])[] = [
    ['half a list', NAMES.slice(0, 500), /There are only 500 names/],
    ['a page about an error', ['<html>', ...NAMES], /This is no top-level domain: <html>/],
  ];
  for (const [what, lines, why] of refused) {
    it(`makes nothing of ${what}`, () => {
      made = path.join(folder, 'refused.ts');
      const { status, output } = refresh(lines);
      assert.notEqual(status, 0);
      assert.match(output, why);
      assert.equal(existsSync(made), false);
    });
  }
});
