import type { AccountView, BarView } from './account-view';
import { make, setText } from './elements';
import { createRowList, showLines, type Act } from './row-list';
import type { Words } from './views';

interface Card {
  readonly element: HTMLElement;
  update(view: AccountView): void;
}

export interface AccountCards {
  readonly element: HTMLElement;
  show(views: readonly AccountView[]): void;
}

/** The accounts, each with a bar for each window of its quota. */
export function createAccountCards(words: Words, act: Act): AccountCards {
  const element = make('div', 'accounts');
  let cards = new Map<string, Card>();
  return {
    element,
    show(views) {
      const next = new Map(
        views.map((view) => [view.key, cards.get(view.key) ?? createCard(words, act)]),
      );
      for (const [key, card] of cards) if (!next.has(key)) card.element.remove();
      cards = next;
      for (const view of views) {
        const card = cards.get(view.key);
        card?.update(view);
        if (card && card.element.parentElement === null) element.append(card.element);
      }
    },
  };
}

function createCard(words: Words, act: Act): Card {
  const element = make('div', 'account');
  const title = make('div', 'title');
  const bars = make('div', 'bars');
  const lines = make('div', 'lines');
  const lookups = createRowList(words, act);
  const more = make('div', 'hint');
  element.append(title, bars, lines, lookups.element, more);
  return {
    element,
    update(view) {
      setText(title, view.title);
      while (bars.children.length > view.bars.length) bars.lastElementChild?.remove();
      view.bars.forEach((bar, place) => {
        const shown = bars.children[place];
        showBar(shown instanceof HTMLElement ? shown : bars.appendChild(makeBar()), bar);
      });
      showLines(lines, view.lines);
      lookups.show(view.lookups);
      setText(more, view.more);
    },
  };
}

function makeBar(): HTMLElement {
  const bar = make('div', 'bar');
  const track = make('div', 'track');
  track.append(make('div', 'used'));
  const text = make('div', 'bar-text');
  text.append(make('span'), make('span'));
  bar.append(text, track);
  return bar;
}

function showBar(bar: HTMLElement, { key, label, text, share, tone }: BarView): void {
  const [head, track] = bar.children;
  const [labelPlace, textPlace] = head?.children ?? [];
  bar.dataset['window'] = key;
  bar.dataset['tone'] = tone;
  if (labelPlace instanceof HTMLElement) setText(labelPlace, label);
  if (textPlace instanceof HTMLElement) setText(textPlace, text);
  const used = track?.firstElementChild;
  if (track instanceof HTMLElement) track.hidden = share === undefined;
  if (used instanceof HTMLElement) used.style.width = `${Math.round(100 * (share ?? 0))}%`;
}
