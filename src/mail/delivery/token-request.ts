import type { HttpRequest } from '../../lookup/http';

/** Who asks a token server for what. */
export interface TokenClient {
  /** As `problemOfTokenUrl` lets it through. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Empty for a client that has none (RFC 6749, 2.1). */
  readonly clientSecret: string;
}

/** The request for an access token (RFC 6749, 6); the base address has no path. */
export function requestOf(client: TokenClient, refreshToken: string): HttpRequest {
  const { clientId, clientSecret } = client;
  const url = new URL(client.tokenUrl);
  const scope = scopeAt(url);
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    ...(clientSecret !== '' && { client_secret: clientSecret }),
    ...(scope !== undefined && { scope }),
  });
  return {
    method: 'POST',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: form.toString(),
  };
}

/** Microsoft's token servers, and the mail servers that their tokens are for. */
const MICROSOFT: ReadonlyMap<string, string> = new Map([
  ['login.microsoftonline.com', 'https://outlook.office.com'],
  ['login.microsoftonline.us', 'https://outlook.office365.us'],
  ['login.partner.microsoftonline.cn', 'https://partner.outlook.cn'],
]);

/**
 * What the token is to be good for, where that has to be said. Elsewhere it is what the refresh token is
 * good for (RFC 6749, 6); Microsoft takes that for another service than mail where it is for several,
 * and for some accounts refuses to guess (AADSTS900144). Source: learn.microsoft.com, "Authenticate an
 * IMAP, POP or SMTP connection using OAuth".
 */
function scopeAt({ hostname, pathname }: URL): string | undefined {
  const service = MICROSOFT.get(hostname);
  const isVersion2 = pathname.includes('/v2.0/');
  return service && isVersion2 ? `${service}/SMTP.Send offline_access` : undefined;
}
