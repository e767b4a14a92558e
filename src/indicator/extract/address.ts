import { isIPv4, isIPv6 } from 'node:net';
import { parseAddress } from '../address';
import { COLONS, ADDRESS_MARK, meaningOf, TIGHT_DOT } from '../defang/patterns-of-forms';
import { codeAt, kindAt, WORD } from './characters';

/** An address in a text. */
export interface Address {
  readonly value: string;
  readonly end: number;
}

const FOUR_NUMBERS = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;

/**
 * Behind one may be an underscore and a port, as programs name their sessions, or a dot and a port in the
 * dump of a packet: `192.0.2.1.443 > 192.0.2.9.55:`.
 */
const IPV4 = new RegExp(
  String.raw`(?<=[<>] )${FOUR_NUMBERS}(?=\.\d{1,5}(?!\w|\.\w))|` +
    String.raw`${FOUR_NUMBERS}(?:(?=_\d{1,5}(?![^\W_]))|(?=\.\d{1,5} [<>] )|(?!\w|\.\w))`,
  'y',
);

/** The characters of an IPv6 address, its colons and dots defanged or not. */
const IPV6 = new RegExp(
  String.raw`(?:[\da-f]{0,4}${COLONS}){1,8}(?:[\da-f]{1,4}(?:(?:${TIGHT_DOT}\d{1,3}){3}|(?:\.\d{1,5}){0,3}))?`,
  'iy',
);
const MARKS = new RegExp(ADDRESS_MARK, 'gi');

/** An IPv4 address that a hyphen follows, as in a range. */
export function readIpv4(text: string, start: number): Address | undefined {
  IPV4.lastIndex = start;
  const value = IPV4.exec(text)?.[0];
  return value !== undefined && isIPv4(value) ? { value, end: start + value.length } : undefined;
}

/**
 * Whether an address is followed by a prefix length that makes it the name of a network: all bits
 * behind the prefix are 0 (`10.0.0.0/8`, but not `192.0.2.1/24` nor a port, `192.0.2.1/443`).
 */
export function isNetwork(text: string, value: string, end: number): boolean {
  if (codeAt(text, end) !== 0x2f) return false;
  const prefix = /^\/(\d{1,3})(?![\w/])/.exec(text.slice(end, end + 5))?.[1];
  if (prefix === undefined) return false;
  const length = Number(prefix);
  if (value.includes(':')) return length < 128 && value.endsWith('::');
  if (length >= 32) return false;
  const bits = value.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return bits % 2 ** (32 - length) === 0;
}

/** Addresses by how they are written, and how much of that belongs to them. */
export type KnownAddresses = Map<
  string,
  { readonly value: string | undefined; readonly length: number }
>;

const MOST_KNOWN = 1000;

/** What was read for an address; without a value, up to where there is none. */
interface Reading {
  readonly value: string | undefined;
  readonly end: number;
}

/**
 * Reads an IPv6 address at `start`; what may belong to it goes on up to `run`. `end` is where what looked
 * like one ends, if there is none. What is in `known` is not read again.
 */
export function readIpv6(text: string, start: number, run: number, known: KnownAddresses): Reading {
  const written = text.slice(start, run);
  const before = known.get(written);
  if (before) return { value: before.value, end: start + before.length };
  const address = readAnyIpv6(text, start);
  if (known.size < MOST_KNOWN) {
    known.set(written, { value: address.value, length: address.end - start });
  }
  return address;
}

/** One of eight groups, with a port that nothing sets apart. */
const WITH_PORT = /((?:[\da-f]{1,4}:){7}[\da-f]{1,4}):\d{1,5}(?![\w:.])/iy;

function readAnyIpv6(text: string, start: number): Reading {
  WITH_PORT.lastIndex = start;
  const whole = WITH_PORT.exec(text)?.[1];
  if (whole !== undefined) return addressIn(whole, start) ?? { value: undefined, end: start + 1 };
  IPV6.lastIndex = start;
  const written = IPV6.exec(text)?.[0] ?? '';
  const end = start + written.length;
  const none = { value: undefined, end: Math.max(end, start + 1) };
  if ((kindAt(text, end) & WORD) !== 0) return none;
  const isCut = written.endsWith(':') && !written.replaceAll(MARKS, meaningOf).endsWith('::');
  const trimmed = isCut ? written.slice(0, -1) : written;
  // `2001:db8::1.443` of a packet dump has its port behind a dot.
  return addressIn(trimmed, start) ?? addressIn(trimmed.replace(/\.\d{1,5}$/, ''), start) ?? none;
}

function addressIn(written: string, start: number): Address | undefined {
  const plain = written.replaceAll(MARKS, meaningOf);
  if (!isIPv6(plain) || !isMeant(plain)) return undefined;
  return { value: parseAddress(plain) ?? plain, end: start + written.length };
}

/** `a::b` is more often a name in a program. */
function isMeant(value: string): boolean {
  return (
    /\d/.test(value) && (value.match(/[\da-f]+/gi)?.length ?? 0) > (value.startsWith(':') ? 0 : 1)
  );
}
