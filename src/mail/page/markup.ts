/** HTML that is safe to put into a page: whatever was put into it from outside has been escaped. */
export interface Markup {
  readonly html: string;
}

/** What can stand in a piece of HTML: text is escaped, HTML is not, a list is written one after another. */
type Content = string | number | Markup | readonly Markup[];

/**
 * A tag for template literals: the literal's own words are HTML, all that is put into it is text
 * and is escaped, so that no value can open a tag, leave an attribute or end a style.
 */
export function markup(words: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const html = words.map(
    (word, index) => `${index === 0 ? '' : write(contents[index - 1])}${word}`,
  );
  return { html: html.join('') };
}

export const NOTHING: Markup = { html: '' };

/** Text of several lines, each on its own. */
export function lines(text: string): Markup {
  return { html: escape(text).replaceAll('\n', '<br>\n') };
}

/** Text of which no mail program makes a link, although it looks like an address: no dot is beside a letter. */
export function unlinked(text: string): Markup {
  return { html: escape(text).replaceAll('.', '<span>.</span>') };
}

function write(content: Content = ''): string {
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  if ('html' in content) return content.html;
  return content.map(({ html }) => html).join('');
}

/** For text and for attributes in double or single quotes. */
function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
