import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pairs, projectRoot } from '../support/pair';
import { readJson } from '../support/read-json';
import { semver } from '../support/semver';

interface Manifest {
  name: string;
  version: string;
  license?: string;
  repository?: unknown;
  bugs?: unknown;
  keywords: string[];
  engines: { node: string };
  dependencies: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string> };
}

/**
 * The checks that the flow library runs on a package, as far as they need no network; the names
 * are those of the scorecard of node-red-dev.
 */
describe("the flow library's scorecard", () => {
  const manifest = readManifest();
  const nodeSets = Object.entries(manifest['node-red'].nodes);

  it('P01: names a licence', () => {
    assert.equal(manifest.license, 'MIT');
    assert.match(readFileSync(inProject('LICENSE'), 'utf8'), /MIT License/);
  });

  it('P03: says where source and bugs are', () => {
    assert.ok(manifest.repository);
    assert.ok(manifest.bugs);
  });

  it('P04: has a scoped name', () => {
    assert.match(manifest.name, /^@[a-z\d-]+\/[a-z\d-]*node-red[a-z\d-]*$/);
  });

  it('P05: has the keyword by which the library finds it', () => {
    assert.ok(manifest.keywords.includes('node-red'));
  });

  it('P06: supports both versions of Node-RED that it is tested on', () => {
    for (const { packageName } of pairs) {
      const { version } = readManifest('node_modules', packageName);
      assert.ok(semver.satisfies(version, manifest['node-red'].version), version);
    }
  });

  it('P07: supports the oldest Node.js that the latest Node-RED supports', () => {
    assert.ok(semver.satisfies('22.9.0', manifest.engines.node));
  });

  it('D01: has at most 6 dependencies', () => {
    assert.ok(Object.keys(manifest.dependencies).length <= 6);
  });

  it('N01: prefixes every node type', () => {
    for (const [name] of nodeSets) assert.match(name, /^virustotal-/);
  });

  it('N02: shows every node type of the palette in an example', () => {
    const used = new Set(examples().flatMap((nodes) => nodes.map(({ type }) => type)));
    const palette = nodeSets
      .filter(([, file]) => !/category:\s*'config'/.test(readFileSync(builtPage(file), 'utf8')))
      .map(([name]) => name);

    assert.notEqual(palette.length, 0);
    assert.deepEqual(
      palette.filter((type) => !used.has(type)),
      [],
    );
  });

  describe('finds', () => {
    it('a README with something in it', () => {
      assert.ok(statSync(inProject('README.md')).size > 1000);
    });

    it('a page and a program for every node', () => {
      for (const [name, file] of nodeSets) {
        const folder = name.replace('virustotal-', '');
        assert.equal(file, `dist/nodes/${folder}/${name}.js`);
        assert.ok(existsSync(inProject('nodes', folder, `${name}.ts`)), name);
        assert.ok(existsSync(builtPage(file)), name);
      }
    });

    it('examples that are lists of nodes', () => {
      for (const nodes of examples()) {
        assert.ok(Array.isArray(nodes));
        assert.ok(nodes.every(({ id, type }) => id && type));
      }
    });
  });
});

function inProject(...names: string[]): string {
  return path.join(projectRoot, ...names);
}

function readManifest(...folder: string[]): Manifest {
  return readJson(projectRoot, ...folder, 'package.json');
}

/** The editor page that the build puts beside this program. */
function builtPage(program: string): string {
  return inProject(program.replace(/\.js$/, '.html'));
}

function examples(): { id: string; type: string }[][] {
  return readdirSync(inProject('examples'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => readJson(projectRoot, 'examples', file));
}
