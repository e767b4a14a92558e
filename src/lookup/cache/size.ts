const MEBIBYTE = 1024 * 1024;

/** Of what the process may use, this part is for each of the two, at the most. */
const SHARE = 0.04;

/** Bytes of memory for answers that are used again, and for texts of reports that flows ask for. */
export interface CacheBytes {
  readonly answers: number;
  readonly texts: number;
}

/**
 * How much an account may remember where the heap may take `heapLimit` bytes: enough for a day of a
 * public key anywhere, and no more than a small machine can spare. What is let go is in the store.
 */
export function cacheBytes(heapLimit: number): CacheBytes {
  const share = Math.floor(heapLimit * SHARE);
  return { answers: Math.min(24 * MEBIBYTE, share), texts: Math.min(32 * MEBIBYTE, share) };
}
