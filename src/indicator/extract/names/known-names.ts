import { domainToASCII } from 'node:url';

/**
 * Names beyond ASCII that were read already in a text: to read one takes as long as a line, and the same
 * ones come again and again.
 */
export interface KnownNames {
  /** Whether a name is a domain. */
  readonly domains: Map<string, boolean>;
  /** How a name is written in the DNS; empty for one that cannot be there. */
  readonly inAscii: Map<string, string>;
}

/** So many of each are remembered. */
export const MOST_KNOWN = 1000;

/** Nothing is known yet. */
export function createKnownNames(): KnownNames {
  return { domains: new Map(), inAscii: new Map() };
}

/** A name as it is written in the DNS; empty for one that cannot be there. */
export function asciiOf(name: string, { inAscii }: KnownNames): string {
  const known = inAscii.get(name);
  if (known !== undefined) return known;
  const ascii = domainToASCII(name);
  if (inAscii.size < MOST_KNOWN) inAscii.set(name, ascii);
  return ascii;
}
