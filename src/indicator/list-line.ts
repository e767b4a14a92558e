import { parseRegularExpression } from '../regular-expression/regular-expression';
import { parseAddress } from './address';
import { HASH } from './hash/hash';
import { parseUrl } from './parse-url';

/** Addresses that have their first `length` bits in common; one alone has all. */
export interface AddressRange {
  readonly address: string;
  readonly length: number;
}

/** A list of the account (`neverSend`, `allow`) or of a collect node (`ignore`). */
export type ListName = 'neverSend' | 'allow' | 'ignore';

/**
 * One line of a list: a domain (it and all below it), a CIDR block or address, `/regular expression/`
 * over the indicator as it was written and in its canonical form, or the hash of a file (in lower case).
 */
export type ListLine =
  | { readonly kind: 'domain'; readonly domain: string }
  | ({ readonly kind: 'range' } & AddressRange)
  | { readonly kind: 'expression'; readonly pattern: RegExp }
  | { readonly kind: 'hash'; readonly hash: string };

/** Labels as hosts have them, a single one included. */
const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9-]*[a-z0-9])?$/;

/** The lines of a list that say something: not those that are empty or begin with `#`. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** Reads one line; `undefined` for what such a list may not hold: a hash is never sent as anything else. */
export function readListLine(line: string, list: ListName): ListLine | undefined {
  if (line.startsWith('/')) {
    const pattern = /^\/.+\/[a-z]*$/.test(line) ? parseRegularExpression(line) : undefined;
    return pattern && { kind: 'expression', pattern };
  }
  if (HASH.test(line)) {
    return list === 'neverSend' ? undefined : { kind: 'hash', hash: line.toLowerCase() };
  }
  if (/^[\d.]+$|:|\//.test(line)) {
    const range = parseRange(line);
    return range && { kind: 'range', ...range };
  }
  const domain = parseDomain(line);
  return domain === undefined ? undefined : { kind: 'domain', domain };
}

/** Reads a CIDR block, or an address. */
export function parseRange(text: string): AddressRange | undefined {
  const [, front = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(front);
  const bits = address?.includes(':') ? 128 : 32;
  const length = Number(prefix ?? bits);
  return address === undefined || length > bits ? undefined : { address, length };
}

function parseDomain(line: string): string | undefined {
  const name = line.replace(/^\*?\./, '').replace(/\.$/, '');
  // A hash looks like a name, but as a rule on names it would silently protect nothing.
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(name) || HASH.test(name)) return undefined;
  const domain = parseUrl(`http://${name}/`)?.hostname ?? '';
  return DOMAIN.test(domain) ? domain : undefined;
}
