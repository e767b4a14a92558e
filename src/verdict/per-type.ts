import type { IndicatorType } from '../indicator/indicator';
import { isJsonObject, parseJson } from '../json';
import type { PerType, Thresholds } from './policy';

const TYPES: ReadonlyMap<string, IndicatorType> = new Map([
  ['file', 'file'],
  ['url', 'url'],
  ['domain', 'domain'],
  ['ip', 'ip'],
]);

/**
 * Reads thresholds per type as a flow keeps them: an object such as `{ file: [10, 5] }`, its JSON
 * text, or nothing. A number may be text, for environment variables are. `undefined` for anything
 * else: an unknown type, not two whole numbers from 1 on, or suspicious above malicious.
 */
export function parsePerType(value: unknown): PerType | undefined {
  const read = readPerType(value);
  if (!isJsonObject(read)) return undefined;
  const perType: Partial<Record<IndicatorType, Thresholds>> = {};
  for (const [name, pair] of Object.entries(read)) {
    const type = TYPES.get(name);
    const thresholds = readThresholds(pair);
    if (type === undefined || thresholds === undefined) return undefined;
    perType[type] = thresholds;
  }
  return perType;
}

/** What is kept: an object, what its JSON text says, or no thresholds where there is nothing. */
export function readPerType(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? {};
  return value.trim() === '' ? {} : parseJson(value);
}

function readThresholds(pair: unknown): Thresholds | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [maliciousAt, suspiciousAt] = pair.map(readThreshold);
  if (maliciousAt === undefined || suspiciousAt === undefined) return undefined;
  return suspiciousAt <= maliciousAt ? [maliciousAt, suspiciousAt] : undefined;
}

function readThreshold(value: unknown): number | undefined {
  const isText = typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value);
  const threshold = isText ? Number(value) : value;
  return typeof threshold === 'number' && Number.isSafeInteger(threshold) && threshold >= 1
    ? threshold
    : undefined;
}
