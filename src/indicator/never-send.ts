import { parseRegularExpression } from '../regular-expression/regular-expression';
import { parseAddress } from './address';
import { HASH } from './hash';
import { parseUrl } from './parse-url';

/** Addresses that have their first `length` bits in common; one alone has all. */
export interface AddressRange {
  readonly address: string;
  readonly length: number;
}

/**
 * One line of the account's `neverSend`: a domain (it and all below it), a CIDR block or address, or
 * `/regular expression/` over the indicator as it was written and in its canonical form.
 */
export type NeverSendLine =
  | { readonly kind: 'domain'; readonly domain: string }
  | ({ readonly kind: 'range' } & AddressRange)
  | { readonly kind: 'expression'; readonly pattern: RegExp };

/** Labels as hosts have them, a single one included. */
const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9-]*[a-z0-9])?$/;

/** The lines of `neverSend` that say something: not those that are empty or begin with `#`. */
export function neverSendLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** Reads one line; `undefined` for what is none of the three. */
export function readNeverSendLine(line: string): NeverSendLine | undefined {
  if (line.startsWith('/')) {
    const pattern = /^\/.+\/[a-z]*$/.test(line) ? parseRegularExpression(line) : undefined;
    return pattern && { kind: 'expression', pattern };
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
