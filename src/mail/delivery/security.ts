/**
 * How the connection is kept from others: `starttls` begins in plain text and refuses to go on so
 * (RFC 3207), `tls` is TLS from the first byte (RFC 8314, 3.3), `none` is plain text throughout.
 */
export type Security = 'starttls' | 'tls' | 'none';
