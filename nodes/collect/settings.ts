import type { IndicatorType } from '../../src/indicator/indicator';
import { ConfigurationError } from '../shared/configuration-error';
import { readKinds, TYPES } from '../shared/kinds';
import {
  readChoice,
  readCount,
  readDuration,
  readSwitch,
  type Properties,
} from '../shared/settings';
import { identifyingReader, searchingReader, type EventReader } from './events';

/** Milliseconds: a window without a length would hold nothing. */
const SHORTEST = 1000;

/** How a window counts; times in milliseconds. */
interface WindowSettings {
  readonly length: number;
  readonly every?: number;
  readonly limit: number;
  readonly maxDistinct: number;
}

/** How events are read, by `source`, `find` and `lines`. Throws `ConfigurationError`. */
export function readEventReader(properties: Properties): EventReader {
  const find = readKinds(properties, ['url']);
  const hasLines = readSwitch(properties, 'lines', false);
  const source = readChoice(properties, 'source', ['text', 'value']);
  return source === 'text' ? searchingReader(find, hasLines) : identifyingReader(find, hasLines);
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
