import type { IndicatorType } from '../../src/indicator/indicator';
import { ConfigurationError } from '../shared/configuration-error';
import { readChoice, readCount, readDuration, readList, type Properties } from '../shared/settings';
import { identifyingReader, searchingReader, type EventReader } from './events';

/** All that can be looked for, what is looked for without being told first. */
const TYPES: readonly IndicatorType[] = ['url', 'file', 'domain', 'ip'];

/** Milliseconds: a window without a length would hold nothing. */
const SHORTEST = 1000;

/** How a window counts; times in milliseconds. */
interface WindowSettings {
  readonly length: number;
  readonly every?: number;
  readonly limit: number;
  readonly maxDistinct: number;
}

/** How events are read, by `source` and `find`. Throws `ConfigurationError`. */
export function readEventReader(properties: Properties): EventReader {
  const names = properties['find'] === undefined ? TYPES.slice(0, 1) : readList(properties, 'find');
  const find = new Set(TYPES.filter((type) => names.includes(type)));
  const wrong = names.find((name) => !TYPES.some((type) => type === name));
  if (wrong !== undefined || find.size === 0) {
    throw new ConfigurationError('find', 'one or more of url, file, domain and ip are expected');
  }
  const source = readChoice(properties, 'source', ['text', 'value']);
  return source === 'text' ? searchingReader(find) : identifyingReader(find);
}

/** How the window counts. Throws `ConfigurationError`. */
export function readWindow(properties: Properties): WindowSettings {
  const length = readDuration(properties, 'window', '1h');
  if (length === undefined || length < SHORTEST) {
    throw new ConfigurationError('window', 'a duration of one second or more is expected');
  }
  const every = readDuration(properties, 'every', '1h');
  if (every !== undefined && every < SHORTEST) {
    throw new ConfigurationError(
      'every',
      'a duration of one second or more is expected, or nothing',
    );
  }
  return {
    length,
    ...(every !== undefined && { every }),
    limit: readCount(properties, 'limit', 4),
    maxDistinct: readCount(properties, 'maxDistinct', 100_000, 1),
  };
}

/** The type in the key of an indicator, which has it before a colon. */
export function typeOf(key: string): IndicatorType | 'auto' {
  return TYPES.find((type) => key.startsWith(`${type}:`)) ?? 'auto';
}
