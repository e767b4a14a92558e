import type { MailTemplates } from '../../src/mail/content/part';
import { compileTemplate, type Template } from '../../src/mail/content/template';
import { ENGLISH, type MailTexts } from '../../src/mail/content/texts';
import { TemplateError } from '../../src/mail/errors';
import { ConfigurationError } from '../shared/configuration-error';
import { readText, type Properties } from '../shared/settings';

type Name = 'subject' | 'text';

/**
 * The templates of a node, for a mail in the language of `texts`. Those that nobody has changed are
 * saved in English, and are that language's own; all others stay as they are. Throws
 * `ConfigurationError` for one that cannot be read.
 */
export function readTemplates(properties: Properties, texts: MailTexts): MailTemplates {
  return {
    subject: readTemplate(properties, 'subject', texts),
    text: readTemplate(properties, 'text', texts),
  };
}

function readTemplate(properties: Properties, name: Name, texts: MailTexts): Template {
  const template = textOf(properties, name);
  const own = sameLines(template) === defaultOf(name, ENGLISH) ? defaultOf(name, texts) : template;
  try {
    return compileTemplate(own);
  } catch (error) {
    if (error instanceof TemplateError) throw new ConfigurationError(name, error.message);
    throw error;
  }
}

function textOf(properties: Properties, name: Name): string {
  return readText(properties, name, defaultOf(name, ENGLISH));
}

/** The template of a new node. */
function defaultOf(name: Name, texts: MailTexts): string {
  return texts.say(`default.${name}`);
}

/** Windows ends lines in its own way. */
function sameLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Whether a template has something that only a verdict says. */
export function asksForVerdict(properties: Properties): boolean {
  return /\bverdict\b/.test(textOf(properties, 'subject') + textOf(properties, 'text'));
}
