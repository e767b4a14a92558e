import type { IndicatorType } from '../indicator';
import { isNetwork, readIpv4, readIpv6 } from './address';
import { codeAt, DIGIT, HEXADECIMAL, kindAt, KINDS, skip, TRIGGER, WORD } from './characters';
import {
  readBase64,
  readEscaped,
  readEscapedLetters,
  readHexadecimal,
  type Encoded,
} from './encoded';
import { hashesInside, hashStart, isEscape } from './hash';
import { readHost, type Host } from './host';
import { isDomain, isDomainInText, isVersion } from './names';
import { unfold } from './quoted-printable';
import { readScheme, readUnderscored, type Scheme } from './scheme';
import { readSchemeless, readUrl, type Url } from './url';

/** Something in a text. */
export interface Sighting {
  readonly type: IndicatorType;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Where the host is written that it has, or is; both 0 for what has none that can be read there. */
  readonly hostStart: number;
  readonly hostEnd: number;
}

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
  const { length } = text;
  /** Up to here no host, and no IPv6 address, is looked for: it was looked at, or belongs to a URL. */
  let hostsFrom = 0;
  let addressesFrom = 0;
  let at = 0;

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
    if (wantsUrl && !url.isTooLong) {
      add('url', url.value, url.start, url.end, url.hostStart, url.hostEnd);
      return url.end;
    }
    addHost(url.host, url.isAddress, url.hostStart, url.hostEnd);
    return url.hostEnd;
  }

  /** Adds the URL that begins with a scheme. Returns where to go on, or -1. */
  function addFrom(scheme: Scheme | undefined): number {
    const url = scheme && readUrl(text, scheme);
    return url ? addUrl(url) : -1;
  }

  /** Adds the URL that an encoded text is. Returns where to go on, or -1. */
  function addEncoded(encoded: Encoded | undefined, start: number): number {
    const colon = encoded?.value.indexOf(':') ?? -1;
    const scheme = encoded && colon > 0 ? readScheme(encoded.value, colon) : undefined;
    const url = encoded && scheme?.start === 0 ? readUrl(encoded.value, scheme) : undefined;
    if (!encoded || !url) return -1;
    hostsFrom = Math.max(hostsFrom, encoded.end);
    if (wantsUrl && !url.isTooLong) add('url', url.value, start, encoded.end);
    else if (url.isAddress ? wantsIp : wantsDomain && isDomain(url.host)) {
      add(url.isAddress ? 'ip' : 'domain', url.host, start, encoded.end);
    }
    return encoded.end;
  }

  /** Adds the host that begins with this word, or the URL without a scheme. Returns where to go on, or -1. */
  function addBare(word: number, wordEnd: number): number {
    const start = hostStartIn(text, word, wordEnd);
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

  /** Looks at a word that something of interest follows. Returns where to go on, or -1. */
  function lookAt(start: number, end: number, next: number): number {
    if (next === 0x25) {
      const escaped = readEscaped(text, Math.max(start, end - 5), end);
      const from = escaped ? /https?$/i.exec(text.slice(start, end))?.index : undefined;
      if (from !== undefined) return addEncoded(readEscaped(text, start + from, end), start + from);
      if (codeAt(text, start - 1) === 0x25) {
        return addEncoded(readEscapedLetters(text, start), start - 1);
      }
      return -1;
    }
    const underscored =
      (codeAt(text, start) | 0x20) === 0x68 ? readUnderscored(text, start, end) : undefined;
    if (underscored) {
      const after = addFrom(underscored);
      if (after >= 0) return after;
    }
    const scheme = next === 0x2e || next === 0x20 ? undefined : readScheme(text, end);
    if (scheme) {
      const after = addFrom(scheme);
      return after >= 0 ? after : scheme.end;
    }
    if (wantsIp && start >= addressesFrom && isIpv6Start(text, start, end)) {
      const address = readIpv6(text, start);
      addressesFrom = address.end;
      if (address.value !== undefined) {
        if (!isNetwork(text, address.value, address.end)) {
          add('ip', address.value, start, address.end, start, address.end);
        }
        return address.end;
      }
    }
    return start >= hostsFrom && next !== 0x3a ? addBare(start, end) : -1;
  }

  /** Reads the line that a soft break ends, with all that belongs to it, once more. Returns where to go on. */
  function addUnfolded(newline: number): number {
    const line = unfold(text, newline);
    if (!line) return newline + 1;
    const { origin } = line;
    while ((sightings.at(-1)?.start ?? -1) >= line.start) sightings.pop();
    for (const { type, value, start, end, hostStart, hostEnd } of scan(line.text, find)) {
      const isWritten = hostEnd > 0 && origin(hostEnd) - origin(hostStart) === hostEnd - hostStart;
      const host = isWritten ? [origin(hostStart), origin(hostEnd)] : [0, 0];
      add(type, value, origin(start), origin(end - 1) + 1, host[0], host[1]);
    }
    return line.end;
  }

  while (at < length) {
    const code = text.charCodeAt(at);
    if (((KINDS[code] ?? 0) & WORD) === 0) {
      if (code === 0x3a && wantsIp && at >= addressesFrom && isColonsStart(text, at)) {
        const address = readIpv6(text, at);
        addressesFrom = address.end;
        if (address.value !== undefined) add('ip', address.value, at, address.end, at, address.end);
        at = address.value === undefined ? at + 1 : address.end;
      } else at = code === 0x0a ? addUnfolded(at) : at + 1;
      continue;
    }
    const start = at;
    at = skip(text, at, WORD);
    if (wantsHost) {
      const next = codeAt(text, at);
      if (((KINDS[next] ?? 0) & TRIGGER) !== 0) {
        const after = lookAt(start, at, next);
        if (after > start) {
          at = after;
          continue;
        }
      }
      if (at - start >= 8 && mayBeEncoded(text, start)) {
        const encoded = readHexadecimal(text, start, at) ?? readBase64(text, start);
        const after = addEncoded(encoded, start);
        if (after > start) {
          at = after;
          continue;
        }
      }
    }
    if (wantsFile && at - start >= 32) {
      const first = hashStart(text, start, at);
      if (first >= 0) add('file', text.slice(first, at), first, at);
      else if (at - start > 32)
        hashesInside(text, start, at, (from, to) => add('file', text.slice(from, to), from, to));
    }
  }
  return sightings;
}

/** `aHR0c` and `6874747`: `http` in base64 and in hexadecimal. */
function mayBeEncoded(text: string, start: number): boolean {
  const code = codeAt(text, start);
  if (code === 0x61) return text.startsWith('aHR0c', start);
  return code === 0x36 && text.startsWith('68747470', start);
}

/** Behind a written `\n` or `%20`, hyphens, or words in a script without spaces, a host begins later than its word. */
function hostStartIn(text: string, start: number, end: number): number {
  const isPercent = codeAt(text, start - 1) === 0x25 && skip(text, start, HEXADECIMAL) - start >= 2;
  let from = isPercent ? start + 2 : isEscape(text, start) ? start + 1 : start;
  while (from < end && codeAt(text, from) === 0x2d) from += 1;
  if (codeAt(text, from) < 0x3000) return from;
  for (let at = end - 1; at >= from; at -= 1) {
    if (codeAt(text, at) >= 0x80) return at === end - 1 ? from : at + 1;
  }
  return from;
}

function isIpv6Start(text: string, start: number, end: number): boolean {
  if (end - start > 4 || skip(text, start, HEXADECIMAL) < end) return false;
  const code = codeAt(text, end);
  const next =
    code === 0x3a ? end + 1 : code === 0x5b && codeAt(text, end + 1) === 0x3a ? end + 2 : -1;
  if (next < 0 || codeAt(text, start - 1) === 0x2e) return false;
  const after = codeAt(text, next);
  return (
    after === 0x3a || after === 0x5b || after === 0x5d || (kindAt(text, next) & HEXADECIMAL) !== 0
  );
}

/** `::1` behind anything but a name. */
function isColonsStart(text: string, at: number): boolean {
  const isFirst = codeAt(text, at - 1) !== 0x3a && (kindAt(text, at - 1) & WORD) === 0;
  return isFirst && codeAt(text, at + 1) === 0x3a && (kindAt(text, at + 2) & HEXADECIMAL) !== 0;
}
