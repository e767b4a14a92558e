import { createHash } from 'node:crypto';
import type { Indicator } from '../../indicator/indicator';

/**
 * The key of what is kept about an indicator: short, whatever the indicator is, and no list of what
 * was looked up. `scope` keeps accounts apart whose answers differ.
 */
export function storeKey(what: string, scope: string, { key }: Indicator): string {
  return createHash('sha256').update(`${what} ${scope} ${key}`).digest('base64url').slice(0, 22);
}
