import { isNetwork, readIpv4 } from '../address';
import { codeAhead, codeAt, DIGIT, kindAhead, kindAt } from '../characters';
import { readHost, type Host } from '../host';
import { isDomainInText, isPlainDomain, isPortBehindAt } from '../names/names';
import {
  endsBareHost,
  endsName,
  isPlainEnd,
  plainAddressEnd,
  plainNameEnd,
  plainNumberBehindSlash,
  plainNumberEnd,
  plainPortEnd,
} from '../plain';
import { readSchemeless } from '../schemeless';
import { isVersion } from '../names/version';
import { hostStartIn, isWholeHost } from './starts';
import { addNamed, NOTHING, UNDECIDED, type Scan } from './state';
import { addUrl } from './urls';

/** Longer than what is between two addresses of a range. */
const LONGEST_JOINT = 16;

/**
 * Adds the host that begins with the word from `word` to `wordEnd`, or the URL without a scheme.
 * Returns where to go on, or `NOTHING`.
 */
export function addBareHost(scan: Scan, word: number, wordEnd: number): number {
  const { text, codes } = scan;
  const start = isWholeHost(codes, word) ? word : hostStartIn(text, word, wordEnd);
  const plain = codeAhead(codes, wordEnd) === 0x2e ? addPlainHost(scan, start) : UNDECIDED;
  return plain === UNDECIDED ? addAnyHost(scan, start, wordEnd) : plain;
}

/** Adds the address or domain at `start` if it is written plainly. */
function addPlainHost(scan: Scan, start: number): number {
  const isNumber = (kindAhead(scan.codes, start) & DIGIT) !== 0;
  const number = isNumber ? addPlainNumber(scan, start) : UNDECIDED;
  return number === UNDECIDED ? addPlainName(scan, start) : number;
}

/** Adds what begins with a digit if it is an address; a version or a time is passed over. */
function addPlainNumber(scan: Scan, start: number): number {
  const { text, codes } = scan;
  const end = plainAddressEnd(codes, start);
  if (end < 0) {
    const number = plainNumberEnd(codes, start);
    if (number < 0 || !endsBareHost(codes, number)) return UNDECIDED;
    scan.hostsFrom = number;
    return NOTHING;
  }
  if (!endsBareHost(codes, end)) {
    const behind = numberEnd(codes, end);
    if (behind < 0 || !isPlainEnd(codes, behind)) return UNDECIDED;
  }
  scan.hostsFrom = end;
  if (!scan.wantsIp || isVersion(text, codes, start, end)) return end;
  const value = text.slice(start, end);
  const isOfNetwork = codeAhead(codes, end) === 0x2f && isNetwork(text, value, end);
  if (!isOfNetwork) addNamed(scan, 'ip', value, start, end);
  return end;
}

/** Where the port or the length of a prefix ends that is behind an address, or -1. */
function numberEnd(codes: Uint16Array, at: number): number {
  const code = codeAhead(codes, at);
  if (code === 0x3a) return plainPortEnd(codes, at);
  return code === 0x2f ? plainNumberBehindSlash(codes, at) : at;
}

function addPlainName(scan: Scan, start: number): number {
  const { text, codes } = scan;
  const end = plainNameEnd(codes, start);
  if (end < 0 || !endsName(codes, end)) return UNDECIDED;
  scan.hostsFrom = end;
  if (!scan.wantsDomain || !isPlainDomain(text, codes, start, end)) return NOTHING;
  addNamed(scan, 'domain', text.slice(start, end), start, end);
  return end;
}

/** Adds the host at `start`, however its dots are written. */
function addAnyHost(scan: Scan, start: number, wordEnd: number): number {
  const { text } = scan;
  const host = readHost(text, start, wordEnd);
  // Also of what is too long to be a host: or it would be read again from each of its labels.
  scan.hostsFrom = host.end;
  if (host.name.indexOf('.') < 0) return NOTHING;
  if (codeAt(text, host.end) === 0x40 && isUser(text, host)) return NOTHING;
  const isMeant = host.isAddress || isDomainInText(text, start, host, scan.names);
  return isMeant ? addHostOrUrl(scan, start, host) : addAddressesInside(scan, start, host);
}

/** Whether the host is the part of an e-mail address before the `@`, and not what a port or a terminal is behind. */
function isUser(text: string, { end, isAddress }: Host): boolean {
  if (isPortBehindAt(text, end)) return false;
  return !isAddress || /^@[\w-]{0,64}\.[\w-]/.test(text.slice(end, end + LONGEST_BEHIND_AT));
}

const LONGEST_BEHIND_AT = 67;

/** Adds the URL that a host without a scheme begins, or else the host. */
function addHostOrUrl(scan: Scan, start: number, host: Host): number {
  const { text } = scan;
  const { name, end, isAddress } = host;
  // Behind another scheme (`ftp://`), a user or a path there is a host, but no URL to look up.
  const before = codeAt(text, start - 1);
  const isBehind = before === 0x40 || before === 0x2f || before === 0x5c;
  const behind = isBehind ? 'nothing' : readSchemeless(text, start, host, scan.names);
  if (behind === 'no host') return end;
  if (behind !== 'nothing') return addUrl(scan, behind);
  if (!isAddress) {
    if (scan.wantsDomain) addNamed(scan, 'domain', name, start, end);
  } else if (
    scan.wantsIp &&
    !isVersion(text, scan.codes, start, end) &&
    !isNetwork(text, name, end)
  ) {
    addNamed(scan, 'ip', name, start, end);
  }
  return end;
}

/**
 * Adds the addresses with which something begins that is no host as a whole: `192.0.2.1-192.0.2.9`. All
 * that stand in a row are added at once, so that what is behind them is read only once more.
 */
function addAddressesInside(scan: Scan, start: number, host: Host): number {
  const { text } = scan;
  let at = start;
  let after = NOTHING;
  while (at < host.end && (kindAt(text, at) & DIGIT) !== 0) {
    const address = readIpv4(text, at);
    if (!address || address.end > host.end) break;
    if (scan.wantsIp && !isVersion(text, scan.codes, at, address.end)) {
      addNamed(scan, 'ip', address.value, at, address.end);
    }
    after = address.end;
    at = nextWordStart(text, after);
  }
  // Once in each row: what is behind its first addresses is not read from each of its labels.
  if (after > start && start >= scan.rowEnd) scan.hostsFrom = after;
  scan.rowEnd = Math.max(scan.rowEnd, host.end);
  return after;
}

/** Where the next word begins behind a hyphen or a dot in any form. */
function nextWordStart(text: string, from: number): number {
  let at = from;
  while (at < from + LONGEST_JOINT && (kindAt(text, at) & DIGIT) === 0) at += 1;
  return at;
}
