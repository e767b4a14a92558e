import { unescape } from 'node:querystring';
import { hostNameOf, parseUrl } from './parse-url';

/** Redirectors wrap a URL once or twice; each time escapes it once more. */
export const MOST_DECODINGS = 4;

/**
 * The authority of a URL (RFC 3986, 3.2): user and password up to the last `@`, then the host, which
 * ends at any ASCII punctuation but `%`, `-`, `.` and `_`.
 */
const NESTED = /https?:[\\/]+(?:([^\\/?#]*)@)?(\[[^\]\\/?#]*\]|[^\s!-$&-,/:-@[-^`{-~]*)/gi;

/** What a URL inside another one says about where it leads. */
export interface NestedUrl {
  readonly hasUser: boolean;
  /** As `hostNameOf` has it. */
  readonly host: string;
}

/**
 * The path, each parameter of the query and each part of the fragment, as they are and decoded once,
 * twice … four times: what is in a URL inside the URL is escaped as often as it is wrapped.
 */
export function textsIn({ pathname, search, hash }: URL): string[] {
  return [pathname, ...search.split('&'), ...hash.split('&')].flatMap(decodings);
}

function decodings(text: string): string[] {
  const texts = [text];
  let last = text;
  for (let count = 0; count < MOST_DECODINGS && last.includes('%'); count += 1) {
    last = unescape(last);
    texts.push(last);
  }
  return texts;
}

/** The http and https URLs in a text that have a host. Takes time in proportion to its length. */
export function nestedUrls(text: string): NestedUrl[] {
  return [...text.matchAll(NESTED)].flatMap(([, user = '', host = '']) => {
    const url = parseUrl(`http://${host}/`);
    return url ? [{ hasUser: user !== '', host: hostNameOf(url) }] : [];
  });
}

/** Wherever they are in a text: behind `?` and `&`, in a path (`;a=b`), behind a route (`#/page?a=b`). */
export function parametersIn(text: string): URLSearchParams {
  return new URLSearchParams(text.replaceAll(/[;/?#]/g, '&'));
}
