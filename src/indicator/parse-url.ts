/**
 * Reads a URL as browsers do (WHATWG), or returns `undefined`.
 * Not by `URL.canParse`: on Node.js 20 and 22, once it is optimised after some thousand calls, it
 * refuses what has letters beyond ASCII in it.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Host name or address of a URL, without the brackets of IPv6 and the final dot. */
export function hostNameOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}
