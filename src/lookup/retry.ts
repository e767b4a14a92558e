import { BadResponseError, NetworkError, ServiceError } from './errors';

const FIRST_DELAY = 500;
const LONGEST_DELAY = 8000;

/**
 * Whether the same request may go well a moment later.
 * Source of the table: docs.virustotal.com/reference/errors; a spent quota, a wrong key or a bad
 * request stay what they are, and a timeout has used up the time that a retry would need.
 */
export function isWorthRetrying(error: unknown): boolean {
  const mayPass =
    error instanceof ServiceError ||
    error instanceof NetworkError ||
    error instanceof BadResponseError;
  return mayPass && error.transient;
}

/**
 * Milliseconds to wait before retry number `attempt` (from 1): exponential, between half and the
 * whole of 0.5, 1, 2, 4 … 8 s, so that many lookups do not come back together.
 * `random` is in [0, 1).
 */
export function retryDelay(attempt: number, random: number): number {
  const whole = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  return Math.round(whole * (0.5 + random / 2));
}
