import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { startNodeRed } from '../support/node-red-process';
import type { NodeRedProcess } from '../support/node-red-process';
import { projectName, projectRoot } from '../support/pair';
import { readJson } from '../support/read-json';
import { semver } from '../support/semver';
import { packProject, uploadToPalette } from '../support/tarball';
import type { Tarball } from '../support/tarball';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

interface Manifest {
  name: string;
  version: string;
  engines?: { node?: string };
  scripts?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  'node-red': { nodes: Record<string, string> };
}

interface NodeSet {
  module: string;
  types: string[];
  enabled: boolean;
  err?: unknown;
}

describe('the package, installed from its tarball by the palette manager', function () {
  this.timeout(120_000);

  let folder: string;
  let userDir: string;
  let tarball: Tarball;
  let nodeRed: NodeRedProcess;

  before(async () => {
    folder = makeTemporaryFolder();
    userDir = makeTemporaryFolder();
    tarball = await packProject(folder);
    nodeRed = await startNodeRed({ userDir, env: { npm_config_prefer_offline: 'true' } });
    await uploadToPalette(nodeRed, tarball);
  });

  after(async () => {
    await nodeRed?.stop();
    removeTemporaryFolder(userDir);
    removeTemporaryFolder(folder);
  });

  const installedModule = (name: string): string =>
    path.join(userDir, 'node_modules', ...name.split('/'));

  const inPackage = (...names: string[]): string =>
    path.join(installedModule(projectName), ...names);

  describe('registers', () => {
    it('its node types, all of them without an error', async () => {
      const sets: NodeSet[] = await nodeRed.api('GET', 'nodes');
      const ours = sets.filter(({ module }) => module === projectName);

      assert.deepEqual(
        ours.map(({ types, enabled, err }) => ({ types, enabled, err })),
        Object.keys(readManifest(projectRoot)['node-red'].nodes).map((type) => ({
          types: [type],
          enabled: true,
          err: undefined,
        })),
      );
      assert.equal(ours.length, 11);
    });

    it('its sidebar, without an error', async () => {
      const plugins: (NodeSet & { name: string })[] = await nodeRed.api('GET', 'plugins');
      assert.deepEqual(
        plugins
          .filter(({ module }) => module === projectName)
          .map(({ name, enabled, err }) => ({ name, enabled, err })),
        [{ name: 'virustotal-sidebar', enabled: true, err: undefined }],
      );
    });

    it('its icons', async () => {
      const icons = readdirSync(path.join(projectRoot, 'icons'));
      assert.equal(icons.length, 11);
      const served = icons.map(async (icon) =>
        (await fetch(new URL(`icons/${projectName}/${icon}`, nodeRed.url))).text(),
      );

      assert.deepEqual(
        await Promise.all(served),
        icons.map((icon) => readFileSync(path.join(projectRoot, 'icons', icon), 'utf8')),
      );
    });

    it('the scripts that its pages load before their own', async () => {
      const answer = await fetch(new URL('nodes', nodeRed.url), {
        headers: { accept: 'text/html' },
      });
      const pages = await answer.text();
      const loaded = [...pages.matchAll(new RegExp(`"(resources/${projectName}/([^"]+))"`, 'g'))];
      assert.notEqual(loaded.length, 0);
      for (const [, address = '', file = ''] of loaded) {
        const served = await (await fetch(new URL(address, nodeRed.url))).text();
        assert.equal(served, readFileSync(inPackage('resources', file), 'utf8'));
      }
    });

    it('its texts for the editor, for every node type', async () => {
      const catalogs: Record<string, object> = await nodeRed.api('GET', 'nodes/messages?lng=en-US');

      const types = Object.keys(readManifest(projectRoot)['node-red'].nodes);
      assert.deepEqual(
        Object.entries(catalogs)
          .filter(([name, texts]) => name.startsWith(projectName) && Object.keys(texts).length > 0)
          .map(([name]) => name)
          .toSorted(),
        types.map((type) => `${projectName}/${type}`).toSorted(),
      );
    });

    it('its examples, as they are in the project', async () => {
      const examples = readdirSync(path.join(projectRoot, 'examples'));
      assert.ok(examples.length >= 2);
      const offered = examples.map((file) => {
        const name = encodeURIComponent(path.basename(file, '.json'));
        return nodeRed.api('GET', `library/examples/flows/${projectName}/${name}`);
      });

      assert.deepEqual(
        await Promise.all(offered),
        examples.map((file) => readJson(projectRoot, 'examples', file)),
      );
    });
  });

  it('tells of a wrong property by its label in the dialog', async () => {
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: '' },
      { id: 'raise', type: 'virustotal-raise', z: 'tab', suppress: 'soon', wires: [[], []] },
    ]);
    await nodeRed.waitForLog(/suppress: .* \(in the dialog: Once per\)/);
    await nodeRed.deploy([]);
  });

  it('brings no driver for PostgreSQL, and says how it is installed where that is chosen', async () => {
    const url = 'postgres://someone:secret@127.0.0.1:1/alerts';
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: '' },
      { id: 'store', type: 'virustotal-store', kind: 'postgres', credentials: { url } },
      { id: 'raise', type: 'virustotal-raise', z: 'tab', store: 'store', wires: [[], []] },
    ]);
    await nodeRed.waitForLog(
      /needs the package pg, which is not installed: run "npm install pg" in /,
    );
    const answer = await nodeRed.api('POST', 'virustotal/stores/check', {
      kind: 'postgres',
      credentials: { url },
    });
    assert.deepEqual([answer.works, answer.code], [false, 'not-installed']);
    assert.ok(!existsSync(installedModule('pg')));
    await nodeRed.deploy([]);
  });

  describe('is small', () => {
    it('as a tarball: under 500 kB', () => {
      assert.ok(tarball.size < 500_000, `${tarball.size} bytes`);
    });

    it('with what it brings: at most 6 packages and 9 MB', () => {
      const brought = otherPackages();
      const bytes = brought.reduce((sum, name) => sum + bytesIn(installedModule(name)), 0);

      assert.ok(brought.length <= 6, brought.join(', '));
      assert.ok(bytes < 9_000_000, `${bytes} bytes`);
    });

    it('in holding nothing but what runs, examples, licence and texts about it', () => {
      const allowed = [
        /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
        /^dist\/(src|nodes)\/[\w/-]+\.js$/,
        /^dist\/nodes\/[\w-]+\/[\w-]+\.html$/,
        /^dist\/locales\/[\w-]+\/mail\.json$/,
        /^dist\/nodes\/[\w-]+\/locales\/[\w-]+\/[\w-]+\.(json|html)$/,
        /^dist\/locales\/[\w-]+\/mail\.json$/,
        /^dist\/nodes\/[\w-]+\/icons\/[\w-]+\.svg$/,
        /^examples\/[\w &,-]+\.json$/,
        /^resources\/[\w-]+\.(js|css)$/,
      ];
      const forbidden = /(^|\/)test|^dist\/src\/simulator\/(inbox|server)/;

      const strangers = tarball.files.filter(
        (file) => forbidden.test(file) || !allowed.some((pattern) => pattern.test(file)),
      );
      assert.deepEqual(strangers, []);
    });
  });

  describe('blocks no installation', () => {
    it('by a package that excludes a Node.js from 20.18.1 on', () => {
      const narrow = [projectName, ...otherPackages()].filter((name) => {
        const allowed = readManifest(installedModule(name)).engines?.node ?? '*';
        return !semver.subset('>=20.18.1', allowed);
      });

      assert.deepEqual(narrow, []);
    });

    it('by another version of what somebody may have beside it', () => {
      const { peerDependencies = {} } = readManifest(installedModule(projectName));
      assert.deepEqual(peerDependencies, { pg: '*' });
    });

    it('by a script that has to run', () => {
      const withScripts = [projectName, ...otherPackages()].filter((name) => {
        const scripts = Object.keys(readManifest(installedModule(name)).scripts ?? {});
        const runs = scripts.some((script) => /^(pre|post)?install$/.test(script));
        return runs || existsSync(path.join(installedModule(name), 'binding.gyp'));
      });

      assert.deepEqual(withScripts, []);
    });
  });

  describe('when Node-RED starts again', () => {
    it('is loaded without undici and nodemailer, which wait until they are needed', async () => {
      const coverage = path.join(folder, 'coverage');
      await nodeRed.stop();
      // What V8 covers is every script that was run, however it was loaded.
      nodeRed = await startNodeRed({ userDir, env: { NODE_V8_COVERAGE: coverage } });
      await nodeRed.stop();

      const scripts = scriptsIn(coverage).filter((url) => url.includes(path.basename(userDir)));
      for (const [type, file] of Object.entries(readManifest(projectRoot)['node-red'].nodes)) {
        assert.ok(
          scripts.some((url) => url.endsWith(`/${file}`)),
          `${type} was not loaded`,
        );
      }
      assert.deepEqual(
        scripts.filter((url) => /\/node_modules\/(undici|nodemailer)\//.test(url)),
        [],
      );
    });
  });

  /** Every package that came with ours, by its path under node_modules. */
  function otherPackages(): string[] {
    const lock: { packages: Record<string, object> } = readJson(
      userDir,
      'node_modules',
      '.package-lock.json',
    );
    return Object.keys(lock.packages)
      .map((location) => location.replace(/^node_modules\//, ''))
      .filter((name) => name !== projectName);
  }
});

function readManifest(folder: string): Manifest {
  return readJson(folder, 'package.json');
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

function scriptsIn(coverage: string): string[] {
  return readdirSync(coverage).flatMap((file) => {
    const { result }: { result: { url: string }[] } = readJson(coverage, file);
    return result.map(({ url }) => url);
  });
}
