import { parseAddress } from './address';

const SCHEMES: readonly (readonly [RegExp, string])[] = [
  [/^h[x*_]{2}ps(?=[[(:_\\/])/i, 'https'],
  [/^(?:h[x*_]{2}p(?=[[(:_\\/])|(?:meow|fxp)(?=:))/i, 'http'],
  [/^(https?)__(?=[^/]*\.)/i, '$1://'],
];

/** What is in brackets as a whole, which hardly anybody means as it is. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/\[:\/\/\]|\(:\/\/\)|\{:\/\/\}/g, '://'],
  [/\[:\/\]/g, ':/'],
  [/\[:\]|\(:\)|\{:\}/g, ':'],
  [/\[\/\]|\(\/\)/g, '/'],
  [/\s{0,4}(?:[[({]\s?\.\s?[\])}]|[[({]dot[\])}]|\\\.)\s{0,4}/gi, '.'],
  [/\[@\]|\[at\]|\(at\)/gi, '@'],
];

/** Half a bracket is a mark in a host, which never holds one; in a path it may be meant. */
const HOST_MARKS: typeof MARKS = [...MARKS, [/\s{0,4}(?:[[({]\s?\.|(?<=\w)\.[\])}])\s{0,4}/g, '.']];

/** CyberChef's "Defang URL" also changes the URLs inside a URL. */
const PATH_MARKS: typeof MARKS = [...MARKS, [/hxxp(?=s?(?::\/\/|%3a))/gi, 'http']];

const OPENING = new Set('<"\'`“”‘’«» \t\r\n\u00a0\ufeff');
const CLOSING = new Set('>"\'`“”‘’«» \t\r\n\u00a0\ufeff,;');
const PAIRS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** Each layer is searched to its end, so without a limit many brackets would take long. */
const MOST_LAYERS = 4;

/**
 * Undoes the ways in which people make an indicator harmless to click: `hxxp`, `[.]`, `(dot)`,
 * `[:]`, `[://]`, `\.` and their relatives, and takes off the brackets or quotes around it and the
 * `,` or `;` behind it. Where scheme and host are not defanged, `[.]` stays in path, query and
 * fragment: it may be meant there.
 * Text that is not defanged comes back as it is, without what is around it.
 */
export function refang(text: string): string {
  const written = unwrap(text);
  const result = replaceAll(written, SCHEMES);
  const path = pathStart(result);
  const head = withoutSpaces(replaceAll(result.slice(0, path), HOST_MARKS));
  const rest = result.slice(path);
  const isDefanged = result !== written || head !== result.slice(0, path);
  return (head + (isDefanged ? refangPath(rest) : rest)).replace(/^(https?):\\+/i, '$1://');
}

/** Undoes the marks in what follows a defanged host: path, query and fragment. */
export function refangPath(text: string): string {
  return replaceAll(text, PATH_MARKS);
}

function replaceAll(text: string, forms: readonly (readonly [RegExp, string])[]): string {
  return forms.reduce((part, [form, plain]) => part.replace(form, plain), text);
}

/** Cisco's mail gateways write `http:// example .com /path`; elsewhere a space has a meaning. */
function withoutSpaces(head: string): string {
  return /^https?:\/\/ /i.test(head) ? head.replaceAll(/\s/g, '') : head;
}

function unwrap(text: string): string {
  let result = trim(text);
  for (let layer = 0; layer < MOST_LAYERS && isInBrackets(result); layer += 1) {
    result = trim(result.slice(1, -1));
  }
  return result;
}

/** By hand, because an expression anchored at the end is quadratic on a long run of spaces. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && OPENING.has(text.charAt(start))) start += 1;
  while (end > start && CLOSING.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Whether the last character closes the first; an IPv6 address keeps its brackets (RFC 3986, 3.2.2). */
function isInBrackets(text: string): boolean {
  const opening = text.charAt(0);
  const closing = PAIRS.get(opening);
  if (closing === undefined || !text.endsWith(closing) || parseAddress(text)) return false;
  let depth = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    if (text.charAt(index) === opening) depth += 1;
    if (text.charAt(index) === closing) depth -= 1;
    if (depth === 0) return false;
  }
  return depth === 1;
}

/** Where path, query or fragment begins. */
function pathStart(text: string): number {
  const scheme = /^[a-z]+\s*[[({]?:[\])}]?\s*[[({]?(?:\/\/|\\\\)[\])}]?(?:\])?/i.exec(text);
  const from = scheme ? scheme[0].length : 0;
  const path = text.slice(from).search(/(?<![[({:])\/(?![\])}])|[?#]/);
  return path < 0 ? text.length : from + path;
}
