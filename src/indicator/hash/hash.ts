/**
 * An MD5, SHA-1 or SHA-256 hash in hexadecimal digits: 32, 40 or 64. Each is read once, where three
 * alternatives would read the longest three times.
 */
export const HASH = /^[0-9a-f]{32}(?:[0-9a-f]{8}(?:[0-9a-f]{24})?)?$/i;
