import type { Indicator, IndicatorType } from '../../indicator/indicator';
import type { HttpRequest } from '../../lookup/http';
import { CLIENT_HEADERS } from '../request';

const COLLECTION: Readonly<Record<IndicatorType, string>> = {
  file: 'files',
  url: 'urls',
  domain: 'domains',
  ip: 'ip_addresses',
};

/** A request of API v3: the key travels in a header (docs.virustotal.com/reference/authentication). */
export function requestV3(key: string, method: HttpRequest['method'], path: string): HttpRequest {
  const headers = { ...CLIENT_HEADERS, 'x-apikey': key };
  return { method, path: `/api/v3/${path}`, query: {}, headers };
}

/** The path of an indicator's object. */
export function pathOf({ type, id }: Indicator): string {
  return `${COLLECTION[type]}/${encodeURIComponent(id)}`;
}
