import { input } from '../../../editor/shared/dialog';
import { offerLanguages, saveNoLanguage } from '../../../editor/shared/answers/languages';
import { textOf } from '../../../editor/shared/validator';
import {
  EARLIER_LANGUAGE,
  type MailLanguage,
  type MailLanguages,
} from '../../shared/language/told-languages';

/**
 * The language of the mails: of the group that is chosen, as it is saved, else that of the node; empty
 * where it is that of Node-RED.
 */
export function languageOfMails(): string {
  const group = chosenGroup();
  if (group) return textOf(group['language'] ?? EARLIER_LANGUAGE);
  return textOf(input('language').val());
}

function chosenGroup(): SomeNode | null {
  return RED.nodes.node(String(input('group').val() ?? ''));
}

/** Offers a language for mails that go to no group: a group has its own. */
export function offerLanguage(node: EditedNode<{ name: string; language: string }>): void {
  const field = input('language');
  const row = $('.virustotal-notify-language');
  offerLanguages(node, field, node.language ?? EARLIER_LANGUAGE);
  const show = (): unknown => row.toggle(chosenGroup() === null);
  input('group').on('change', show);
  show();
}

/** A node of before there was a choice stays as it is. */
export function keepLanguage(node: { readonly language?: string }): void {
  const field = input('language');
  if (node.language === undefined && field.val() === EARLIER_LANGUAGE) saveNoLanguage(field);
}

type Name = 'subject' | 'text';

/** The templates that nobody has changed, in every language; English alone until Node-RED has answered. */
export interface DefaultTemplates {
  /** A template as it is shown: one that nobody has changed, in the language of its group, and for a chat. */
  toShow(name: Name, template: string): string;
  /** The same as it is saved, in English. */
  toSave(name: Name, template: string): string;
}

/** Asks for the templates of all languages, and calls `changed` when they are there. */
export function defaultTemplates(
  english: Readonly<Record<Name, string>>,
  changed: () => void,
): DefaultTemplates {
  let told: MailLanguages = {
    runtime: 'en',
    languages: [{ language: 'en', ...english, chat: english.text }],
  };
  $.getJSON('virustotal/mail-languages').done((answer: MailLanguages) => {
    told = answer;
    changed();
  });

  function isDefault(name: Name, template: string): boolean {
    const text = template.replace(/\r\n/g, '\n');
    const isOf = (each: MailLanguage): boolean =>
      each[name] === text || (name === 'text' && each.chat === text);
    return text === english[name] || told.languages.some(isOf);
  }

  /** A chat has a text of its own, and the subject of a mail. */
  function shown(name: Name): string | undefined {
    const isChat = name === 'text' && input('via').val() === 'chat';
    return current()?.[isChat ? 'chat' : name];
  }

  function current(): MailLanguage | undefined {
    const wanted = languageOfMails() || told.runtime;
    const find = (name: string): MailLanguage | undefined =>
      told.languages.find(({ language }) => language.toLowerCase() === name.toLowerCase());
    return find(wanted) ?? find(wanted.split(/[-_.]/)[0] ?? '');
  }

  return {
    toShow: (name, template) =>
      isDefault(name, template) ? (shown(name) ?? english[name]) : template,
    toSave: (name, template) => (isDefault(name, template) ? english[name] : template),
  };
}
