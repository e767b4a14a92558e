import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { NodeAPI } from 'node-red';
import { readTranslation } from '../../../src/text/texts';
import { createMailTexts, ENGLISH, type MailTexts } from '../../../src/mail/content/texts';

/** Where the build puts the translations: `locales/<language>/mail.json`. */
const FOLDER = path.join(__dirname, '..', '..', '..', 'locales');

/** The name of a language, which becomes the name of a folder. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z\d]{2,8})*$/i;

/** The languages that mails can be in, English first. */
export function mailLanguages(): readonly string[] {
  const folders = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  return [ENGLISH.language, ...folders.filter((name) => LANGUAGE.test(name) && hasMails(name))];
}

function hasMails(language: string): boolean {
  return existsSync(fileOf(language));
}

function fileOf(language: string): string {
  return path.join(FOLDER, language, 'mail.json');
}

/**
 * The language in which mails can be that a person means by a name such as `de-AT`: that one, or the
 * one without a region; `undefined` where there is none.
 */
export function findMailLanguage(wanted: string): string | undefined {
  const languages = mailLanguages();
  const [base = ''] = wanted.split(/[-_.]/);
  return [wanted.replaceAll('_', '-'), base]
    .map((name) => languages.find((each) => each.toLowerCase() === name.toLowerCase()))
    .find((language) => language !== undefined);
}

/**
 * The language of this Node-RED, found as it finds its own (`@node-red/util`, i18n.js): by its setting
 * `lang`, else by the first of three variables that there is.
 */
export function runtimeLanguage(
  RED: Pick<NodeAPI, 'settings'>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const lang: unknown = Reflect.get(RED.settings, 'lang');
  if (typeof lang === 'string' && lang !== '') return lang;
  const variable = ['LC_ALL', 'LC_MESSAGES', 'LANG'].find((name) => name in environment);
  return variable === undefined ? '' : (environment[variable] ?? '').slice(0, 2);
}

const known = new Map<string, MailTexts>();

/**
 * The texts of a mail in a language, read once; empty means that of this Node-RED. English where there
 * is no such translation, and for what a translation lacks.
 */
export function mailTextsIn(RED: Pick<NodeAPI, 'settings'>, wanted: string): MailTexts {
  const language = findMailLanguage(wanted === '' ? runtimeLanguage(RED) : wanted);
  if (language === undefined || language === ENGLISH.language) return ENGLISH;
  const texts = known.get(language) ?? read(language);
  known.set(language, texts);
  return texts;
}

function read(language: string): MailTexts {
  const catalogue: unknown = JSON.parse(readFileSync(fileOf(language), 'utf8'));
  return createMailTexts(readTranslation(language, catalogue));
}
