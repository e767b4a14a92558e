import { parseAddress } from '../address';
import { HASH } from '../hash/hash';
import type { IndicatorType } from '../indicator';
import { decodedUrl, rawParameter } from './parameters';

/** What a page of VirusTotal, or an address of its API, is about. */
export type Page =
  | { readonly type: IndicatorType; readonly value: string }
  /** About a URL that is told by its number alone, which cannot be read back. */
  | 'unreadable';

/** The words by which pages and API name what they are about: today's, and those of older pages. */
const SECTIONS: ReadonlyMap<string, IndicatorType> = new Map([
  ['file', 'file'],
  ['files', 'file'],
  ['file-analysis', 'file'],
  ['url', 'url'],
  ['urls', 'url'],
  ['url-analysis', 'url'],
  ['domain', 'domain'],
  ['domains', 'domain'],
  ['ip-address', 'ip'],
  ['ip_addresses', 'ip'],
]);

/** `/gui/file/…`, `/en/file/…`, `/#/file/…`, `/ui/files/…` and `/api/v3/files/…` */
const PATH = /^\/(?:gui\/|ui\/|api\/v3\/|[a-z]{2}(?:-[a-z]{2})?\/)?(?:#\/)?([a-z_-]+)\/([^/?#]+)/i;

/** `/vtapi/v2/file/report?resource=…`, and where an older page has it in its query. */
const QUERY =
  /^\/(?:vtapi\/v2\/)?(file|url|domain|ip-address)(?:-scan)?\/(?:report|rescan|scan)(?:\.html)?\?/i;

/** A URL's number, with the time of a scan behind it or not. */
const NUMBER = /^(?:u-)?[\da-f]{64}(?:-\d+)?$/i;

const NAME = /^(?:[a-z\d_-]+\.)+[a-z\d-]{2,63}$/i;

/** What its hosts end with, in two labels. */
export const VIRUSTOTAL_ENDINGS: readonly string[] = ['virustotal.com'];

const HOSTS = new Set(['virustotal.com', 'www.virustotal.com', 'beta.virustotal.com']);

/** Whether pages of VirusTotal are at a host, which is in small letters. */
export function isVirusTotalHost(host: string): boolean {
  return host.endsWith('virustotal.com') && HOSTS.has(host);
}

/** Reads what is behind the host of a URL there; `undefined` where it names nothing. */
export function pageAt(rest: string): Page | undefined {
  const query = QUERY.exec(rest);
  if (query) return named(query[1], resourceIn(rest));
  const [, section, id] = PATH.exec(rest) ?? [];
  if (section === undefined || id === undefined) return undefined;
  if (section.toLowerCase() === 'search') return searched(decodedUrl(id));
  return named(section, id);
}

function resourceIn(rest: string): string | undefined {
  return rawParameter(rest.slice(rest.indexOf('?')), ['resource', 'id', 'url', 'domain', 'ip']);
}

function named(section: string | undefined, id: string | undefined): Page | undefined {
  const type = SECTIONS.get(section?.toLowerCase() ?? '');
  if (type === undefined || id === undefined) return undefined;
  const text = decodedUrl(id);
  if (type === 'url') return urlNamed(text);
  const value = type === 'file' ? hashNamed(text) : text;
  return isOfType(type, value) ? { type, value } : undefined;
}

/** A scan of a file has its time behind the hash: `…-1700000000`, or in base64 `…:1700000000`. */
function hashNamed(text: string): string {
  const inBase64 = /^([\da-f]{32}):\d+$/.exec(Buffer.from(text, 'base64').toString('latin1'));
  return inBase64?.[1] ?? text.replace(/^(?:f-)?([\da-f]+)-\d+$/i, '$1');
}

/** A URL's page is named by its number, or by the URL in base64; v2 takes it as it is. */
function urlNamed(text: string): Page | undefined {
  if (NUMBER.test(text)) return 'unreadable';
  const value = /^https?:\/\//i.test(text) ? text : Buffer.from(text, 'base64').toString('utf8');
  return /^https?:\/\/[^\s\p{Cc}\ufffd]+$/iu.test(value) ? { type: 'url', value } : undefined;
}

function searched(text: string): Page | undefined {
  if (/^https?:\/\//i.test(text)) return { type: 'url', value: text };
  const type = (['file', 'ip', 'domain'] as const).find((each) => isOfType(each, text));
  return type && { type, value: text };
}

function isOfType(type: 'file' | 'domain' | 'ip', text: string): boolean {
  if (type === 'file') return HASH.test(text);
  return type === 'ip' ? parseAddress(text) !== undefined : NAME.test(text);
}
