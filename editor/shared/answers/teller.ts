const REFUSED = 'virustotal-refused';

/** Says what became of something, in words or with elements in them. */
export interface Teller {
  readonly good: (...content: (string | JQuery)[]) => void;
  /** `detail` is what was answered, in English: who rests on the sentence sees it. */
  readonly bad: (sentence: string, detail?: string) => void;
}

/**
 * Speaks by an element of the page with the role `status`, which is read out. What went wrong has the
 * class `virustotal-refused`, and one of its own where the page names it.
 */
export function createTeller(place: JQuery, own = ''): Teller {
  function say(content: readonly (string | JQuery)[], isBad: boolean, detail = ''): void {
    place.toggleClass(`${REFUSED} ${own}`, isBad).attr('title', detail).empty();
    for (const part of content) {
      place.append(typeof part === 'string' ? document.createTextNode(part) : part);
    }
  }
  return {
    good: (...content) => say(content, false),
    bad: (sentence, detail) => say([sentence], true, detail),
  };
}
