import { isShown } from '../requests';

/** The languages that mails can be in, as Node-RED tells them. */
interface ToldLanguages {
  readonly runtime: string;
  readonly languages: readonly { readonly language: string }[];
}

/**
 * Fills the languages that mails can be in into the list `field`. What is chosen stays, whether there is
 * such a language or not.
 */
export function offerLanguages(node: Translating, field: JQuery, chosen: string): void {
  show([]);
  $.getJSON('virustotal/mail-languages').done(({ runtime, languages }: ToldLanguages) => {
    if (!isShown(field)) return;
    show(languages.map(({ language }) => language));
    const name = nameOf(runtime);
    field.find('option').first().text(node._('ofNodeRed.known', { name }));
  });

  function show(languages: readonly string[]): void {
    const current = String(field.val() ?? chosen);
    const all = [...new Set(['', ...languages, current])];
    const options = all.map((language) =>
      $('<option>')
        .val(language)
        .text(language === '' ? node._('ofNodeRed.unknown') : nameOf(language)),
    );
    field.empty().append(options).val(current);
  }
}

/** What a language calls itself, as it is found in any list of languages. */
function nameOf(language: string): string {
  try {
    const names = new Intl.DisplayNames([language], { type: 'language' });
    return names.of(language) ?? language;
  } catch {
    // A text that is the name of no language.
    return language;
  }
}

/** Has the editor save nothing of a language, which it does of a field without a value. */
export function saveNoLanguage(field: JQuery): void {
  field.val([]);
}
