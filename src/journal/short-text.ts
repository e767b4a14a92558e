import { withoutSecrets } from '../indicator/without-secrets';
import { clip } from '../text/clip';
import { compact } from '../text/compact';

/** Characters that are kept of what something is about, and of everything else. */
export const LONGEST_SUBJECT = 1000;
const LONGEST = 300;

/** Characters that are searched for secrets: half of one could not be told from what is none. */
const SEARCHED = 5000;

/** A text from outside as it may be kept: not all of a long one, and no secret. */
export function shortText(text: string, longest = LONGEST): string {
  const short = cut(withoutSecrets(clip(text, SEARCHED)), longest);
  const isWhole = text.length <= SEARCHED || short.length >= longest;
  // What was cut out of a long text would keep all of it in memory.
  return compact(isWhole ? short : `${short}…`);
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${clip(text, longest - 1)}…` : text;
}
