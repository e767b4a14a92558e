import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { nodeTypes, readSharedTexts } from '../support/editor-page';
import { projectRoot } from '../support/pair';
import { ENGLISH, readTexts } from '../support/texts';

const TRANSLATIONS = path.join(projectRoot, 'locales');

const languages = readdirSync(TRANSLATIONS);

const nodes = nodeTypes.map((type) => type.replace('virustotal-', ''));

/** What has texts and neither a dialog nor a help. */
const PLUGINS = ['sidebar'];

/** Words of a help text that a person reads before looking elsewhere. */
const MOST_WORDS = 500;

/** The endings by which i18next chooses between plurals (i18next.com/translation-function/plurals). */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

/** The file of a node's texts or help, or of `shared`, in a language. */
function fileOf(language: string, name: string, ending: 'json' | 'html'): string {
  if (language !== ENGLISH) return path.join(TRANSLATIONS, language, `${name}.${ending}`);
  const file = name === 'shared' ? `shared.${ending}` : `virustotal-${name}.${ending}`;
  return path.join(projectRoot, 'nodes', name, 'locales', ENGLISH, file);
}

function textsOf(language: string, name: string): ReadonlyMap<string, string> {
  return readTexts(fileOf(language, name, 'json'));
}

/** The keys that a translation has of the English ones: each plural in all forms of its language. */
function keysIn(language: string, english: Iterable<string>): string[] {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  const keys = [...english].flatMap((key) => {
    if (!PLURAL.test(key)) return key;
    return pluralCategories.map((category) => key.replace(PLURAL, `_${category}`));
  });
  return [...new Set(keys)].toSorted();
}

/** What a text has that is no word of its language, in any order: places for values, and marks. */
function marksIn(text: string): string[] {
  return [...text.matchAll(/__\w+?__|<[^>]*>|<code>[^<]*|\{\{[^}]*\}\}|\$\{\w+\}/g)]
    .map(([mark]) => mark)
    .toSorted();
}

/** The English text of a key, in the plural for the forms that English has not. */
function englishOf(english: ReadonlyMap<string, string>, key: string): string {
  return english.get(key) ?? english.get(key.replace(PLURAL, '_other')) ?? '';
}

/** The help as it is built up: its tags, with the names of properties in order. */
function skeletonOf(help: string): string[] {
  return [...help.matchAll(/<(\/?\w+)([^>]*)>/g)].map(
    ([, tag = '', attributes = '']) => `${tag}${attributes.replaceAll(/\s+/g, ' ').trimEnd()}`,
  );
}

/** What is said the same in every language: what programs read. */
function codeIn(help: string): string[] {
  return [...help.matchAll(/<code>(.*?)<\/code>/gs)]
    .map(([, code = '']) => code.replaceAll(/\s+/g, ' '))
    .toSorted();
}

function wordsIn(help: string): number {
  const text = help.replaceAll(/<[^>]*>/g, ' ').trim();
  return text.split(/\s+/).length;
}

function readHelp(language: string, node: string): string {
  return readFileSync(fileOf(language, node, 'html'), 'utf8');
}

for (const language of languages) {
  describe(`the translation to ${language}`, () => {
    it('is of every node, of what they share, and of nothing else', () => {
      const expected = nodes.flatMap((node) => [`${node}.html`, `${node}.json`]);
      const plugins = PLUGINS.map((plugin) => `${plugin}.json`);
      assert.deepEqual(
        readdirSync(path.join(TRANSLATIONS, language)).toSorted(),
        [...expected, ...plugins, 'mail.json', 'shared.json'].toSorted(),
      );
    });

    it('says what its language is', () => {
      assert.equal(textsOf(language, 'shared').get('language'), language);
    });

    for (const name of [...nodes, ...PLUGINS, 'shared']) {
      it(`has the texts that there are in English: ${name}`, () => {
        const [english, translated] = [textsOf(ENGLISH, name), textsOf(language, name)];
        assert.deepEqual([...translated.keys()].toSorted(), keysIn(language, english.keys()));
        for (const [key, text] of translated) {
          assert.notEqual(text.trim(), '', key);
          assert.deepEqual(marksIn(text), marksIn(englishOf(english, key)), key);
        }
      });
    }

    for (const node of nodes) {
      it(`has the help that there is in English: ${node}`, () => {
        const [english, translated] = [readHelp(ENGLISH, node), readHelp(language, node)];
        assert.deepEqual(skeletonOf(translated), skeletonOf(english));
        assert.deepEqual(codeIn(translated), codeIn(english));
      });
    }
  });
}

describe('the help', () => {
  for (const language of [ENGLISH, ...languages]) {
    for (const node of nodes) {
      it(`is no longer than ${MOST_WORDS} words: ${node}, ${language}`, () => {
        const words = wordsIn(readHelp(language, node));
        assert.ok(words <= MOST_WORDS, `${words} words`);
      });
    }
  }
});

/** The texts that several nodes say, whose keys are put together: how they begin. */
const PUT_TOGETHER = [
  'away.',
  'delivery.',
  'driver.',
  'engine.',
  'failure.',
  'find.',
  'label.',
  'level.',
  'outcome.',
  'raised.',
  'refusal.',
  'status.',
];

describe('times in the dialogs', () => {
  it('are written in one place, in the language of the editor', () => {
    const folders = [
      'editor',
      ...readdirSync(path.join(projectRoot, 'nodes')).map((node) => `nodes/${node}/editor`),
    ];
    const files = folders
      .filter((folder) => existsSync(path.join(projectRoot, folder)))
      .flatMap((folder) =>
        readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map(
          (file) => path.posix.join(folder, file.replaceAll(path.sep, '/')),
        ),
      )
      .filter((file) => file.endsWith('.ts'));
    const writing = files.filter((file) =>
      /\.toLocale(?:Date|Time)?String\(|Intl\.DateTimeFormat/.test(
        readFileSync(path.join(projectRoot, file), 'utf8'),
      ),
    );
    assert.deepEqual(writing, ['editor/shared/times.ts']);
  });
});

describe('the texts that several nodes say', () => {
  const source = sources()
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

  it('are all said', () => {
    const unused = [...readSharedTexts().keys()].filter((key) => {
      const plain = key.replace(PLURAL, '');
      const last = plain.slice(plain.lastIndexOf('.') + 1);
      const isPutTogether = PUT_TOGETHER.some((start) => plain.startsWith(start));
      return !says(source, plain) && !(isPutTogether && says(source, last));
    });
    assert.deepEqual(unused, []);
  });
});

/** Whether a key stands in some code or form. */
function says(source: string, key: string): boolean {
  return [`'${key}'`, `"${key}"`, ` ${key}:`].some((written) => source.includes(written));
}

/** The code of nodes and pages, and their forms. */
function sources(): string[] {
  return ['nodes', 'editor', 'src'].flatMap((folder) => {
    const root = path.join(projectRoot, folder);
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ts$|form\.html$/.test(file))
      .map((file) => path.join(root, file))
      .filter((file) => existsSync(file));
  });
}
