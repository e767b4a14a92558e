import { parseAddress } from '../../address';
import { hostNameOf, parseUrl } from '../../parse-url';
import { mayWrap, subjectOf, type Subject } from '../../wrapper/subject';
import type { Url } from '../url';
import { wantsHost, type Scan } from './state';

/**
 * Adds what a URL is about that leads to something else, from `start` to `end`, in place of the URL.
 * Returns whether it is about something else.
 */
export function addSubject(
  scan: Scan,
  { value: url, host }: Url,
  start: number,
  end: number,
): boolean {
  if (!mayWrap(host)) return false;
  const subject = knownSubject(scan, url, host);
  if (subject?.value === url) return false;
  const wanted = subject && wantedOf(scan, subject);
  if (!wanted) return true;
  const { type, value, wrapper } = wanted;
  scan.sightings.push({
    type,
    value,
    start,
    end,
    ...(scan.tellsHosts && { hostStart: 0, hostEnd: 0 }),
    ...(wrapper !== undefined && { wrapper }),
  });
  return true;
}

/** So many links are remembered, and none that is longer: to read one takes long, and some come again and again. */
const MOST_KNOWN = 1000;
const LONGEST_KNOWN = 512;

function knownSubject({ subjects }: Scan, url: string, host: string): Subject | undefined {
  const known = subjects.get(url);
  if (known || subjects.has(url)) return known;
  const subject = subjectOf(url, host);
  if (subjects.size < MOST_KNOWN && url.length <= LONGEST_KNOWN) subjects.set(url, subject);
  return subject;
}

/** The subject, or the host of its URL where no URLs are looked for. */
function wantedOf(scan: Scan, subject: Subject): Subject | undefined {
  if (scan.find.has(subject.type)) return subject;
  if (subject.type !== 'url') return undefined;
  const parsed = parseUrl(subject.value);
  if (!parsed) return undefined;
  const host = hostNameOf(parsed);
  const isAddress = parseAddress(host) !== undefined;
  return wantsHost(scan, host, isAddress)
    ? { ...subject, type: isAddress ? 'ip' : 'domain', value: host }
    : undefined;
}
