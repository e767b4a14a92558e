import { parseUrl } from './parse-url';

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const IPV6_CHARACTERS = /^[\da-f.]*:[\da-f:.]*$/i;
const IPV4_MAPPED = /^::ffff:[\da-f]{1,4}:[\da-f]{1,4}$/;

/**
 * Reads an IPv4 or IPv6 address, with or without the brackets of a URL.
 * IPv6 comes back in its shortest form (RFC 5952), an IPv4-mapped address as IPv4 (RFC 4291 2.5.5.2).
 * Returns `undefined` for anything else, leading zeros (`010.1.1.1`) included: they are ambiguous.
 */
export function parseAddress(text: string): string | undefined {
  if (IPV4.test(text)) return text;
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%[\w.~-]+$/, '');
  if (!IPV6_CHARACTERS.test(bare)) return undefined;
  const short = parseUrl(`http://[${bare}]/`)?.hostname.slice(1, -1);
  if (short === undefined) return undefined;
  return IPV4_MAPPED.test(short) ? embeddedIpv4(short) : short;
}

/**
 * The IPv4 address that an IPv6 address carries: mapped (RFC 4291), compatible, translated (RFC 2765),
 * NAT64 (RFC 6052), 6to4 (RFC 3056), ISATAP (RFC 5214) or that of the client in Teredo (RFC 4380);
 * `undefined` when it carries none.
 */
export function embeddedIpv4(address: string): string | undefined {
  const groups = groupsOf(address);
  const [first, second = 0, third = 0, , fifth = 0, sixth, seventh = 0, eighth = 0] = groups;
  if (first === 0x2002) return dotted(second, third);
  if (first === 0x2001 && second === 0) return dotted(seventh ^ 0xffff, eighth ^ 0xffff);
  const isMapped = sixth === 0xffff && isZero(groups.slice(0, 5));
  const isTranslated = fifth === 0xffff && sixth === 0 && isZero(groups.slice(0, 4));
  const isCompatible = seventh !== 0 && isZero(groups.slice(0, 6));
  const isNat64 = first === 0x64 && second === 0xff9b && isZero(groups.slice(2, 6));
  const isIsatap = (fifth & 0xfcff) === 0 && sixth === 0x5efe;
  const carries = isMapped || isTranslated || isCompatible || isNat64 || isIsatap;
  return carries ? dotted(seventh, eighth) : undefined;
}

/** The server of Teredo whose address an IPv6 address carries (RFC 4380, 4); `undefined` for any other. */
export function teredoServer(address: string): string | undefined {
  const [first, second, third = 0, fourth = 0] = groupsOf(address);
  return first === 0x2001 && second === 0 ? dotted(third, fourth) : undefined;
}

function isZero(groups: readonly number[]): boolean {
  return groups.every((group) => group === 0);
}

function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const before = numbers(head);
  if (tail === undefined) return before;
  const after = numbers(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function numbers(groups: string): number[] {
  return groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16));
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
