import type { Dispatcher } from 'undici';
import { ACCEPTED_ENCODINGS, decodeBody, tooLarge } from './reply/encoded-body';
import { BadResponseError, NetworkError } from './errors';
import type { HttpReply, HttpRequest, Transport } from './http';

/** Reports with every behaviour in them stay well below this. */
const LARGEST_BODY = 16 * 1024 * 1024;

/** The reason of a `NetworkError` for what a proxy does, or its URL. */
export const PROXY = 'PROXY';

/** How TLS is made and checked; the fields of `tls.connect` that the core tls-config node sets. */
export type TlsOptions = Readonly<Record<string, unknown>>;

/** A proxy, as the core "http proxy" node describes it. */
export interface Proxy {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Hosts that are reached directly. */
  readonly except?: readonly string[];
}

/** Where and how to reach a service. */
export interface HttpTransportOptions {
  /** Scheme, host and perhaps a path, without a query: `https://www.example.com/api`. */
  readonly baseUrl: string;
  /** Connections at the same time. */
  readonly connections: number;
  readonly tls?: TlsOptions;
  /** Without one, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment hold. */
  readonly proxy?: Proxy;
}

/**
 * Reaches a service over HTTP. The client library is loaded with the first request, and
 * connections are kept open between requests. Redirects are not followed: they would carry the key.
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const base = new URL(options.baseUrl);
  let dispatcher: Promise<Dispatcher> | undefined;

  return {
    async send(request, signal) {
      signal.throwIfAborted();
      dispatcher ??= createDispatcher(options, base);
      try {
        return await untilAborted(exchange(dispatcher, base, request, signal), signal);
      } catch (error) {
        signal.throwIfAborted();
        throw withoutUrl(error);
      }
    },
    async close() {
      // Whoever sent a request has been told why there is nothing to close.
      const opened = await dispatcher?.catch(() => undefined);
      await opened?.destroy();
    },
  };
}

async function exchange(
  dispatcher: Promise<Dispatcher>,
  base: URL,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpReply> {
  const opened = await dispatcher;
  const reply = await opened.request({
    origin: base.origin,
    path: pathOf(base, request),
    method: request.method,
    headers: { 'accept-encoding': ACCEPTED_ENCODINGS, ...request.headers },
    body: request.body ?? null,
    signal,
    // The signal says how long it may take, and knows of standstills.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const headers = plainHeaders(reply.headers);
  const bytes = await readBytes(reply.body);
  const body = await decodeBody(bytes, headers['content-encoding'], LARGEST_BODY);
  return { status: reply.statusCode, headers, body: body.toString('utf8') };
}

/** The client library notices the signal only when it has a connection, which may never be. */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function createDispatcher(options: HttpTransportOptions, base: URL): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, ProxyAgent } = await import('undici');
  const { connections, proxy, tls = {} } = options;
  const common = { connections, connect: { ...tls } };
  if (proxy && !goesBy(proxy, base)) return new Agent(common);
  const tunnelled = { ...common, requestTls: { ...tls } };
  try {
    if (!proxy) return new EnvHttpProxyAgent(tunnelled);
    const token = proxy.username && basicToken(proxy.username, proxy.password ?? '');
    return new ProxyAgent({ ...tunnelled, uri: proxy.url, ...(token && { token }) });
  } catch {
    // It may hold a password: what is malformed about it is not repeated.
    const source = proxy ? 'of the proxy node' : 'in HTTPS_PROXY or HTTP_PROXY of the environment';
    throw new NetworkError(`The proxy URL ${source} is malformed`, false, PROXY);
  }
}

/** Basic authentication, RFC 7617. */
function basicToken(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Whether a proxy is the way to an address: it may be one that is reached directly. */
export function goesBy({ except = [] }: Proxy, { hostname }: URL): boolean {
  return !isExcepted(hostname, except);
}

function isExcepted(host: string, except: readonly string[]): boolean {
  return except.some((entry) => {
    const name = entry
      .trim()
      .toLowerCase()
      .replace(/^\*?\./, '')
      .replace(/:\d+$/, '');
    return name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`)));
  });
}

function pathOf(base: URL, request: HttpRequest): string {
  const query = new URLSearchParams(request.query).toString();
  const path = base.pathname.replace(/\/$/, '') + request.path;
  return query === '' ? path : `${path}?${query}`;
}

function plainHeaders(
  headers: Record<string, string | string[] | undefined>,
): HttpReply['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}

async function readBytes(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY) throw tooLarge(LARGEST_BODY);
    chunks.push(chunk);
  }
  const [first, ...others] = chunks;
  return first && others.length === 0 ? first : Buffer.concat(chunks);
}

/** What went wrong in words that cannot hold the URL, because a key may be in it. */
function withoutUrl(error: unknown): Error {
  if (error instanceof BadResponseError || error instanceof NetworkError) return error;
  const refusal = proxyRefusal(error);
  if (refusal !== undefined) {
    return new NetworkError(`The proxy answered with status ${refusal}`, true, PROXY);
  }
  const { code, syscall, address, port } = details(error);
  const where = address === undefined ? '' : ` ${address}:${port ?? ''}`;
  const what = [syscall, code].filter((part) => part !== undefined).join(' ');
  const name = error instanceof Error ? error.name : 'it broke';
  return new NetworkError(`The connection failed: ${what || name}${where}`, true, code ?? name);
}

/** The status with which a proxy refused the tunnel; the client library tells it only in words. */
function proxyRefusal(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return /^Proxy response \((\d{3})\)/.exec(message)?.[1];
}

function details(error: unknown): Partial<Record<'code' | 'syscall' | 'address' | 'port', string>> {
  const found: Partial<Record<'code' | 'syscall' | 'address' | 'port', string>> = {};
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  for (const name of ['code', 'syscall', 'address', 'port'] as const) {
    const value: unknown = inner instanceof Error ? Reflect.get(inner, name) : undefined;
    if (typeof value === 'string' && value !== '') found[name] = value;
    if (typeof value === 'number') found[name] = String(value);
  }
  return found;
}
