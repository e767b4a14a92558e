import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { gunzipSync } from 'node:zlib';

export interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** As sent, before decompression. */
  readonly bytes: Buffer;
  /** Decompressed when the headers say so. */
  readonly text: string;
}

/** Sends exactly these headers and this body over HTTP or HTTPS and reads the whole reply. */
export async function exchange(
  url: string,
  options: RequestOptions = {},
  body?: string | Buffer,
): Promise<Received> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  const outgoing = request(url, { agent: false, ...options });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  const incoming: IncomingMessage = response;
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(incoming, 'end');
  const bytes = Buffer.concat(chunks);
  const isCompressed = incoming.headers['content-encoding'] === 'gzip';
  return {
    status: incoming.statusCode,
    headers: incoming.headers,
    bytes,
    text: (isCompressed ? gunzipSync(bytes) : bytes).toString('utf8'),
  };
}
