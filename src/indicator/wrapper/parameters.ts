import { MOST_DECODINGS } from '../inside-url/decodings';
import { withoutPercents } from '../percent';

/** What is behind the host of a URL, as it is written. */
export interface Rest {
  /** Path, query and fragment. */
  readonly all: string;
  /** With its question mark. */
  readonly query: string;
}

/** What a parameter's name begins with where the URL was copied out of HTML. */
const ENTITY = /^(?:amp;)+/i;

/**
 * The value of the first of these parameters (in small letters) that a query has, as it is written there.
 * Names are read in letters of any case.
 */
export function rawParameter(query: string, names: readonly string[]): string | undefined {
  const pairs = query.replace(/^\?/, '').split('&').map(splitPair);
  for (const name of names) {
    const pair = pairs.find(([written]) => written === name);
    if (pair !== undefined && pair[1] !== '') return pair[1];
  }
  return undefined;
}

function splitPair(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=');
  const name = equals < 0 ? pair : pair.slice(0, equals);
  return [name.replace(ENTITY, '').toLowerCase(), equals < 0 ? '' : pair.slice(equals + 1)];
}

/**
 * A query with nothing but these parameters, as they are written, and without what holds a mail
 * address; empty where it has none of them.
 */
export function onlyParameters(query: string, names: readonly string[]): string {
  const pairs = query.replace(/^\?/, '').split('&');
  const kept = pairs.filter((pair) => {
    return names.includes(splitPair(pair)[0]) && !/@|%(?:25)*40/i.test(pair);
  });
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

/** What no URL has in it, and what stands for bytes that are no text. */
const NO_URL = /[\s\p{Cc}\ufffd]/u;

/**
 * Undoes the escapes of a URL that is the value of a parameter, which may have been escaped again and
 * again. Where it was not escaped at all, its own escapes stay.
 */
export function decodedUrl(text: string): string {
  let value = decodedOnce(text);
  for (let count = 1; count < MOST_DECODINGS && !/^https?:\//i.test(value); count += 1) {
    value = decodedOnce(value);
  }
  return value;
}

function decodedOnce(text: string): string {
  if (!text.includes('%')) return text;
  const value = withoutPercents(text).trim();
  if (!NO_URL.test(value)) return value;
  return /^https?:\//i.test(text) ? text : text.replaceAll(/%[2-7][\da-f]/gi, unescapeGraphic);
}

/** A space and what is no character of ASCII stay as they are written. */
function unescapeGraphic(written: string): string {
  const code = Number.parseInt(written.slice(1), 16);
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : written;
}
