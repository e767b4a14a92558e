import type { MailTemplates } from '../../src/mail/content/part';
import { compileTemplate, type Template } from '../../src/mail/content/template';
import { ENGLISH, type MailTexts } from '../../src/mail/content/texts';
import { TemplateError } from '../../src/mail/errors';
import { ConfigurationError } from '../shared/configuration-error';
import { readText, type Properties } from '../shared/settings';

type Name = 'subject' | 'text';

/**
 * The templates of a node, for a mail in the language of `texts`, or for a text of a chat. Those that
 * nobody has changed are saved in English, as those of a mail, and are that language's own; all others
 * stay as they are. Throws `ConfigurationError` for one that cannot be read.
 */
export function readTemplates(
  properties: Properties,
  texts: MailTexts,
  isForChat = false,
): MailTemplates {
  return {
    subject: readTemplate(properties, 'subject', texts.say('default.subject')),
    text: readTemplate(properties, 'text', texts.say(isForChat ? 'default.chat' : 'default.text')),
  };
}

/** `unchanged`: what stands for a template that nobody has changed. */
function readTemplate(properties: Properties, name: Name, unchanged: string): Template {
  const template = textOf(properties, name);
  const own = sameLines(template) === defaultOf(name) ? unchanged : template;
  try {
    return compileTemplate(own);
  } catch (error) {
    if (error instanceof TemplateError) throw new ConfigurationError(name, error.message);
    throw error;
  }
}

function textOf(properties: Properties, name: Name): string {
  return readText(properties, name, defaultOf(name));
}

/** The template of a new node. */
function defaultOf(name: Name): string {
  return ENGLISH.say(`default.${name}`);
}

/** Windows ends lines in its own way. */
function sameLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Whether a template has something that only a verdict says. */
export function asksForVerdict(properties: Properties): boolean {
  return /\bverdict\b/.test(textOf(properties, 'subject') + textOf(properties, 'text'));
}
