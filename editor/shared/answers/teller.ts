const REFUSED = 'virustotal-refused';

/** Words, or an element with words in it. */
type Content = string | JQuery;

/** Says what became of something, in words or with elements in them. */
export interface Teller {
  readonly good: (...content: Content[]) => void;
  /** `detail` is what was answered, in English: who rests on the sentence sees it. */
  readonly bad: (sentence: Content, detail?: string) => void;
  /** Says more below what was said, each by itself and nothing of what is empty. */
  readonly more: (...content: Content[]) => void;
}

/**
 * Speaks by an element of the page with the role `status`, which is read out. What went wrong has the
 * class `virustotal-refused`, and one of its own where the page names it.
 */
export function createTeller(place: JQuery, own = ''): Teller {
  function say(content: readonly Content[], isBad: boolean, detail = ''): void {
    place.toggleClass(`${REFUSED} ${own}`, isBad).attr('title', detail).empty();
    for (const part of content) {
      place.append(typeof part === 'string' ? document.createTextNode(part) : part);
    }
  }
  return {
    good: (...content) => say(content, false),
    bad: (sentence, detail) => say([sentence], true, detail),
    more(...content) {
      for (const part of content) {
        if (typeof part !== 'string') place.append(part);
        else if (part !== '') place.append($('<div></div>').text(part));
      }
    },
  };
}

/** What somebody else has said, which nobody translates; nothing of nothing. */
export function quote(words: string): Content {
  if (words === '') return '';
  return $('<div class="virustotal-said" translate="no"></div>').text(words);
}
