import type { IndicatorType } from '../indicator';
import { hostNameOf, parseUrl } from '../parse-url';
import { decodedUrl, onlyParameters, rawParameter, type Rest } from './parameters';
import { createEndingCheck, isGateway, servicesAt, type Service } from './services';
import { TARGETS } from './targets';
import { isVirusTotalHost, pageAt, VIRUSTOTAL_ENDINGS } from './virustotal-page';

/** What a URL is about: mostly itself. */
export interface Subject {
  readonly type: IndicatorType;
  readonly value: string;
  /** The URL in which it came, as it was written, where that is another one. */
  readonly wrapper?: string;
}

/** A URL, and its host as `hostNameOf` has it. */
interface Link {
  readonly value: string;
  readonly host: string;
}

/** Gateways wrap what another one has wrapped; more often than this nobody does. */
const MOST_WRAPPERS = 5;

/** What a URL consists of: all up to the end of its host and port, and the rest. */
const PARTS = /^(https?:[\\/]+[^\\/?#]*)(.*)$/is;

/**
 * Whether a URL at the host from `start` to `end` may be about something other than itself, as far as can
 * be told at once: `mayWrap` tells.
 */
export const mightWrap = createEndingCheck(VIRUSTOTAL_ENDINGS);

/**
 * Whether a URL at this host may be about something other than itself. Cheap, because it is asked for
 * each URL; the host may be in capitals and have a dot at its end.
 */
export function mayWrap(host: string): boolean {
  if (!mightWrap(host, 0, host.length)) return false;
  const name = plainHost(host);
  return servicesAt(name).length > 0 || isVirusTotalHost(name);
}

/**
 * What a URL is about: what a mail gateway or a site has wrapped, or what a page of VirusTotal names,
 * read without a network. A wrapper that cannot be opened is about itself, less what may name the
 * person to whom it was sent. `undefined` for a page of VirusTotal about a URL whose number alone it
 * has, which cannot be read back.
 */
export function subjectOf(url: string, urlHost: string): Subject | undefined {
  let link: Link = { value: url, host: plainHost(urlHost) };
  for (let count = 0; count <= MOST_WRAPPERS; count += 1) {
    const { value, host } = link;
    const [, front = '', all = ''] = PARTS.exec(value) ?? [];
    const page = isVirusTotalHost(host) ? pageAt(all) : undefined;
    if (page === 'unreadable') return undefined;
    if (page && page.type !== 'url') return subject(page.type, page.value, url);
    const service = page ? undefined : servicesAt(host).find(({ path }) => path?.test(all) ?? true);
    if (!page && !service) return subject('url', value, url);
    const target = page ? page.value : service && targetOf(service, all);
    const next = count < MOST_WRAPPERS ? linkTo(target) : undefined;
    if (!next) return subject('url', front + (service ? withoutPersons(service, all) : all), url);
    link = next;
  }
  return subject('url', link.value, url);
}

function plainHost(host: string): string {
  const name = host.toLowerCase();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function subject(type: IndicatorType, value: string, url: string): Subject {
  return value === url ? { type, value } : { type, value, wrapper: url };
}

function restOf(all: string): Rest {
  const query = all.indexOf('?');
  const fragment = all.indexOf('#', query);
  if (query < 0) return { all, query: '' };
  return { all, query: all.slice(query, fragment < 0 ? undefined : fragment) };
}

function targetOf({ target }: Service, all: string): string | undefined {
  const rest = restOf(all);
  if (typeof target === 'string') return TARGETS[target](rest);
  const written = rawParameter(rest.query, target);
  return written === undefined ? undefined : decodedUrl(written);
}

/** One slash is what is left where two were taken for one; browsers open it too. */
function linkTo(text: string | undefined): Link | undefined {
  if (text === undefined) return undefined;
  const value = text.replace(/^(https?:)[\\/]+/i, '$1//');
  const parsed = /^https?:\/\/[^\s\p{Cc}\ufffd]+$/iu.test(value) ? parseUrl(value) : undefined;
  const host = parsed ? hostNameOf(parsed) : '';
  return host === '' ? undefined : { value, host };
}

/** A gateway's link says to whom it was sent: by an address, or by a number that stands for it. */
function withoutPersons(service: Service, all: string): string {
  if (!isGateway(service)) return all;
  const { target, hint = '' } = service;
  if (typeof target === 'string' && target !== 'base64 in u') {
    return /^\/(?:v\d\/)?/i.exec(all)?.[0] ?? '';
  }
  const path = /^[^?#]*/.exec(all)?.[0] ?? '';
  const kept = typeof target === 'string' ? [hint] : [hint, ...target];
  return path + onlyParameters(restOf(all).query, kept);
}
