import type { NodeAPI } from 'node-red';

/** As much of an Express request as is used: each header once for each time that it was sent. */
interface Request {
  readonly headersDistinct: Readonly<Record<string, readonly string[] | undefined>>;
}

/** As much of an Express response as is used. */
interface Response {
  status(code: number): { json(body: object): unknown };
}

/** The headers by which a browser tells whose page asks. */
interface Asker {
  readonly site: readonly string[];
  readonly origin: readonly string[];
  readonly host: readonly string[];
}

/** What stands before an endpoint. */
type Handler = (request: Request, response: Response, next: () => void) => void;

const FOREIGN = {
  code: 'foreign-page',
  message:
    'A page of another site may not ask this. If the editor itself is told so, a proxy before it hides the name that the browser asks for: have it pass on the Host header',
};

/** What a browser writes as the origin of a page on the web; a text with anything else is none. */
const ORIGIN = /^(?<scheme>https?):\/\/(?<host>[^/]+)$/i;

/** A name, an IPv4 address or an IPv6 address in brackets, and perhaps a port (RFC 3986, 3.2). */
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i;

/**
 * What stands before each admin endpoint of ours: it lets in who may `permission`, and no page of
 * another site. Without `adminAuth` Node-RED lets every request pass, also one that a foreign page
 * has the browser of an admin send.
 *
 * A foreign page is refused with 403 and `{ code: 'foreign-page', message }`: see `isForeign`.
 */
export function door(
  RED: NodeAPI,
  permission: 'virustotal.read' | 'virustotal.write',
): [Handler, ReturnType<NodeAPI['auth']['needsPermission']>] {
  return [refuseForeignPages, RED.auth.needsPermission(permission)];
}

function refuseForeignPages(
  { headersDistinct }: Request,
  response: Response,
  next: () => void,
): void {
  const asker: Asker = {
    site: headersDistinct['sec-fetch-site'] ?? [],
    origin: headersDistinct['origin'] ?? [],
    host: headersDistinct['host'] ?? [],
  };
  if (isForeign(asker)) response.status(403).json(FOREIGN);
  else next();
}

/**
 * Whether a page of another site asks. A page can neither set nor leave out these headers: the
 * browser does.
 *
 * - `Sec-Fetch-Site` decides where it is there (https and localhost): anything but `same-origin` is
 *   foreign, also `none`, which is an address that somebody typed or was led to.
 * - Else `Origin` has to name the very host and port that `Host` names. `null`, several and malformed
 *   ones name none. Which scheme it was cannot be told behind a proxy that ends TLS.
 * - With neither it is a program such as curl, which sends what it likes and has no admin's browser
 *   to misuse, or, over plain http, the GET of an image or a script in a page, which gets no answer
 *   to read. So no endpoint may change anything upon GET.
 *
 * `X-Forwarded-*` is not looked at: whoever asks may write it.
 */
export function isForeign({ site, origin, host }: Asker): boolean {
  if (site.length > 0) return site.length > 1 || site[0] !== 'same-origin';
  if (origin.length === 0) return false;
  if (origin.length > 1 || host.length !== 1) return true;
  const [sentOrigin = '', sentHost = ''] = [...origin, ...host];
  const { scheme = '', host: page = '' } = ORIGIN.exec(sentOrigin)?.groups ?? {};
  const asking = canonicalHost(scheme, page);
  return asking === undefined || asking !== canonicalHost(scheme, sentHost);
}

/** Host and port in their one spelling, the port that goes without saying left out. */
function canonicalHost(scheme: string, host: string): string | undefined {
  const url = `${scheme}://${host}`;
  return HOST.test(host) && URL.canParse(url) ? new URL(url).host : undefined;
}
