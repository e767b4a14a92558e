import { scan } from '../extract/scan/scan';
import type { Sighting } from '../extract/sighting';
import type { IndicatorType } from '../indicator';
import { defangFileNames } from './file-names';
import { HARMLESS } from './forms';
import { COLON, COLONS, HOST_MARK } from './patterns-of-forms';

const NAMED: ReadonlySet<IndicatorType> = new Set(['url', 'domain', 'ip']);

/** Where `http:` or `https:` is written as programs open it, with its slashes plain or as in JSON. */
const SCHEME = new RegExp(String.raw`^(h)tt(ps?)${COLON}(?=\\?\/)`, 'i');

/** What is left where no address follows: mail programs make links of `http://http` too. */
const BARE_SCHEME = /(h)tt(ps?):(?=\/\/)/gi;

const HARMLESS_SCHEME = `$1${HARMLESS.scheme.slice(1, -1)}$2${HARMLESS.colon}`;

/** A dot or a colon, in any form. */
const DOT = new RegExp(`${HOST_MARK}|\\.`, 'gi');
const COLON_OF_ADDRESS = new RegExp(COLONS, 'gi');

/**
 * Writes every URL, domain and IP address in a text so that no program makes a link of it:
 * `hxxp[:]//evil[.]example/x`, `192[.]0[.]2[.]1`, `2001[:]db8[:][:]1`; and what only looks like a domain
 * (`evil.zip`). All else stays as it is, and so does what is defanged already: doing it twice changes
 * nothing.
 * `identify` and `extract` read it back, except for a URL whose path itself has `[.]` or another mark
 * of defanging in it.
 */
export function defangText(text: string): string {
  return defangFileNames(defangFound(text)).replaceAll(BARE_SCHEME, HARMLESS_SCHEME);
}

function defangFound(text: string): string {
  let result = '';
  let done = 0;
  for (const sighting of scan(text, NAMED)) {
    result += text.slice(done, sighting.start) + defangSighting(text, sighting);
    done = sighting.end;
  }
  return result + text.slice(done);
}

function defangSighting(text: string, { type, start, end, ...host }: Sighting): string {
  const written = text.slice(start, end);
  // Escaped or encoded as a whole: no program makes a link of it.
  if (host.hostEnd === 0) return written;
  if (type === 'ip' && written.includes(':')) return defangIpv6(written);
  if (type !== 'url') return defangHost(written);
  return (
    text.slice(start, host.hostStart).replace(SCHEME, HARMLESS_SCHEME) +
    defangHost(text.slice(host.hostStart, host.hostEnd)) +
    defangFound(text.slice(host.hostEnd, end))
  );
}

/** An IPv6 address in a URL keeps its colons: behind `hxxp` it is no link. */
function defangHost(host: string): string {
  if (/^\[[\da-f:.]+\]/i.test(host)) return host;
  return host.replaceAll(DOT, (written) => (written === '.' ? HARMLESS.dot : written));
}

function defangIpv6(address: string): string {
  return address
    .replaceAll(COLON_OF_ADDRESS, (written) => (written === ':' ? HARMLESS.colon : written))
    .replaceAll(DOT, (written) => (written === '.' ? HARMLESS.dot : written));
}
