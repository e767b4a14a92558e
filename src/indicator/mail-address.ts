import type { Indicator } from './indicator';
import { textsIn } from './inside-url';

/** The name of a person before the `@`, and a domain behind it (RFC 5322, 3.4.1). */
const MAIL = /[\p{L}\p{N}._%+'-]@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/u;

/** Whether the path, query or fragment of a URL holds a mail address: phishing links name their victim. */
export function holdsMailAddress(indicator: Indicator): boolean {
  if (indicator.type !== 'url') return false;
  return textsIn(new URL(indicator.value)).some((text) => MAIL.test(text));
}
