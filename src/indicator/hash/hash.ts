/** An MD5, SHA-1 or SHA-256 hash in hexadecimal digits. */
export const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
