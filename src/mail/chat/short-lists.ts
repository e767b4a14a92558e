import type { ShortLists } from '../content/template';
import type { MailTexts } from '../content/texts';

/** Items of a list that are shown in a chat. */
const MOST_ITEMS = 8;

/** How the lists in a message are shortened for a chat. */
export function shortLists({ say }: MailTexts): ShortLists {
  return { most: MOST_ITEMS, more: (count) => say('card.more', { count }) };
}
