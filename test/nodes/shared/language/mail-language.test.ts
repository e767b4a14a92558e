import assert from 'node:assert/strict';
import {
  findMailLanguage,
  mailLanguages,
  mailTextsIn,
  runtimeLanguage,
} from '../../../../nodes/shared/language/mail-language';

type Settings = Parameters<typeof runtimeLanguage>[0];

/** A Node-RED with or without the setting `lang`. */
function nodeRed(lang?: unknown): Settings {
  const settings: Settings['settings'] = Object.create(null);
  return { settings: Object.assign(settings, { lang }) };
}

describe('the language of mails', () => {
  const meant: [wanted: string, language: string | undefined][] = [
    ['de', 'de'],
    ['de-AT', 'de'],
    ['de_CH.UTF-8', 'de'],
    ['DE', 'de'],
    ['en-US', 'en'],
    ['en', 'en'],
    ['xx', undefined],
    ['', undefined],
    ['../de', undefined],
    ['C', undefined],
    ['.', undefined],
  ];
  for (const [wanted, language] of meant) {
    it(`is ${language ?? 'none that there is'} where "${wanted}" is wanted`, () => {
      assert.equal(findMailLanguage(wanted), language);
      assert.equal(mailTextsIn(nodeRed('fr'), wanted || 'xx').language, language ?? 'en');
    });
  }

  it('is one of those that there are, English first', () => {
    assert.deepEqual(mailLanguages().slice(0, 1), ['en']);
    assert.ok(mailLanguages().includes('de'));
  });

  const ours: [what: string, lang: unknown, environment: NodeJS.ProcessEnv, language: string][] = [
    ['the setting', 'de-DE', { LANG: 'fr_FR.UTF-8' }, 'de-DE'],
    ['LANG', undefined, { LANG: 'de_DE.UTF-8' }, 'de'],
    ['LC_ALL before it', undefined, { LC_ALL: 'fr_FR', LANG: 'de_DE' }, 'fr'],
    ['LC_ALL even where it is empty', '', { LC_ALL: '', LANG: 'de_DE' }, ''],
    ['nothing', undefined, {}, ''],
  ];
  for (const [what, lang, environment, language] of ours) {
    it(`is that of Node-RED, by ${what}`, () =>
      assert.equal(runtimeLanguage(nodeRed(lang), environment), language));
  }

  it('is that of Node-RED where none is wanted', () => {
    assert.equal(mailTextsIn(nodeRed('de'), '').language, 'de');
    assert.equal(mailTextsIn(nodeRed('ja'), '').language, 'en');
  });
});
