import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createMailTexts, ENGLISH_TEXTS, type MailTexts } from '../../src/mail/content/texts';
import { readTranslation, type Translation } from '../../src/text/texts';
import { projectRoot } from './pair';
import { readJson } from './read-json';

const FOLDER = path.join(projectRoot, 'locales');

/** The languages that mails are translated to. */
export const MAIL_LANGUAGES = readdirSync(FOLDER);

/** The words of mails in a language, as they lie in the project. */
export function readMailTranslation(language: string): Translation {
  return readTranslation(language, readJson(FOLDER, language, 'mail.json'));
}

export function mailTexts(language: string): MailTexts {
  return createMailTexts(readMailTranslation(language));
}

/** A language in which every text is bracketed, and longer by a third: what is in none, is in no catalogue. */
export function pseudoMailTexts(): MailTexts {
  const texts = Object.entries(ENGLISH_TEXTS)
    .filter(([key]) => !/^default\.|^reason\.(?:and|comma|more)$/.test(key))
    .map(([key, text]) => [key, `⟦${text}${'~'.repeat(Math.ceil(text.length / 3))}⟧`] as const);
  return createMailTexts({ language: 'eo', texts: new Map(texts) });
}

/** The English words of mails that a text still has, less those that the language has too. */
export function englishWordsIn(text: string, language: string): string[] {
  const foreign = foreignWords.get(language) ?? findForeignWords(language);
  foreignWords.set(language, foreign);
  return wordsOf(text).filter((word) => foreign.has(word));
}

/** By the language. */
const foreignWords = new Map<string, ReadonlySet<string>>();

function findForeignWords(language: string): ReadonlySet<string> {
  const english = wordsOf(Object.values(ENGLISH_TEXTS).join(' '));
  const own = new Set(wordsOf([...readMailTranslation(language).texts.values()].join(' ')));
  return new Set(english.filter((word) => !own.has(word)));
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(/\{\{[^}]*\}\}|__[A-Za-z]+__/g, ' ')
    .toLowerCase()
    .split(/[^\p{L}']+/u)
    .filter((word) => word.length > 1);
}
