import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/pair';
import { readJson } from '../support/read-json';

interface Manifest {
  repository: { url: string };
  publishConfig?: { access?: string };
}

const manifest: Manifest = readJson(projectRoot, 'package.json');

/** Where the files of the project can be seen by everybody. */
const addresses = (() => {
  const project = manifest.repository.url.replace(/^git\+|\.git$/g, '');
  const raw = project.replace('https://github.com/', 'https://raw.githubusercontent.com/');
  return [`${project}/blob/main/`, `${raw}/main/`];
})();

describe('what is published', () => {
  it('is for everybody, which npm takes no scoped package for by itself', () => {
    assert.deepEqual(manifest.publishConfig, { access: 'public' });
  });

  describe('has a README', () => {
    const links = linksIn(readFileSync(path.join(projectRoot, 'README.md'), 'utf8'));

    it('whose picture and links work wherever it is shown', () => {
      assert.ok(links.length >= 5, links.join('\n'));
      assert.deepEqual(
        links.filter((link) => !link.startsWith('https://')),
        [],
      );
    });

    it('whose links into the project lead to what is there', () => {
      const files = links.flatMap((link) =>
        addresses
          .filter((address) => link.startsWith(address))
          .map((address) => link.slice(address.length)),
      );

      assert.ok(files.includes('docs/pictures/flow.png'), files.join('\n'));
      assert.deepEqual(
        files.filter((file) => !existsSync(path.join(projectRoot, file))),
        [],
      );
    });
  });

  describe('has a dist', () => {
    const dist = path.join(projectRoot, 'dist');
    const built = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(dist, path.join(entry.parentPath, entry.name)));

    it('with the program of every node', () => {
      assert.ok(built.filter((file) => /\bvirustotal-\w+\.js$/.test(file)).length >= 10);
    });

    it('without maps, declarations and tests', () => {
      assert.deepEqual(
        built.filter((file) => /\.map$|\.ts$|(?:^|[\\/])tests?[\\/]|\.test\./.test(file)),
        [],
      );
      const mapped = built
        .filter((file) => file.endsWith('.js'))
        .filter((file) => readFileSync(path.join(dist, file), 'utf8').includes('sourceMappingURL'));
      assert.deepEqual(mapped, []);
    });
  });
});

/** What the links and pictures of a page of Markdown lead to. */
function linksIn(markdown: string): string[] {
  const inText = markdown.matchAll(/\]\(([^()\s]+)[^()]*\)/g);
  const byName = markdown.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm);
  const inTags = markdown.matchAll(/<(?:img|a)\b[^>]*\b(?:src|href)="([^"]*)"/g);
  return [...inText, ...byName, ...inTags].map(([, link = '']) => link);
}
