import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { projectRoot } from '../support/pair';
import { readExamples } from '../support/example-flows';
import { readJson } from '../support/read-json';

/** How many words a newcomer can be asked to read at once. */
const MOST_WORDS = 1200;

const PUBLISHED = 'https://github.com/alertwire/node-red-virustotal/blob/main/';
const PICTURES = 'https://raw.githubusercontent.com/alertwire/node-red-virustotal/main/';

const folder = path.join(projectRoot, 'docs');
const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));
const texts = new Map(
  ['README.md', 'CONTRIBUTING.md', ...pages.map((page) => `docs/${page}`), ...helpPages()].map(
    (file) => [file, readFileSync(path.join(projectRoot, file), 'utf8')],
  ),
);

/** The help of each node, in each language. */
function helpPages(): string[] {
  return ['nodes', 'locales']
    .filter((room) => existsSync(path.join(projectRoot, room)))
    .flatMap((room) =>
      readdirSync(path.join(projectRoot, room), { recursive: true, encoding: 'utf8' })
        .map((file) => path.posix.join(room, file.replaceAll(path.sep, '/')))
        .filter((file) => /(?:^|\/)locales\/.*\.html$/.test(file)),
    );
}

/** What a page leads to, and shows. */
function linksIn(text: string): string[] {
  const inText = text.matchAll(/\]\(([^()\s]+)[^()]*\)/g);
  const inTags = text.matchAll(/\b(?:src|href)="([^"]*)"/g);
  return [...inText, ...inTags].map(([, link = '']) => link);
}

/** The file of the project that a link leads to, with the heading; nothing where it leads elsewhere. */
function targetOf(link: string, from: string): string | undefined {
  for (const address of [PUBLISHED, PICTURES])
    if (link.startsWith(address)) return link.slice(address.length);
  if (/^[a-z]+:/.test(link)) return undefined;
  if (link.startsWith('#')) return from + link;
  return path.posix.join(path.posix.dirname(from), link);
}

/** The headings of a page, as GitHub makes addresses of them. */
function headingsOf(file: string): string[] {
  return [...(texts.get(file) ?? '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the guide', () => {
  for (const [file, text] of texts) {
    it(`leads to what is there: ${file}`, () => {
      const lost = linksIn(text)
        .map((link) => targetOf(link, file))
        .filter((target) => target !== undefined)
        .filter((target) => {
          const [to = '', heading] = target.split('#');
          if (!existsSync(path.join(projectRoot, to))) return true;
          return heading !== undefined && !headingsOf(to).includes(heading);
        });
      assert.deepEqual(lost, []);
    });
  }

  for (const file of ['README.md', ...pages.map((page) => `docs/${page}`)]) {
    // The architecture is for who changes the package.
    if (file === 'docs/architecture.md') continue;

    it(`can be read at once: ${file}`, () => {
      const words = (texts.get(file) ?? '').split(/\s+/).filter((word) => /\w/.test(word));
      assert.ok(words.length <= MOST_WORDS, `${words.length} words`);
    });

    it(`is led to by the README: ${file}`, () => {
      if (file === 'README.md') return;
      assert.ok(linksIn(texts.get('README.md') ?? '').includes(PUBLISHED + file));
    });
  }

  it('shows every picture that there is', () => {
    const shown = [...texts].flatMap(([file, text]) =>
      linksIn(text).map((link) => targetOf(link, file)),
    );
    const pictures = readdirSync(path.join(folder, 'pictures')).map(
      (file) => `docs/pictures/${file}`,
    );
    assert.notEqual(pictures.length, 0);
    assert.deepEqual(
      pictures.filter((picture) => !shown.includes(picture)),
      [],
    );
  });
});

describe('the page about trouble', () => {
  const page = texts.get('docs/troubleshooting.md') ?? '';
  const shared: Readonly<Record<string, unknown>> = readJson(
    projectRoot,
    'nodes/shared/locales/en-US/shared.json',
  );
  const said = JSON.stringify(
    ['status', 'failure', 'delivery', 'away', 'driver'].map((part) => shared[part]),
  ).replaceAll(/__\w+__/g, '');

  it('has every code of a failure', () => {
    const codes = [...Object.keys(Object(shared['failure'])), 'configuration', 'store'];
    assert.deepEqual(
      codes.filter((code) => !page.includes(`\`${code}\``)),
      [],
    );
  });

  it('names statuses as they are', () => {
    const table = page.slice(page.indexOf('## A status'), page.indexOf('## A code'));
    const named = [...table.matchAll(/^\| ([^|]*)\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/_([^_]+)_/g)].map(([, status = '']) => status),
    );
    assert.ok(named.length > 10, named.join());
    assert.deepEqual(
      named.filter(
        (status) =>
          !status.split(', ').every((part) => said.includes(part)) && !said.includes(status),
      ),
      [],
    );
  });
});

/** What Node-RED and its e-mail node call their own things. */
const OF_NODE_RED = [
  'Deploy',
  'Examples',
  'Import',
  'Install',
  'Manage palette',
  'Use secure connection',
];

describe('what the guide calls by a name', () => {
  const catalogues = helpPages()
    .filter((file) => file.includes('/en-US/'))
    .map((file) => path.join(projectRoot, file.replace(/html$/, 'json')));
  // The sidebar has texts and no help.
  const others = [
    'nodes/shared/locales/en-US/shared.json',
    'nodes/sidebar/locales/en-US/virustotal-sidebar.json',
  ].map((file) => path.join(projectRoot, file));
  const ours = [...catalogues, ...others].map((file) => readFileSync(file, 'utf8')).join('\n');
  const examples = readExamples()
    .flatMap(({ name, nodes }) => [name, ...nodes.map((node) => node['name'])])
    .map(String);

  /** A text of ours may say more than its name, as in "Public key (free)". */
  function isOurs(name: string): boolean {
    return ours.includes(`"${name}`) || ours.includes(`"${name.toLowerCase()}"`);
  }

  for (const [file, text] of texts) {
    if (!/^(?:docs|README)/.test(file) || file === 'docs/architecture.md') continue;

    it(`is called so in the editor: ${file}`, () => {
      const named = [
        ...text.replaceAll(/`[^`]*`/g, '').matchAll(/(?<!\w)_([A-Z0-9][^_\n]*)_/g),
      ].map(([, name = '']) => name);
      const known = [...OF_NODE_RED, ...examples];
      assert.deepEqual(
        named.filter((name) => !known.includes(name) && !isOurs(name)),
        [],
      );
    });
  }
});
