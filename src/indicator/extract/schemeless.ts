import { readHostAndPort } from './authority';
import { codeAt, isOpening, mayBeMark } from './characters';
import type { Host } from './host';
import type { KnownNames } from './names/known-names';
import { isApiVersion, isKeyOrCall } from './names/other-names';
import { hostOf, isMarkedPath, pathOf, tailOf, type Url } from './url';
import { LONGEST_INDICATOR } from '../identify';

/** What a path, a query, a fragment or a port begins with, or the dot of the root before them. */
const BEHIND_HOST = new Set('/?#:.\\[({&'.split('').map((sign) => sign.charCodeAt(0)));

/** What is written behind a host and is no path of a URL. */
const OTHER_PATHS = [
  // Prefix lengths and ports, also where a host follows.
  /^\/\d{1,5}-?$/,
  /^\/(?:\d{1,3}\.){3}\d{1,3}$/,
  // Classes and types of the DNS, behind a name or a zone: `example.com/IN`, `example.com/A/IN`.
  /^\/(?:IN|CH|HS|NONE|ANY|A|AAAA|NS|MX|TXT|PTR|SOA|SRV|CNAME|DNAME|DNSKEY|DS|RRSIG|NSEC3?|CAA|HTTPS|SVCB|NAPTR|TLSA|SPF|AXFR|IXFR|TYPE\d{1,5})(?:\/[\w-]{1,63}){0,3}\/?:?$/,
];

/** The name of a type behind that of a service, as messages of Protocol Buffers have it. */
const TYPE = /^\/(?:[a-z]\w{0,63}\.){1,9}[A-Z]\w{0,100}$/;

/** What is behind a host without a scheme: a URL, `nothing`, or what makes it no host either. */
export type Behind = Url | 'nothing' | 'no host';

/**
 * Reads what is behind a host without a scheme. It is a URL only where a path, a query or, where its name
 * was defanged, a port follows.
 */
export function readSchemeless(text: string, start: number, host: Host, known: KnownNames): Behind {
  const code = codeAt(text, host.end);
  if (!BEHIND_HOST.has(code)) return 'nothing';
  if (isOpening(code) && !mayBeMark(text, host.end)) return 'nothing';
  const authority = readHostAndPort(text, start);
  if (!authority) return 'nothing';
  const hasPort = authority.end > host.end;
  // A name and an account, `live.com#kim@example.com`, or a host and its port: `192.0.2.1#53`.
  if (code === 0x23 && !isRoute(codeAt(text, host.end + 1))) return 'nothing';
  const tail = tailOf(text, start, authority, false);
  if (tail.value === '' && !(hasPort && host.isDefanged && !host.isAddress)) return 'nothing';
  const path = pathOf(tail, host.isDefanged || isMarkedPath(tail), false);
  const end = Math.max(tail.end, authority.end);
  if (!host.isDefanged && !hasPort) {
    if (TYPE.test(path) || isKey(text, end)) return 'no host';
    if (isApiVersion(text, host.end) && !host.isAddress) return 'nothing';
  }
  if (!hasPort && OTHER_PATHS.some((other) => other.test(path))) return 'nothing';
  const value = `http://${authority.value}${path}`;
  const name = hostOf(authority.name, host.isAddress, known);
  if (name === undefined) return 'nothing';
  return {
    value,
    start,
    end,
    host: name,
    hostStart: start,
    hostEnd: host.end,
    isAddress: host.isAddress,
    isTooLong: value.length > LONGEST_INDICATOR,
  };
}

/** `#/` and `#!` are how the pages of one program are told apart. */
function isRoute(code: number): boolean {
  return code === 0x2f || code === 0x21;
}

/** Whether what ends here is a key of JSON: `"node.example.com/zone": "a"`. */
function isKey(text: string, end: number): boolean {
  const code = codeAt(text, end);
  return (code === 0x22 || code === 0x5c) && isKeyOrCall(text, end);
}
