import { make, makeButton, setText } from './elements';
import { createRowList, type Act, type RowList } from './row-list';
import type { RowView, Words } from './views';

export interface Section {
  readonly element: HTMLElement;
  /** `hint` is said where there is nothing; `more` is how many more there are. */
  show(views: readonly RowView[], said: { readonly hint: string; readonly more?: number }): void;
}

/** What a section has besides its rows. */
interface SectionParts {
  readonly act?: Act;
  /** Of what it shows. */
  readonly choice?: HTMLSelectElement;
  /** Shows more of them. */
  readonly showMore?: () => void;
}

/** A part of the page that can be folded. */
export function createSection(
  words: Words,
  name: string,
  { act = () => {}, choice, showMore = () => {} }: SectionParts = {},
): Section {
  const element = make('details', 'section');
  element.dataset['section'] = name;
  element.open = true;
  const title = make('span');
  const summary = make('summary');
  summary.append(title);
  const hint = make('div', 'hint');
  const more = makeButton('', showMore);
  const list: RowList = createRowList(words, act);
  element.append(summary, ...(choice ? [choice] : []), hint, list.element, more);

  return {
    element,
    show(views, { hint: said, more: left = 0 }) {
      const number = views.length === 0 ? '' : ` (${views.length + left})`;
      const hadFocus = list.element.contains(document.activeElement);
      setText(title, `${words.say(`section.${name}`)}${number}`);
      setText(hint, views.length === 0 ? said : '');
      setText(more, words.say('row.more', { number: left }));
      more.hidden = left === 0;
      list.show(views);
      // What had the focus is gone: it goes on from here.
      if (hadFocus && !list.element.contains(document.activeElement)) summary.focus();
    },
  };
}
