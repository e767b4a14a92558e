import { parseAddress } from '../../address';
import { LONGEST_INDICATOR } from '../../identify';
import { mightWrap } from '../../wrapper/subject';
import { readAuthority } from '../authority';
import { readEncoded, readPercents, type Encoded } from '../encoded';
import { isSchemeAt, plainAddressEnd, plainHostEnd } from '../plain';
import { plainScheme, type Scheme } from '../scheme';
import { encodedUrl, plainUrlEnd, readUrl, type Url } from '../url';
import { addFound, addHost, NOTHING, wantsHost, type Scan } from './state';
import { addSubject } from './subjects';

/** Adds a URL, or its host alone. Returns where to go on. */
export function addUrl(scan: Scan, url: Url): number {
  passOver(scan, url.end);
  if (addSubject(scan, url, url.start, url.end)) return url.end;
  if (scan.wantsUrl && !url.isTooLong) {
    const { value, start, end, hostStart, hostEnd } = url;
    addFound(scan, 'url', value, start, end, hostStart, hostEnd);
    return end;
  }
  addHost(scan, url.host, url.isAddress, url.hostStart, url.hostEnd);
  return scan.wantsUrl ? url.end : url.hostEnd;
}

/** Nothing else is looked for in a URL. */
function passOver(scan: Scan, end: number): void {
  if (scan.hostsFrom < end) scan.hostsFrom = end;
  if (scan.addressesFrom < end) scan.addressesFrom = end;
  scan.urlsFrom = end;
}

/** Adds the URL that begins with a scheme. Returns where to go on, or `NOTHING`. */
export function addBehindScheme(scan: Scan, scheme: Scheme): number {
  if (scheme.start < scan.urlsFrom) return addHostBehind(scan, scheme);
  // What is too long remains so, but for its end.
  if (scheme.end + LONGEST_WRITTEN_HOST < scan.longHostEnd) return NOTHING;
  const url = readUrl(scan.text, scheme, scan.names);
  if (url) return addUrl(scan, url);
  noteLongHost(scan, scheme);
  return NOTHING;
}

/** Longer than a host with a mark for each of its dots. */
const LONGEST_WRITTEN_HOST = 1024;

function noteLongHost(scan: Scan, scheme: Scheme): void {
  const authority = readAuthority(scan.text, scheme.end);
  if (authority && authority.hostEnd - authority.hostStart > LONGEST_WRITTEN_HOST) {
    scan.longHostEnd = authority.hostEnd;
  }
}

/** Adds the host of a URL inside one that is not added as a whole. */
function addHostBehind(scan: Scan, scheme: Scheme): number {
  const authority = readAuthority(scan.text, scheme.end);
  if (!authority) return NOTHING;
  const { name, isAddress, hostStart, hostEnd } = authority;
  const host = isAddress ? parseAddress(name) : name;
  if (host !== undefined) addHost(scan, host, isAddress, hostStart, hostEnd);
  return hostEnd;
}

/**
 * Adds the URL of which `http` or `https` is from `start` to `end`, with `://` behind it. Returns where
 * to go on.
 */
export function addPlainUrl(scan: Scan, start: number, end: number): number {
  const { text, codes, urlsFrom } = scan;
  const from = end + '://'.length;
  if (isSchemeAt(codes, from)) return from;
  const hostEnd = start < urlsFrom ? -1 : plainHostEnd(codes, from);
  const urlEnd = hostEnd < 0 ? -1 : plainUrlEnd(text, codes, start, hostEnd);
  if (urlEnd >= 0) return addWholeUrl(scan, start, urlEnd, from, hostEnd);
  const after = addBehindScheme(scan, plainScheme(text, start, end));
  return after >= 0 ? after : from;
}

/** Adds a URL that is meant as it is written. Returns where to go on. */
function addWholeUrl(
  scan: Scan,
  start: number,
  end: number,
  hostStart: number,
  hostEnd: number,
): number {
  const { text, codes } = scan;
  const isTooLong = end - start > LONGEST_INDICATOR;
  const value = text.slice(start, end);
  if (!scan.wantsUrl || isTooLong || mightWrap(text, hostStart, hostEnd)) {
    const host = text.slice(hostStart, hostEnd);
    const isAddress = plainAddressEnd(codes, hostStart) === hostEnd;
    return addUrl(scan, { value, start, end, host, hostStart, hostEnd, isAddress, isTooLong });
  }
  passOver(scan, end);
  addFound(scan, 'url', value, start, end, hostStart, hostEnd);
  return end;
}

/** Adds the URL that a word is, or begins, in hexadecimal or base64. Returns where to go on, or `NOTHING`. */
export function addEncodedWord(scan: Scan, start: number, end: number): number {
  const encoded = readEncoded(scan.text, start, end);
  return encoded ? addEncoded(scan, encoded, start) : NOTHING;
}

/** The same for one that is escaped with `%`, the first of which follows the word, or is before it. */
export function addEscaped(scan: Scan, start: number, end: number): number {
  if (start < scan.encodedFrom) return NOTHING;
  const encoded = readPercents(scan.text, start, end);
  return encoded ? addEncoded(scan, encoded, encoded.start) : NOTHING;
}

function addEncoded(scan: Scan, encoded: Encoded, start: number): number {
  const url = encodedUrl(encoded, scan.names);
  const { end } = encoded;
  scan.encodedFrom = end;
  if (!url) return NOTHING;
  scan.hostsFrom = Math.max(scan.hostsFrom, end);
  if (addSubject(scan, url, start, end)) return end;
  if (scan.wantsUrl && !url.isTooLong) addFound(scan, 'url', url.value, start, end, 0, 0);
  else if (wantsHost(scan, url.host, url.isAddress)) {
    addFound(scan, url.isAddress ? 'ip' : 'domain', url.host, start, end, 0, 0);
  }
  return end;
}
