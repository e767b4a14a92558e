import { parseAddress } from './address';
import { scan } from './extract/scan';
import type { Sighting } from './extract/sighting';
import type { IndicatorType } from './indicator';

const NAMED: ReadonlySet<IndicatorType> = new Set(['url', 'domain', 'ip']);

/** Where `http:` or `https:` is written as programs open it, with its slashes plain or as in JSON. */
const SCHEME = /^(h)tt(ps?)(?::|\[:\]|\(:\))(?=\\?\/)/i;

/** The same by itself. */
const WRITTEN_SCHEME = /^(h)tt(ps?).*$/i;

/** A dot that no bracket or backslash is around. */
const BARE_DOT = /(?<![[({\\]\s?)\.(?!\s?[\])}])/g;

/**
 * Writes an indicator so that no program makes a link of it: `hxxp[:]//evil[.]example/x`,
 * `192[.]0[.]2[.]1`, `2001[:]db8[:][:]1`. A hash stays as it is, and so does what is defanged already.
 * `refang`, `identify` and `extract` read it back, except for a URL whose path itself has `[.]` or
 * another mark of defanging in it.
 */
export function defang(value: string): string {
  const address = parseAddress(value);
  if (address !== undefined) return defangHost(value);
  const scheme = SCHEME.exec(value);
  if (!scheme) return defangText(value);
  const from = scheme[0].length + (/^[\\/]*/.exec(value.slice(scheme[0].length))?.[0].length ?? 0);
  const authority = /^[^\\/?#]*/.exec(value.slice(from))?.[0] ?? '';
  const at = authority.lastIndexOf('@') + 1;
  const rest = value.slice(from + authority.length);
  return (
    scheme[0].replace(WRITTEN_SCHEME, '$1xx$2[:]') +
    value.slice(scheme[0].length, from) +
    authority.slice(0, at) +
    defangHost(authority.slice(at)) +
    defangText(rest)
  );
}

/**
 * Defangs every URL, domain and IP address in a text; all else stays as it is. What is defanged
 * already stays too, so that doing it twice changes nothing.
 */
export function defangText(text: string): string {
  let result = '';
  let done = 0;
  for (const sighting of scan(text, NAMED)) {
    result += text.slice(done, sighting.start) + defangSighting(text, sighting);
    done = sighting.end;
  }
  return result + text.slice(done);
}

function defangSighting(text: string, sighting: Sighting): string {
  const { type, start, end, hostStart, hostEnd } = sighting;
  // Escaped or encoded as a whole: no program makes a link of it.
  if (hostEnd === 0) return text.slice(start, end);
  if (type !== 'url') return defangHost(text.slice(start, end));
  return (
    defangScheme(text.slice(start, hostStart)) +
    defangHost(text.slice(hostStart, hostEnd)) +
    defangText(text.slice(hostEnd, end))
  );
}

function defangScheme(text: string): string {
  return text.replace(SCHEME, '$1xx$2[:]');
}

/** An IPv6 address in a URL keeps its colons: behind `hxxp` it is no link. */
function defangHost(text: string): string {
  if (/^\[[\da-f:.]+\]/i.test(text)) return text;
  const isIpv6 = text.includes(':') && parseAddress(text) !== undefined;
  return isIpv6 ? text.replaceAll(':', '[:]') : text.replaceAll(BARE_DOT, '[.]');
}
