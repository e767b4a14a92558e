/** One HTTP request to a service, before anything is known about host, TLS or proxy. */
export interface HttpRequest {
  method: 'GET' | 'POST';
  /** Absolute path, already percent-encoded, without a query: `/files/<hash>`. */
  path: string;
  /** Query parameters, not encoded. One of them may be the key: never print them. */
  query: Readonly<Record<string, string>>;
  /** Header names in lower case. One of them may be the key: never print them. */
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** What came back, whole. */
export interface HttpReply {
  status: number;
  /** Header names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** What a long body says as JSON: it was read in pieces. Throws where it says none. */
  json?: () => unknown;
}

/** The only way to a service: over the network, or from the built-in demonstration data. */
export interface Transport {
  /**
   * Sends one request and reads the whole reply, whatever its status.
   * Rejects with a `TimeoutError`, `NetworkError` or `BadResponseError`; none of them names the URL.
   * When `signal` aborts, rejects with `signal.reason`.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>;
  /** Ends every connection at once. */
  close(): Promise<void>;
}
