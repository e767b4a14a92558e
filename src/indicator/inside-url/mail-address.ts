import { isTopLevel } from '../extract/top-level';
import type { Indicator } from '../indicator';
import { insideOf } from './inside-url';
import { INTERNAL_ENDINGS } from '../hosts/internal-names';

/** Also wide and small, as programs read it. */
const AT = /[@\uff20\ufe6b]/;

/** Somebody's name, the `@`, and a domain or an address in brackets (RFC 5322, 3.4.1). */
const MAIL =
  /(?<![\p{L}\p{N}._%+'"-])([\p{L}\p{N}._%+'"-]+)[@\uff20\ufe6b](?:\[[\da-fipv.:]+\]|(?:[\p{L}\p{N}-]+\.)+([\p{L}\p{N}-]{2,}))/giu;

/** Not a person's: everybody clones as `git`. */
const NOBODY = /^(?:git|hg|svn)$/i;

/** Whether the path, query or fragment of a URL holds a mail address: phishing links name their victim. */
export function holdsMailAddress(indicator: Indicator): boolean {
  return insideOf(indicator).texts.some(
    (text) => AT.test(text) && [...text.matchAll(MAIL)].some(isMail),
  );
}

function isMail({ 1: user = '', 2: ending, index, input }: RegExpExecArray): boolean {
  // `/@kim@social.example` is an account that everybody sees.
  const isAccount = input.slice(Math.max(0, index - 2), index) === '/@';
  if (NOBODY.test(user) || isAccount) return false;
  return ending === undefined || isTopLevel(ending) || INTERNAL_ENDINGS.has(ending.toLowerCase());
}
