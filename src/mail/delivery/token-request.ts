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
export function requestOf(
  { tokenUrl, clientId, clientSecret }: TokenClient,
  refreshToken: string,
): HttpRequest {
  const { pathname, searchParams } = new URL(tokenUrl);
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    ...(clientSecret !== '' && { client_secret: clientSecret }),
  });
  return {
    method: 'POST',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: form.toString(),
  };
}
