import { domainToASCII } from 'node:url';
import { TOP_LEVEL_DOMAINS } from './top-level-domains';

/** Not in the root zone, but in reports: Tor, and what RFC 2606 and RFC 6761 keep for examples and tests. */
const OTHER_ENDINGS = ['example', 'onion', 'test'];

const ROOT = new Set([...TOP_LEVEL_DOMAINS].map((name) => domainToASCII(name)));

/** Whether IANA's root zone holds the ending, in small letters of ASCII: anything else leads nowhere public. */
export function isInRoot(ending: string): boolean {
  return ROOT.has(ending);
}

/** All of them, those in other scripts also as they are in the root zone: `xn--…`. */
const ENDINGS = new Set([
  ...OTHER_ENDINGS,
  ...TOP_LEVEL_DOMAINS,
  ...[...TOP_LEVEL_DOMAINS].map((name) => domainToASCII(name)),
]);

/** The same as a list. */
export const TOP_LEVELS: readonly string[] = [...ENDINGS];

const UPPER = /[^\da-z-]/;

/** Whether the text is the name of a top-level domain, in letters of any case and script. */
export function isTopLevel(ending: string): boolean {
  return ENDINGS.has(ending) || (UPPER.test(ending) && ENDINGS.has(ending.toLowerCase()));
}

/**
 * How many characters at the end of a name are words of a text without spaces that follow it:
 * 2 in `example.com查看`.
 */
export function gluedLength(name: string): number {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const ascii = /^[a-z]{2,}(?=[\u0080-\uffff])/i.exec(ending)?.[0];
  if (ascii === undefined || !isTopLevel(ascii)) return 0;
  return ending.length - ascii.length;
}
