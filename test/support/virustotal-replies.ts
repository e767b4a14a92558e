import { createHash } from 'node:crypto';
import type { Indicator } from '../../src/indicator/indicator';
import type { HttpReply } from '../../src/lookup/http';
import type { Votes } from '../../src/virustotal/vote-buckets';

const TYPES = { file: 'file', url: 'url', domain: 'domain', ip: 'ip_address' } as const;

export function reply(
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): HttpReply {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** A report of API v3 about `indicator`, on which 60 engines found nothing unless told otherwise. */
export function foundV3(
  indicator: Indicator,
  stats: Partial<Votes> = { harmless: 0, undetected: 60 },
): HttpReply {
  const { type, value } = indicator;
  const id = type === 'url' ? createHash('sha256').update(value).digest('hex') : value;
  return reply(200, {
    data: {
      id,
      type: TYPES[type],
      attributes: {
        ...(type === 'url' && { url: value }),
        last_analysis_stats: { malicious: 0, suspicious: 0, ...stats },
      },
    },
  });
}

/** An error of API v3. */
export function errorV3(status: number, code: string, message = 'Something is wrong'): HttpReply {
  return reply(status, { error: { code, message } });
}

/** A file or URL report of API v2. */
export function foundV2(resource: string, positives: number, total: number): HttpReply {
  return reply(200, { response_code: 1, resource, positives, total });
}
