import { parseUrl } from '../indicator/parse-url';
import { createHash } from 'node:crypto';
import type { Indicator, IndicatorType } from '../indicator/indicator';

const SECTION: Readonly<Record<IndicatorType, string>> = {
  file: 'file',
  url: 'url',
  domain: 'domain',
  ip: 'ip-address',
};

/** The page about an indicator that a person can open; `id` is VirusTotal's own. */
export function guiLink(type: IndicatorType, id: string): string {
  return `https://www.virustotal.com/gui/${SECTION[type]}/${encodeURIComponent(id)}`;
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
