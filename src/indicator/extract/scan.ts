import type { IndicatorType } from '../indicator';
import { parseAddress } from '../address';
import { isNetwork, readIpv4, readIpv6, type KnownAddresses } from './address';
import { readAuthority } from './authority';
import {
  codeAt,
  codeIn,
  codesOf,
  DIGIT,
  kindAt,
  kindIn,
  KINDS,
  skipIn,
  TRIGGER,
  WORD,
} from './characters';
import { readEncoded, readPercents, type Encoded } from './encoded';
import { findHashes } from './hash';
import { readHost, type Host } from './host';
import { isDomain, isDomainInText, isPlainDomain, isVersion } from './names';
import {
  endsName,
  isPlainEnd,
  isSchemeAt,
  plainAddressEnd,
  plainNameEnd,
  plainNumberEnd,
  plainPortEnd,
  plainSchemeStart,
} from './plain';
import { originalOf, unfold } from './quoted-printable';
import { plainScheme, readScheme, readUnderscored, type Scheme } from './scheme';
import type { Sighting } from './sighting';
import { mayBegin, skim } from './skim';
import {
  addressRunEnd,
  mayBeIpv6,
  mayBeScheme,
  isWholeHost,
  hostStartIn,
  isColonsStart,
  isIpv6Start,
  isUnderscored,
  mayBeEncoded,
} from './starts';
import { encodedUrl, readPlainUrl, readSchemeless, readUrl, type Url } from './url';

/** What is written plainly is read; this is not, and needs a closer look. */
const UNDECIDED = -2;

/**
 * Goes through the text once, from word to word. A word is looked at closer only when what follows it
 * may make it a scheme, a host or an address, or when it is as long as a hash. What was read for
 * nothing is not read again for the same purpose, so that the time is in proportion to the length.
 */
export function scan(text: string, find: ReadonlySet<IndicatorType>): Sighting[] {
  const sightings: Sighting[] = [];
  const wantsUrl = find.has('url');
  const wantsDomain = find.has('domain');
  const wantsIp = find.has('ip');
  const wantsFile = find.has('file');
  const wantsHost = wantsUrl || wantsDomain || wantsIp;
  const codes = codesOf(text);
  /** Up to here no host, and no IPv6 address, is looked for: it was looked at, or belongs to a URL. */
  let hostsFrom = 0;
  let addressesFrom = 0;
  /** Up to here a URL goes on, and an encoded text, that was not added as a whole. */
  let urlsFrom = 0;
  let encodedFrom = 0;
  let at = 0;
  /** IPv6 addresses that were read already: the same ones come again and again. */
  const addresses: KnownAddresses = new Map();

  function add(
    type: IndicatorType,
    value: string,
    start: number,
    end: number,
    hostStart = 0,
    hostEnd = 0,
  ): void {
    sightings.push({ type, value, start, end, hostStart, hostEnd });
  }

  function addHost(name: string, isAddress: boolean, start: number, end: number): void {
    if (isAddress ? wantsIp : wantsDomain && isDomain(name)) {
      add(isAddress ? 'ip' : 'domain', name, start, end, start, end);
    }
  }

  /** Adds a URL, or its host alone. Returns where to go on. */
  function addUrl(url: Url): number {
    hostsFrom = Math.max(hostsFrom, url.end);
    addressesFrom = Math.max(addressesFrom, url.end);
    urlsFrom = url.end;
    if (wantsUrl && !url.isTooLong) {
      add('url', url.value, url.start, url.end, url.hostStart, url.hostEnd);
      return url.end;
    }
    addHost(url.host, url.isAddress, url.hostStart, url.hostEnd);
    return wantsUrl ? url.end : url.hostEnd;
  }

  /** Adds the URL that begins with a scheme. Returns where to go on, or -1. */
  function addFrom(scheme: Scheme): number {
    if (scheme.start < urlsFrom) return addHostBehind(scheme);
    const url = readUrl(text, scheme);
    return url ? addUrl(url) : -1;
  }

  /** Adds the host of a URL inside one that is not added as a whole. Returns where to go on, or -1. */
  function addHostBehind(scheme: Scheme): number {
    const authority = readAuthority(text, scheme.end);
    if (!authority) return -1;
    const { name, isAddress, hostStart, hostEnd } = authority;
    const host = isAddress ? parseAddress(name) : name;
    if (host !== undefined) addHost(host, isAddress, hostStart, hostEnd);
    return hostEnd;
  }

  /** Adds the URL that an encoded text is. Returns where to go on, or -1. */
  function addEncoded(encoded: Encoded, start: number): number {
    const url = encodedUrl(encoded);
    encodedFrom = encoded.end;
    if (!url) return -1;
    hostsFrom = Math.max(hostsFrom, encoded.end);
    if (wantsUrl && !url.isTooLong) add('url', url.value, start, encoded.end);
    else if (url.isAddress ? wantsIp : wantsDomain && isDomain(url.host)) {
      add(url.isAddress ? 'ip' : 'domain', url.host, start, encoded.end);
    }
    return encoded.end;
  }

  /** Adds the address or domain at `start` if it is written plainly. Returns where to go on, -1, or `UNDECIDED`. */
  function addPlain(start: number): number {
    if ((kindIn(codes, start) & DIGIT) !== 0) {
      const end = plainAddressEnd(codes, start);
      const hasPort = end >= 0 && codeIn(codes, end) === 0x3a;
      const behind = hasPort ? plainPortEnd(codes, end) : end;
      if (behind >= 0 && isPlainEnd(codes, behind)) {
        hostsFrom = end;
        if (wantsIp && !isVersion(text, start)) {
          add('ip', text.slice(start, end), start, end, start, end);
        }
        return end;
      }
      const number = end < 0 ? plainNumberEnd(codes, start) : -1;
      if (number >= 0 && isPlainEnd(codes, number)) {
        hostsFrom = number;
        return -1;
      }
    }
    const end = plainNameEnd(codes, start);
    if (end < 0 || !endsName(codes, end)) return UNDECIDED;
    hostsFrom = end;
    if (!wantsDomain || !isPlainDomain(text, start, end)) return -1;
    add('domain', text.slice(start, end), start, end, start, end);
    return end;
  }

  /** Adds the host that begins with this word, or the URL without a scheme. Returns where to go on, or -1. */
  function addBare(word: number, wordEnd: number): number {
    const start = isWholeHost(codes, word) ? word : hostStartIn(text, word, wordEnd);
    const plain = codeIn(codes, wordEnd) === 0x2e ? addPlain(start) : UNDECIDED;
    if (plain !== UNDECIDED) return plain;
    const host = readHost(text, start, wordEnd);
    // Also of what is too long to be a host: or it would be read again from each of its labels.
    hostsFrom = host.end;
    if (host.name.indexOf('.') < 0) return -1;
    // The part of an e-mail address before the `@`.
    if (codeAt(text, host.end) === 0x40) return -1;
    if (host.isAddress) return addAddress(start, host);
    if (isDomainInText(text, start, host)) return addName(start, host);
    const address = (kindAt(text, start) & DIGIT) !== 0 ? readIpv4(text, start) : undefined;
    if (!address || address.end > host.end || isVersion(text, start)) return -1;
    hostsFrom = address.end;
    addHost(address.value, true, start, address.end);
    return address.end;
  }

  function addAddress(start: number, host: Host): number {
    const url = schemelessAt(start, host);
    if (url) return addUrl(url);
    const isMeant = !isVersion(text, start) && !isNetwork(text, host.name, host.end);
    if (isMeant) addHost(host.name, true, start, host.end);
    return host.end;
  }

  function addName(start: number, host: Host): number {
    const url = schemelessAt(start, host);
    if (url) return addUrl(url);
    addHost(host.name, false, start, host.end);
    return host.end;
  }

  /** Behind another scheme (`ftp://`), a user or a path there is a host, but no URL to look up. */
  function schemelessAt(start: number, host: Host): Url | undefined {
    const before = codeAt(text, start - 1);
    if (before === 0x40 || before === 0x2f || before === 0x5c) return undefined;
    return readSchemeless(text, start, host);
  }

  /** Adds the IPv6 address at `start`. Returns where to go on, or -1. */
  function addIpv6(start: number): number {
    const run = addressRunEnd(codes, start);
    if (run >= 0 && !mayBeIpv6(codes, start, run)) {
      addressesFrom = run;
      return -1;
    }
    const address = readIpv6(text, start, run, addresses);
    addressesFrom = address.end;
    if (address.value === undefined) return -1;
    if (!isNetwork(text, address.value, address.end)) {
      add('ip', address.value, start, address.end, start, address.end);
    }
    return address.end;
  }

  /** Looks at a word that something of interest follows. Returns where to go on, or -1. */
  function lookAt(start: number, end: number, next: number): number {
    if (((KINDS[next] ?? 0) & TRIGGER) === 0 || !mayBegin(codes, start, end, next)) return -1;
    // Most words by far, so they come first.
    if (next === 0x2e && !isUnderscored(codes, start)) {
      return start >= hostsFrom ? addBare(start, end) : -1;
    }
    if (next === 0x3a && !mayBeScheme(codes, end)) {
      const isAddress = wantsIp && start >= addressesFrom && isIpv6Start(codes, start, end);
      return isAddress ? addIpv6(start) : -1;
    }
    if (next === 0x25) {
      if (start < encodedFrom) return -1;
      const encoded = readPercents(text, start, end);
      return encoded ? addEncoded(encoded, encoded.start) : -1;
    }
    const schemeStart = next === 0x3a ? plainSchemeStart(codes, end) : -1;
    if (schemeStart >= 0) {
      if (isSchemeAt(codes, end + 3)) return end + 3;
      const url =
        schemeStart < urlsFrom ? undefined : readPlainUrl(text, codes, schemeStart, end + 3);
      const after = url ? addUrl(url) : addFrom(plainScheme(text, schemeStart, end));
      return after >= 0 ? after : end + 3;
    }
    const underscored = isUnderscored(codes, start) ? readUnderscored(text, start, end) : undefined;
    if (underscored) {
      const after = addFrom(underscored);
      if (after >= 0) return after;
    }
    const scheme = next === 0x2e || next === 0x20 ? undefined : readScheme(text, end);
    if (scheme) {
      const after = addFrom(scheme);
      return after >= 0 ? after : scheme.end;
    }
    if (wantsIp && start >= addressesFrom && isIpv6Start(codes, start, end)) {
      const after = addIpv6(start);
      if (after >= 0) return after;
    }
    return start >= hostsFrom && next !== 0x3a ? addBare(start, end) : -1;
  }

  /** Reads the line that a soft break ends, with all that belongs to it, once more. Returns where to go on. */
  function addUnfolded(newline: number): number {
    const line = unfold(text, newline);
    if (!line) return newline + 1;
    while ((sightings.at(-1)?.start ?? -1) >= line.start) sightings.pop();
    sightings.push(...scan(line.text, find).map((sighting) => originalOf(sighting, line)));
    return line.end;
  }

  /** Looks at colons without a word before them, and at a line's end. Returns where to go on. */
  function lookAtSign(sign: number): number {
    if (codeIn(codes, sign) === 0x0a) return addUnfolded(sign);
    if (!wantsIp || sign < addressesFrom || !isColonsStart(text, codes, sign)) return sign + 1;
    const after = addIpv6(sign);
    return after < 0 ? sign + 1 : after;
  }

  for (at = skim(codes, 0); at < text.length; at = skim(codes, at)) {
    if ((kindIn(codes, at) & WORD) === 0) {
      at = lookAtSign(at);
      continue;
    }
    const start = at;
    at = skipIn(codes, at, WORD);
    if (wantsHost) {
      const encoded = mayBeEncoded(text, start) ? readEncoded(text, start, at) : undefined;
      const after = encoded ? addEncoded(encoded, start) : lookAt(start, at, codes[at] ?? 0);
      if (after > start) {
        at = after;
        continue;
      }
    }
    if (wantsFile && at - start >= 32) {
      findHashes(text, codes, start, at, (from, to) => add('file', text.slice(from, to), from, to));
    }
  }
  return sightings;
}
