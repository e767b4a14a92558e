import { parseAddress } from '../address';
import { decodings, withoutEntities } from './decodings';
import type { Indicator } from '../indicator';
import { parametersIn, type Parameter } from './parameters';
import { hostNameOf, parseUrl } from '../parse-url';

/** Schemes of the net, beside http, behind which a host stands; an app's have the name of a program there. */
const OTHER_SCHEMES =
  'ftps?|sftp|ssh|wss?|git|svn|ldaps?|smb|cifs|nfs|rdp|vnc|telnet|rediss?|mongodb(?:\\+srv)?|mysql|' +
  'postgres(?:ql)?|amqps?|mqtts?|rtsps?|rtmps?|tcp|udp|imaps?|smtps?|pop3s?|sips?|gopher|dict|jdbc:\\w+';

/**
 * The authority of a URL (RFC 3986, 3.2): user and password up to the last `@`, then the host, which
 * ends at any ASCII punctuation but `%`, `-`, `.` and `_`.
 */
const AUTHORITY = '(?:([^\\\\/?#\\s]*)@)?(\\[[^\\]\\\\/?#]*\\]|[^\\s!-$&-,/:-@[-^`{-~]*)';
const NESTED = new RegExp(
  `(?:https?:(?:[\\\\/]+|(?=\\d+(?:\\.\\d+){3}))|(?:${OTHER_SCHEMES}):\\/\\/)${AUTHORITY}`,
  'gi',
);

/** A host without a scheme, behind two slashes (RFC 3986, 4.2) or as a share of Windows is written. */
const WITHOUT_SCHEME = new RegExp(`(?<![\\\\/:])(?:\\/{2,}|\\\\{2,})${AUTHORITY}`, 'g');

/** A private address in a path: `10.0.0.1` alone may be a version there. */
const ADDRESS_IN_PATH =
  /(?<=[/#])(?:(?:192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|127\.0)\.\d{1,3}\.\d{1,3}(?::\d{2,5})?|10(?:\.\d{1,3}){3}:\d{2,5})(?![\w.-])/g;

/** Users that are none: everybody clones as `git`. */
const NOBODY = /^(?:git|hg|svn|anonymous)$/i;

/** A value that is only one thing, or a list of such; a host ends where a port or a path begins. */
const BETWEEN_VALUES = /[\s,;|"'<>]+/;
const HOST_OF_VALUE =
  /^(\[[\da-f:.]+\]|[\da-f:]*:[\da-f:.]*:[\da-f:.]*|[^:/?#\\@]+)(?=[:/?#\\]|$)/i;

/** A host of one word, which only its place tells: `//intranet/a`, `\\\\files\\share`. */
const SHARE = /^(?:\/\/|\\\\)([a-z\d][\w-]*)(?=[:\\/])/i;

/** A value that leads to a host by the scheme that it stands in (RFC 3986, 4.2): `//files.home/a`, `//10.1/`. */
const RELATIVE = /^(?:\/\/|\\\\)([^\\/?#]+[.\u3002\uff0e\uff61][^\\/?#]*)(?:[\\/?#]|$)/;

/** What has a number of four parts that is no address, and what has a name with a dot that is a file's. */
const NAMES_OF_VERSIONS =
  /(?:^|[^a-z])(?:v|ver|versions?|build|rev|revision|release|firmware|fw|oid)$/i;
const NAMES_OF_FILES =
  /(?:^|[^a-z])(?:file|filename|page|path|view|template|tpl|include|doc|document|img|image|name|theme|env|config|layout|tab|section|action|package|pkg|lang|locale|key|label|class|id)$/i;
const NAMES_OF_HOSTS =
  /(?:^|[^a-z])(?:url|uri|href|host|hostname|fqdn|server|site|domain|dest|destination|target|proxy|origin|gateway|dns)$/i;

/** Where something inside a URL leads. */
export interface InnerHost {
  /** As `hostNameOf` has it. */
  readonly host: string;
  /** Whether it is one for certain, may be one, or is only where one may be. */
  readonly is: 'host' | 'likely' | 'perhaps';
}

/** What a URL says beside its own host. */
export interface Inside {
  /** The path, each parameter and each part of the fragment, as they are and decoded. */
  readonly texts: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly hosts: readonly InnerHost[];
  /** Whether a URL inside it names a user or a password. */
  readonly hasUser: boolean;
  /** The URLs inside it, as they are written and as they are meant. */
  readonly urls: readonly string[];
}

/** More than an honest URL has in it, for the expressions of `neverSend`. */
const MOST_URLS = 16;
const LONGEST_WRITING = 2048;

const NOTHING: Inside = { texts: [], parameters: [], hosts: [], hasUser: false, urls: [] };

const known = new WeakMap<Indicator, Inside>();

/** What is inside a URL; nothing for another indicator. Takes time in proportion to its length. */
export function insideOf(indicator: Indicator): Inside {
  if (indicator.type !== 'url') return NOTHING;
  const before = known.get(indicator);
  if (before) return before;
  const inside = lookInside(indicator.value);
  known.set(indicator, inside);
  return inside;
}

function lookInside(value: string): Inside {
  const texts = textsIn(value);
  const parameters = texts.flatMap(parametersIn);
  const nested = texts.flatMap((text) => [...text.matchAll(NESTED)]);
  const hosts = [
    ...nested.flatMap((match) => hostsOf(match, 'host')),
    ...texts.flatMap((text) =>
      [...text.matchAll(WITHOUT_SCHEME)].flatMap((match) => hostsOf(match, 'perhaps')),
    ),
    ...texts.flatMap(addressesInPath),
    ...parameters.flatMap(hostsOfParameter),
  ];
  return {
    texts,
    parameters,
    hosts,
    hasUser: nested.some(hasUser),
    urls: nested.slice(0, MOST_URLS).flatMap(writingsOf),
  };
}

/**
 * What is in a URL inside the URL is escaped as often as it is wrapped, so that each part is read by
 * itself: `&` in one of them is none of the others.
 */
function textsIn(value: string): readonly string[] {
  const rest = /^https?:[\\/]*[^\\/?#]*([^]*)$/i.exec(value)?.[1] ?? '';
  const parts = new Set([rest, withoutEntities(rest)].flatMap(partsOf));
  return [...new Set([...parts].flatMap(decodings))];
}

function partsOf(rest: string): readonly string[] {
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\??[^#]*)(#?[^]*)$/.exec(rest) ?? [];
  return [path, ...query.split('&'), ...fragment.split('&')].filter((part) => part !== '');
}

function hasUser([, user]: RegExpExecArray): boolean {
  return user !== undefined && user !== '' && !NOBODY.test(user);
}

function hostsOf([, , written = '']: RegExpExecArray, is: InnerHost['is']): readonly InnerHost[] {
  if (written === '' || (is !== 'host' && !isWhole(written))) return [];
  // A zone (RFC 6874) is nothing that a URL of the web has.
  const url = parseUrl(`http://${written.replace(/%[^\]]*\]$/, ']')}/`);
  // An ellipsis ends what a report has cut: `http://www.example....`
  return url && !url.hostname.includes('..') ? [{ host: hostNameOf(url), is }] : [];
}

/** Where nothing says that it is a host, `10.5` is a number, and a word is a word. */
function isWhole(written: string): boolean {
  if (/^\[.*\]$/.test(written)) return true;
  const parts = written.replace(/\.$/, '').split('.');
  return (
    parts.length === 4 || (parts.length > 1 && !/^(?:\d+|0x[\da-f]*)$/i.test(parts.at(-1) ?? ''))
  );
}

function hostsOfParameter([name, value]: Parameter): readonly InnerHost[] {
  if (NAMES_OF_VERSIONS.test(name)) return [];
  const isLikely = NAMES_OF_HOSTS.test(name);
  return value
    .split(BETWEEN_VALUES)
    .flatMap((each) => hostOfValue(each, isLikely))
    .filter(({ host, is }) => isCertain(host, is) || !NAMES_OF_FILES.test(name));
}

function isCertain(host: string, is: InnerHost['is']): boolean {
  return is === 'host' || parseAddress(host) !== undefined;
}

/** The addresses in a path that can be no versions. */
function addressesInPath(text: string): readonly InnerHost[] {
  const found = text.match(ADDRESS_IN_PATH) ?? [];
  return found.flatMap((written) => {
    const host = parseAddress(written.replace(/:\d+$/, ''));
    return host === undefined ? [] : [{ host, is: 'perhaps' as const }];
  });
}

function hostOfValue(value: string, isLikely: boolean): readonly InnerHost[] {
  const share = SHARE.exec(value)?.[1];
  if (share !== undefined) return [{ host: share, is: 'host' }];
  const authority = RELATIVE.exec(value)?.[1];
  if (authority !== undefined) {
    const url = parseUrl(`http://${authority}/`);
    return url ? [{ host: hostNameOf(url), is: 'likely' }] : [];
  }
  const written = HOST_OF_VALUE.exec(value.replace(/^[\\/]+/, ''))?.[1] ?? '';
  const address = parseAddress(written);
  if (address !== undefined)
    return /[\da-f]/i.test(address) ? [{ host: address, is: 'likely' }] : [];
  if (!/^[^.]+\..*[^.]$/.test(written) || !isWhole(written)) return [];
  if (/^[\d.]+$/.test(written) && !isLikely) return [];
  const url = parseUrl(`http://${written}/`);
  return url ? [{ host: hostNameOf(url), is: isLikely ? 'likely' : 'perhaps' }] : [];
}

/** Each as it is written, to its end, and as it is meant: what a person's expression may be about. */
function writingsOf({ 0: start, index, input }: RegExpExecArray): readonly string[] {
  const written = input.slice(index, index + Math.max(start.length, LONGEST_WRITING));
  const href = parseUrl(written)?.href;
  return href === undefined ? [written] : [written, href];
}
