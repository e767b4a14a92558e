import { domainToASCII } from 'node:url';
import { parseAddress } from '../../address';

/**
 * Names beyond ASCII, and IPv6 addresses, that were read already in a text: to read one takes as long as
 * a line, and the same ones come again and again.
 */
export interface KnownNames {
  /** Whether a name is a domain. */
  readonly domains: Map<string, boolean>;
  /** The host that a name is, as browsers read it; empty for one that they would not open. */
  readonly hosts: Map<string, string>;
}

/** So many of each are remembered. */
export const MOST_KNOWN = 1000;

/** Nothing is known yet. */
export function createKnownNames(): KnownNames {
  return { domains: new Map(), hosts: new Map() };
}

/**
 * The host that a name is, or an IPv6 address in brackets, as browsers read it; empty for one that they
 * would not open.
 */
export function hostNamed(name: string, { hosts }: KnownNames): string {
  const known = hosts.get(name);
  if (known !== undefined) return known;
  const host = readName(name);
  if (hosts.size < MOST_KNOWN) hosts.set(name, host);
  return host;
}

function readName(name: string): string {
  if (name.startsWith('[')) return parseAddress(name) === undefined ? '' : name.slice(1, -1);
  const ascii = domainToASCII(name).replace(/\.$/, '');
  return ascii.split('.').includes('') ? '' : ascii;
}
