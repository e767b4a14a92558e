import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { isAnyArrayBuffer } from 'node:util/types';
import { printable } from '../text/printable';
import { isAccountName } from './account-name';
import { parseAddress } from './address';
import { NotAnIndicatorError } from './errors';
import { HASH } from './hash/hash';
import type { Indicator, IndicatorType } from './indicator';
import { hostNameOf, parseUrl } from './parse-url';
import { refang } from './defang/refang';
import { readLabelledHash } from './hash/labelled-hash';
import { mayWrap, subjectOf } from './wrapper/subject';

/** Longer than any URL that a browser or VirusTotal's request line takes. */
export const LONGEST_INDICATOR = 8192;

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$`);

/** Endings that are files and not top-level domains: `invoice.exe` is no domain to ask about. */
const FILE_ENDINGS = new Set(
  (
    'apk appx asp aspx avi bak bat bin bmp chm cmd conf cpl css csv dat deb dll doc docm docx dmg ' +
    'eml exe gif gz hta htm html ico ics img ini iso jar jpeg jpg js jse json jsp lnk log mdb mkv ' +
    'msg msi msix ocx odt pdf php pif png ppt pptm pptx rar rpm rtf scr svg sys tar tgz tmp txt vbe ' +
    'vbs wav wsf wsh xls xlsb xlsm xlsx xml xz yaml yml'
  ).split(' '),
);

/** What a person asks for: a certain kind of indicator, or whatever it turns out to be. */
export type Kind = 'auto' | IndicatorType;

/**
 * Reads a value from a message as an indicator, defanged or not.
 * Text is a hash, URL, domain or address; a Buffer or another binary value is a file's content and
 * is hashed here (SHA-256), so that it never leaves.
 * Throws `NotAnIndicatorError`, which repeats the text only if it is a mere word, name or hash.
 */
export function identify(value: unknown, kind: Kind): Indicator {
  // Nothing in the way of what is most of what comes: a bare hash means nothing else.
  if (typeof value === 'string' && HASH.test(value) && (kind === 'auto' || kind === 'file')) {
    return simple('file', value.toLowerCase());
  }
  const content = contentOf(value);
  if (content) return identifyContent(content, kind);
  if (typeof value !== 'string')
    throw new NotAnIndicatorError(`Expected text, got ${nameOf(value)}`);
  if (value.length > LONGEST_INDICATOR * 2) {
    throw new NotAnIndicatorError(
      `Text of ${value.length} characters is too long for an indicator`,
    );
  }
  const text = refang(value);
  if (text === '') throw new NotAnIndicatorError('The text is empty');
  if (text.length > LONGEST_INDICATOR) {
    throw new NotAnIndicatorError(`Text of ${text.length} characters is too long for an indicator`);
  }
  const read = READERS[kind](text);
  const link = read ?? (/^https?:/i.test(text) ? readUrl(text) : undefined);
  const indicator = (link && readSubject(link, kind)) ?? read;
  if (indicator) return indicator;
  throw new NotAnIndicatorError(`${describe(text)} is ${EXPECTED[kind]}`);
}

/**
 * Reads what a link leads to that is another thing: what a mail gateway has wrapped, what a page of
 * VirusTotal names. Nothing for all other indicators. Throws `NotAnIndicatorError` where that is
 * nothing that can be looked up, or not what was asked for.
 */
function readSubject(
  { type, value: url, host = '' }: Indicator,
  kind: Kind,
): Indicator | undefined {
  if (type !== 'url' || !mayWrap(host)) return undefined;
  const subject = subjectOf(url, host);
  if (!subject) throw new NotAnIndicatorError(NUMBER_ALONE);
  const { wrapper, value } = subject;
  const indicator = wrapper === undefined ? undefined : READERS[subject.type](value);
  if (!indicator || wrapper === undefined) return undefined;
  if (kind !== 'auto' && kind !== subject.type) {
    throw new NotAnIndicatorError(`The link leads to a ${subject.type}: that is ${EXPECTED[kind]}`);
  }
  return { ...indicator, wrapper };
}

const NUMBER_ALONE =
  'The page of VirusTotal is about a URL, but has its number alone, which cannot be read back';

/** A word, a name or a hash is shown; a sign as in `name=value`, an address of mail or a path is not. */
function describe(text: string): string {
  return /^[\p{L}\p{M}\p{N}._-]+$/u.test(text)
    ? `"${printable(text)}"`
    : 'The text (not shown, it may hold a secret)';
}

const EXPECTED: Readonly<Record<Kind, string>> = {
  auto: 'no hash, URL, domain or IP address',
  file: 'no MD5, SHA-1 or SHA-256 hash',
  url: 'no http or https URL',
  domain: 'no domain name',
  ip: 'no IPv4 or IPv6 address',
};

const READERS: Readonly<Record<Kind, (text: string) => Indicator | undefined>> = {
  auto: (text) =>
    readHash(text) ??
    readAddress(text) ??
    readAutomaticUrl(text) ??
    readAutomaticDomain(text) ??
    readNamedHash(text),
  file: (text) => readHash(text) ?? readNamedHash(text),
  url: readUrl,
  domain: readDomain,
  ip: readAddress,
};

/** Binary values of a function node come from another realm, so `instanceof` would miss them. */
function contentOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return isAnyArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

function identifyContent(content: Uint8Array, kind: Kind): Indicator {
  if (kind !== 'auto' && kind !== 'file') {
    throw new NotAnIndicatorError(`A Buffer is looked up as a file, not as ${kind}`);
  }
  return simple('file', createHash('sha256').update(content).digest('hex'));
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function simple(type: IndicatorType, value: string): Indicator {
  return { type, value, id: value, key: `${type}:${value}` };
}

function readHash(text: string): Indicator | undefined {
  return HASH.test(text) ? simple('file', text.toLowerCase()) : undefined;
}

/** A hash with what it is of, or how it was made: `sha256:…`, `… *file.exe`. */
function readNamedHash(text: string): Indicator | undefined {
  const hash = /^https?:/i.test(text) ? undefined : readLabelledHash(text);
  return hash === undefined ? undefined : simple('file', hash);
}

function readAddress(text: string): Indicator | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : simple('ip', address);
}

/** Whether `identify` takes the text as a domain. */
export function isDomainName(text: string): boolean {
  return DOMAIN.test(text) ? text.length <= 253 : readDomain(text) !== undefined;
}

/** Whether a name with this ending (in lower case, without the dot) is a file's. */
export function isFileEnding(ending: string): boolean {
  return FILE_ENDINGS.has(ending);
}

function readDomain(text: string): Indicator | undefined {
  // `domainToASCII` reads as URLs are read: it cuts a path off, and decodes and drops characters.
  if (/[\s/\\?#:@%\p{Cc}]/u.test(text)) return undefined;
  const name = domainToASCII(text.replace(/\.$/, '')).toLowerCase();
  return name.length <= 253 && DOMAIN.test(name) ? simple('domain', name) : undefined;
}

function readAutomaticDomain(text: string): Indicator | undefined {
  const ending = text.slice(text.lastIndexOf('.') + 1).toLowerCase();
  return FILE_ENDINGS.has(ending) ? undefined : readDomain(text);
}

/** Without a scheme only what has a port or a path and a whole host is a URL, and `10.0.0.0/8` is none. */
function readAutomaticUrl(text: string): Indicator | undefined {
  if (/^https?:/i.test(text)) return readUrl(text);
  const [host, rest] = split(text);
  if (rest === '') return undefined;
  if (readAddress(host)) return /^\/\d{1,3}$/.test(rest) ? undefined : readUrl(text);
  return readAutomaticDomain(host) && readUrl(text);
}

function split(text: string): [string, string] {
  const end = text.search(/(?::\d{1,5})?(?:[/?#]|$)/);
  return [text.slice(0, end), text.slice(end)];
}

function readUrl(text: string): Indicator | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !/^https?:\/\//i.test(text)) return undefined;
  const hasScheme = /^https?:/i.test(text);
  if (!hasScheme && isAccountName(text)) return undefined;
  const value = hasScheme ? text : `http://${text}`;
  // With a space in it, it is a URL and words about it, or two URLs (API v2 takes a list).
  const url = /[\s\p{Cc}]/u.test(value) ? undefined : parseUrl(value);
  if (!url) return undefined;
  const host = hostNameOf(url);
  if (host.split('.').includes('')) return undefined;
  url.hash = '';
  const id = Buffer.from(value).toString('base64url');
  return { type: 'url', value, id, key: `url:${url.href}`, host };
}
