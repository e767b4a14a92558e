import assert from 'node:assert/strict';
import { ENGLISH_TEXTS } from '../../../src/mail/content/texts';
import { compileTemplate } from '../../../src/mail/content/template';
import { MAIL_LANGUAGES, readMailTranslation } from '../../support/translations';

const PLURAL = /_(?:zero|one|two|few|many|other)$/;

/** What is filled into a text, and the marks of a template. */
function placesOf(text: string): string[] {
  return [...new Set(text.match(/__[A-Za-z]+__/g))].toSorted();
}

describe('the words of mails', () => {
  const english = new Map<string, string>(Object.entries(ENGLISH_TEXTS));
  const keys = [...new Set([...english.keys()].map((key) => key.replace(PLURAL, '')))];

  for (const language of MAIL_LANGUAGES) {
    describe(`in the language ${language}`, () => {
      const { texts } = readMailTranslation(language);
      const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;

      it('are all there, in each plural', () => {
        const wanted = keys.flatMap((key) =>
          english.has(key) ? [key] : plurals.map((plural) => `${key}_${plural}`),
        );
        assert.deepEqual([...texts.keys()].toSorted(), wanted.toSorted());
      });

      it('have the same filled in', () => {
        for (const [key, text] of texts) {
          const original = english.get(key) ?? english.get(key.replace(PLURAL, '_other')) ?? '';
          assert.deepEqual(placesOf(text), placesOf(original), key);
        }
      });

      it('have templates that can be read', () => {
        for (const name of ['default.subject', 'default.text'])
          compileTemplate(texts.get(name) ?? '');
      });
    });
  }
});
