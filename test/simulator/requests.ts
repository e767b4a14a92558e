import type { HttpReply, HttpRequest } from '../../src/lookup/http';

export const KEY = 'test-key';

/** A GET of API v3; `path` comes after `/api/v3/`. */
export function getV3(path: string, key: string = KEY): HttpRequest {
  return { method: 'GET', path: `/api/v3/${path}`, query: {}, headers: { 'x-apikey': key } };
}

/** A POST to API v3, of an urlencoded form when there are fields. */
export function postV3(path: string, fields?: Record<string, string>): HttpRequest {
  return {
    method: 'POST',
    path: `/api/v3/${path}`,
    query: {},
    headers: { 'x-apikey': KEY, 'content-type': 'application/x-www-form-urlencoded' },
    ...(fields && { body: new URLSearchParams(fields).toString() }),
  };
}

/** A GET of API v2; `path` comes after `/vtapi/v2/`. */
export function getV2(path: string, query: Record<string, string>): HttpRequest {
  return {
    method: 'GET',
    path: `/vtapi/v2/${path}`,
    query: { apikey: KEY, ...query },
    headers: {},
  };
}

/** A POST of an urlencoded form to API v2. */
export function postV2(path: string, fields: Record<string, string>): HttpRequest {
  return {
    method: 'POST',
    path: `/vtapi/v2/${path}`,
    query: {},
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ apikey: KEY, ...fields }).toString(),
  };
}

/** The unpadded base64url identifier of a URL. */
export function urlId(url: string): string {
  return Buffer.from(url).toString('base64url');
}

interface EngineResult {
  method: string;
  engine_name: string;
  engine_version?: string | null;
  engine_update?: string;
  category: string;
  result: string | null;
}

interface Attributes {
  md5?: string;
  sha1?: string;
  sha256?: string;
  url?: string;
  status?: string;
  date?: number;
  stats?: Record<string, number>;
  results?: Record<string, EngineResult>;
  last_analysis_date?: number;
  last_analysis_stats?: Record<string, number>;
  last_analysis_results?: Record<string, EngineResult>;
  popular_threat_classification?: { suggested_threat_label: string };
}

export interface BodyV3 {
  data: { id: string; type: string; links: { self: string }; attributes: Attributes };
  meta?: { url_info?: { id: string; url: string }; file_info?: { sha256: string } };
}

export interface BodyV2 {
  response_code: number;
  verbose_msg: string;
  resource?: string;
  scan_id?: string;
  scan_date?: string;
  permalink?: string;
  positives?: number;
  total?: number;
  scans?: Record<string, { detected: boolean; result: string | null }>;
  detected_urls?: { url: string; positives: number; total: number }[];
}

export interface ErrorBody {
  error: { code: string; message: string };
}

export function bodyV3(reply: HttpReply): BodyV3 {
  const body: BodyV3 = JSON.parse(reply.body);
  return body;
}

export function bodyV2(reply: HttpReply): BodyV2 {
  const body: BodyV2 = JSON.parse(reply.body);
  return body;
}

/** Status, code and message of a v3 error. */
export function errorOf(reply: HttpReply): { status: number; code: string; message: string } {
  const { error }: ErrorBody = JSON.parse(reply.body);
  return { status: reply.status, ...error };
}

/** The sum of some of a v3 report's counts. */
export function sum(stats: Record<string, number> | undefined, ...categories: string[]): number {
  return categories.reduce((total, category) => total + (stats?.[category] ?? 0), 0);
}
