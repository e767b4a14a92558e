import type { IndicatorType } from '../../src/indicator/indicator';
import { ConfigurationError } from './configuration-error';
import { readList, type Properties } from './settings';

/** All that can be looked for. */
export const TYPES: readonly IndicatorType[] = ['url', 'file', 'domain', 'ip'];

/** What is looked for, by `find`; `fallback` where that is missing. Throws `ConfigurationError`. */
export function readKinds(
  properties: Properties,
  fallback: readonly IndicatorType[],
): ReadonlySet<IndicatorType> {
  const names = properties['find'] === undefined ? fallback : readList(properties, 'find');
  const kinds = new Set(TYPES.filter((type) => names.some((name) => name === type)));
  const wrong = names.find((name) => !TYPES.some((type) => type === name));
  if (wrong === undefined && kinds.size > 0) return kinds;
  throw new ConfigurationError('find', 'one or more of url, file, domain and ip are expected');
}
