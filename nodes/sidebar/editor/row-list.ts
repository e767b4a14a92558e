import { make, makeButton, setText } from './elements';
import type { ActionView, RowView, Words } from './views';

/** A row of the page, as those who act on it see it. */
export interface Row {
  view: RowView;
  /** Where a row shows a form of its own; empty while it has none. */
  readonly form: HTMLElement;
  /** Says what became of an action. */
  readonly tell: (sentence: string) => void;
}

export type Act = (row: Row, action: ActionView, button: HTMLButtonElement) => void;

export interface RowList {
  readonly element: HTMLElement;
  show(views: readonly RowView[]): void;
}

/** So long what became of an action is said at least, in milliseconds. */
const TOLD_FOR = 5000;

interface Shown {
  readonly element: HTMLElement;
  readonly update: (view: RowView) => void;
}

/**
 * A list of rows that changes under the eyes and hands of somebody: a row that stays is the same
 * element, with what is focused and typed in it, and only texts that differ are drawn anew.
 */
export function createRowList(words: Words, act: Act): RowList {
  const element = make('ul', 'rows');
  let rows = new Map<string, Shown>();

  function show(views: readonly RowView[]): void {
    const focused = document.activeElement;
    const next = new Map<string, Shown>();
    for (const view of views) {
      const row = rows.get(view.key) ?? createRow(view, words, act);
      row.update(view);
      next.set(view.key, row);
    }
    for (const [key, row] of rows) if (!next.has(key)) row.element.remove();
    rows = next;
    [...rows.values()].forEach((row, place) => {
      const there = element.children[place] ?? null;
      if (there !== row.element) element.insertBefore(row.element, there);
    });
    // An element that is moved loses the focus.
    const isMoved = focused !== document.activeElement && element.contains(focused);
    if (isMoved && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }

  return { element, show };
}

function createRow(first: RowView, words: Words, act: Act): Shown {
  const element = make('li', 'row');
  const badge = make('span', 'badge');
  const title = make('span', 'title');
  const lines = make('div', 'lines');
  const buttons = make('div', 'buttons');
  const told = make('div', 'told');
  told.setAttribute('role', 'status');
  let toldAt = 0;
  const row: Row = {
    view: first,
    form: make('div'),
    tell(sentence) {
      setText(told, sentence);
      toldAt = Date.now();
    },
  };
  element.append(badge, ' ', title, lines, buttons, row.form, told);
  let [before, buttonsBefore] = ['', ''];

  function update(view: RowView): void {
    const text = JSON.stringify(view);
    if (text === before) return;
    before = text;
    // What was said of an action is no longer so when something else has come.
    if (view.badge !== row.view.badge && Date.now() - toldAt > TOLD_FOR) setText(told, '');
    row.view = view;
    element.dataset['tone'] = view.tone;
    setText(badge, view.badge);
    setText(title, view.title);
    showLines(lines, view.lines);
    showButtons(view);
  }

  function showButtons({ actions, link, node, title: about }: RowView): void {
    const isKnown = node !== undefined && RED.nodes.node(node) !== null;
    const text = JSON.stringify([actions, link, isKnown && node]);
    if (text === buttonsBefore) return;
    buttonsBefore = text;
    const hadFocus = buttons.contains(document.activeElement);
    const acting = actions.map((action) => {
      const button = makeButton(action.label, () => act(row, action, button), action.spoken);
      return button;
    });
    const more = [
      ...(link === undefined ? [] : [makeLink(words, link, about)]),
      ...(isKnown ? [makeReveal(words, node, about)] : []),
    ];
    buttons.replaceChildren(...acting, ...more);
    const [next] = [...acting, ...more];
    if (hadFocus) next?.focus();
  }

  return { element, update };
}

/** Lines that stay are the same elements. */
export function showLines(place: HTMLElement, lines: readonly string[]): void {
  while (place.children.length > lines.length) place.lastElementChild?.remove();
  lines.forEach((line, index) => {
    const shown = place.children[index];
    if (shown instanceof HTMLElement) setText(shown, line);
    else place.append(make('div', '', line));
  });
}

function makeLink({ say }: Words, address: string, about: string): HTMLAnchorElement {
  const link = make('a', '', say('row.link'));
  // Whatever is told as a link: a page of the web, or nowhere.
  if (address.startsWith('https://')) link.href = address;
  link.target = '_blank';
  link.rel = 'noreferrer noopener';
  link.setAttribute('aria-label', `${say('row.link')}: ${about}`);
  return link;
}

function makeReveal({ say }: Words, node: string, about: string): HTMLButtonElement {
  const label = say('row.reveal');
  return makeButton(label, () => RED.view.reveal(node), `${label}: ${about}`);
}
