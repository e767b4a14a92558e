import { createHash } from 'node:crypto';
import type { Indicator, IndicatorType } from '../indicator/indicator';
import { parseUrl } from '../indicator/parse-url';

const SECTION: Readonly<Record<IndicatorType, string>> = {
  file: 'file',
  url: 'url',
  domain: 'domain',
  ip: 'ip-address',
};

const PAGES = 'https://www.virustotal.com';

/** What its path may hold: nothing that leads elsewhere (a user, a port, a query) or ends the link early. */
const PATH_SIGN = String.raw`[\w~%./-]`;
const WHOLE_LINK = new RegExp(String.raw`^https://www\.virustotal\.com/${PATH_SIGN}{0,500}$`);
const LINK_IN_TEXT = new RegExp(String.raw`(https://www\.virustotal\.com/${PATH_SIGN}+)`);

/** Whether a whole text is a link to a page of VirusTotal, which is there to be clicked. */
export function isVirusTotalLink(text: string): boolean {
  return WHOLE_LINK.test(text);
}

/** A text in parts: what looks like a link to VirusTotal, and what is between. */
export function splitAtLinks(text: string): string[] {
  return text.split(LINK_IN_TEXT);
}

/** The page about an indicator that a person can open; `id` is VirusTotal's own. */
export function guiLink(type: IndicatorType, id: string): string {
  return `${PAGES}/gui/${SECTION[type]}/${encodeURIComponent(id)}`;
}

/**
 * The page about an indicator before VirusTotal has named its id. A URL's page goes by the SHA-256
 * of its canonical form, which is the WHATWG form without a fragment for ordinary URLs.
 */
export function indicatorLink(indicator: Indicator): string {
  const { type, value, id } = indicator;
  return guiLink(type, type === 'url' ? urlSha256(value) : id);
}

/** The id that VirusTotal gives to a URL. */
export function urlSha256(url: string): string {
  return createHash('sha256').update(canonicalUrl(url)).digest('hex');
}

/** The WHATWG form without a fragment; what is no URL stays as it is. */
export function canonicalUrl(text: string): string {
  const url = parseUrl(text);
  if (!url) return text;
  url.hash = '';
  return url.href;
}
