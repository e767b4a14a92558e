import { unescape } from 'node:querystring';
import { isSecretName } from './judge';
import { nameBefore } from './name-before';
import { FORMS } from './secret-names';

/** How many characters before a value are looked at; a header of cookies may be long. */
const NEAR = 128;
const FAR = 1024;

/** An element with attributes: `<password type="clear">…`. */
const ELEMENT = /<(?<name>[\w:.-]{1,64})\s[^<>]{0,80}>\s{0,4}$/;

/** The first half of a pair that is written as two: `{"name": "apiKey", "value": "…`. */
const NAMED_APART =
  /\b(?:name|key|header|field)["']?\s{0,4}[=:>]\s{0,4}["']?(?<name>[\w.$-]{1,64})/gi;

/** A scheme (RFC 9110, 11.4) that is no secret name itself. */
const SCHEME = /^(?:basic|key|hmac|negotiate|custom)$/i;

/** What is between the values of a list: `["…", "…`. */
const VALUES = /^[\w+/=.\s,"'-]+$/;

/** A header of cookies from behind its name up to a value. */
const COOKIES =
  /^\)?["']?\s{0,4}[=: ]\s{0,4}["'[]{0,2}[^\s"';=]+=[^"'\s]*(?:[;,]\s{1,2}[^"'\s]+)*$/;

/** Its name, also with the sign for kelvins, which is a `k` in small letters. */
const MAY_BE_COOKIE = /coo[k\u212a]ie/i;

/** A part of what a client computes of its password (RFC 7616, 3.4). */
const PART_OF_DIGEST = /\b(?:response|c?nonce|opaque)=["']?$/i;

/** Longer than one of those names with its sign and a quote: no more is searched for its end. */
const LONGEST_PART = 16;

/** A password before the host of a URL: `redis://user:…@`. */
const BEHIND_USER = /\/\/[^\s/@:]{0,64}:$/;
const USER_OPTION = /\s(?:-u|--user)[ =]["']?[^\s:"']{1,64}:$/;
const BEFORE_HOST = /[\w.~!$&'()*+,;=%-]{1,256}@/y;

/** The hash of a file, whatever the file belongs to: `session.file.hash.sha256`. */
const HASH_OF_FILE =
  /(?:file|image|process|parent|attachment|sample|artifact|binary|exe|dll|module|driver)s?[^a-z]*(?:hash(?:es)?)?[^a-z]*(?:md5|sha-?(?:1|256)|hash(?:es)?)$/i;

const SAYS_NOTHING = new RegExp(`^(?:${FORMS}|val|md5|sha-?(?:1|256|512))$`, 'i');

/** What stands between a name and its value in a sentence, or in the configuration of a router: `secret 5 …`. */
const LINK = /^(?:is|was|are|were|as|to|\d{1,2})$/i;

/** A password or a key by one letter: `sshpass -p …`, `vt -k …`. */
const FLAG = /^-[pk]$/;

/** The second argument of a call whose first one is a name: `define('API_KEY', '…`. */
const ARGUMENT = /\(\s{0,4}["'`](?<name>[\w.$:-]{1,64})["'`]\s{0,4},\s{0,4}["'`]?$/;

/** A call around the value: `MD5('…`. */
const CALL = /\b\w{1,20}\(\s{0,4}["'`]?$/;

const INSERT = /insert/i;

/** The values of a row in SQL, behind the names of its columns. */
const ROW = /\binsert\s{1,4}into\s[^()]{1,80}\(([^()]{1,400})\)\s{0,4}values\s{0,4}\([^()]*$/i;

/**
 * Whether the value at `at` stands behind the name of a secret, in a text of any kind: `password=…`,
 * `x-apikey: …`, `"apiKey":"…"`, `Cookie: ASP.NET_SessionId=…`, `Authorization: Bearer …`, `--token …`.
 * Looks back no further than some 1,100 characters. Whoever asks for many values of a text may remember
 * what its names say (`createNameMemory`).
 */
export function isBehindSecretName(
  text: string,
  at: number,
  judge: NameJudge = areSecretWords,
): boolean {
  return (
    isNamed(text, at, judge) ||
    isInList(text, at, judge) ||
    isOfUser(text, at) ||
    isInHeader(text, at) ||
    isArgument(text, at, judge)
  );
}

/** Whether a name before a value is that of a secret. */
export type NameJudge = (name: string) => boolean;

/** So many names are remembered: the same ones come again and again. */
const MOST_NAMES = 1000;

/** Judges names, and remembers some of them for as long as it is itself. */
export function createNameMemory(): NameJudge {
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const isSecret = areSecretWords(name);
    if (known.size < MOST_NAMES) known.set(name, isSecret);
    return isSecret;
  };
}

function isNamed(text: string, at: number, judge: NameJudge): boolean {
  const found = nameBefore(text, at);
  if (!found) return false;
  const { name, start, by } = found;
  if (judge(name)) return true;
  if (by === 'space') return SCHEME.test(name) && isHeldBySecret(text, start, judge);
  if (text.charAt(at - 1) === '>' && isInElement(text, at)) return true;
  return (
    SAYS_NOTHING.test(name) && (isHeldBySecret(text, start, judge) || isNamedApart(text, start))
  );
}

/** What an object or a header is called whose value has a name that says nothing: `"token": {"value": "…`. */
function isHeldBySecret(text: string, at: number, judge: NameJudge): boolean {
  const holder = nameBefore(text, at);
  return holder?.by === 'sign' && judge(holder.name);
}

function isInElement(text: string, at: number): boolean {
  const name = ELEMENT.exec(text.slice(Math.max(0, at - NEAR), at))?.groups?.name;
  return name !== undefined && isSecretName(name);
}

function isNamedApart(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - NEAR), at);
  const last = [...before.slice(before.lastIndexOf('{') + 1).matchAll(NAMED_APART)].at(-1);
  return last?.groups?.name !== undefined && isSecretName(last.groups.name);
}

/** Of a sentence only the last words are the name: a file of a session is none. */
function areSecretWords(text: string): boolean {
  const name = text.includes('%') ? unescape(text).replace(/^.*[/?&;]/, '') : text;
  const words = name.split(' ');
  if (HASH_OF_FILE.test(words.at(-1) ?? '')) return false;
  const end = words.findLastIndex((word) => !SAYS_NOTHING.test(word) && !LINK.test(word));
  const [last = '', earlier = ''] = words.slice(0, end + 1).toReversed();
  if (FLAG.test(last)) return true;
  if (earlier === '') return isSecretName(last);
  if (isSecretName(last)) return true;
  return !isSecretName(earlier) && isSecretName(`${earlier} ${last}`);
}

function isInList(text: string, at: number, judge: NameJudge): boolean {
  if (!/,\s{0,4}["']?$/.test(text.slice(Math.max(0, at - 6), at))) return false;
  const before = text.slice(Math.max(0, at - FAR), at);
  const opening = Math.max(before.lastIndexOf('['), before.lastIndexOf('('));
  if (opening < 0 || !VALUES.test(before.slice(opening + 1))) return false;
  return isNamed(text, at - before.length + opening + 1, judge);
}

function isOfUser(text: string, at: number): boolean {
  if (text.charAt(at - 1) !== ':') return false;
  if (USER_OPTION.test(text.slice(Math.max(0, at - NEAR), at))) return true;
  if (!BEHIND_USER.test(text.slice(Math.max(0, at - NEAR), at))) return false;
  BEFORE_HOST.lastIndex = at;
  return BEFORE_HOST.test(text);
}

function isInHeader(text: string, at: number): boolean {
  if (!/=["']?$/.test(text.slice(Math.max(0, at - 2), at))) return false;
  const before = text.slice(Math.max(0, at - FAR), at);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (PART_OF_DIGEST.test(line.slice(-LONGEST_PART)) && /digest /i.test(line)) return true;
  if (!MAY_BE_COOKIE.test(line)) return false;
  const lower = line.toLowerCase();
  const header = lower.lastIndexOf('cookie');
  return header >= 0 && COOKIES.test(lower.slice(header + 'cookie'.length).replace(/^s/, ''));
}

/** Whether the value at `at` is an argument of a call, or of a row in SQL, that goes by such a name. */
export function isArgument(text: string, at: number, judge: NameJudge = areSecretWords): boolean {
  if (!/["'`(,]\s{0,4}$/.test(text.slice(Math.max(0, at - 5), at))) return false;
  const near = text.slice(Math.max(0, at - NEAR), at);
  const name = ARGUMENT.exec(near)?.groups?.name;
  if (name !== undefined && isSecretName(name)) return true;
  const call = CALL.exec(near);
  if (call && isNamed(text, at - call[0].length, judge)) return true;
  const far = text.slice(Math.max(0, at - FAR), at);
  if (!INSERT.test(far)) return false;
  const columns = ROW.exec(far)?.[1] ?? '';
  return columns.split(/[\s,"'`[\]]+/).some((column) => column !== '' && isSecretName(column));
}
