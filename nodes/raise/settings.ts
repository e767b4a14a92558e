import { parseQuietHours, type QuietHoursProblem } from '../../src/alert/quiet-hours';
import { createQuietTimes } from '../../src/alert/quiet-times';
import type { QuietSettings } from '../../src/alert/holding';
import { isTimeZone, ownTimeZone } from '../../src/alert/local-time';
import { printable } from '../../src/text/printable';
import { ConfigurationError } from '../shared/configuration-error';
import { readDuration, readSwitch, readText, type Properties } from '../shared/settings';
import { createDetections } from './detections';
import type { OpenRaisesSettings } from './kinds';

/** Severities. */
export const LOWEST = 1;
export const HIGHEST = 10;
export const DEFAULT_SEVERITY = 3;

/** @throws ConfigurationError where a property cannot be used */
export function readSettings(properties: Properties): OpenRaisesSettings {
  return {
    module: readName(properties, 'module', 'virustotal'),
    detections: createDetections(
      readText(properties, 'detection', 'malicious_url_detected').trim(),
    ),
    quiet: readDuration(properties, 'suppress', '10m') ?? 0,
    escalates: readSwitch(properties, 'escalate', true),
  };
}

/** Part of what an alert is known by: without it, alerts of different kinds would suppress each other. */
function readName(properties: Properties, name: string, fallback: string): string {
  const text = readText(properties, name, fallback).trim();
  if (text !== '') return text;
  throw new ConfigurationError(name, 'a name is expected');
}

/**
 * When alerts are kept for later; `undefined`: never.
 * @throws ConfigurationError where a property cannot be used
 */
export function readQuietSettings(properties: Properties): QuietSettings | undefined {
  const hours = parseQuietHours(readText(properties, 'quietHours'));
  if ('problem' in hours) throw new ConfigurationError('quietHours', describe(hours.problem));
  if (hours.spans.length === 0) return undefined;
  const urgentFrom = readUrgentFrom(properties);
  return {
    times: createQuietTimes(hours.spans, readTimeZone(properties)),
    ...(urgentFrom !== undefined && { urgentFrom }),
  };
}

function readTimeZone(properties: Properties): string {
  const name = readText(properties, 'timeZone').trim();
  if (name === '') return ownTimeZone();
  if (isTimeZone(name)) return name;
  throw new ConfigurationError(
    'timeZone',
    `"${printable(name)}" is no time zone such as Europe/Berlin or UTC`,
  );
}

function readUrgentFrom(properties: Properties): number | undefined {
  const text = readText(properties, 'urgentFrom').trim();
  if (text === '') return undefined;
  const severity = Number(text);
  if (severity >= LOWEST && severity <= HIGHEST) return severity;
  throw new ConfigurationError(
    'urgentFrom',
    `a number from ${LOWEST} to ${HIGHEST} is expected, or nothing`,
  );
}

const EXPECTED = 'quiet hours are days, times or both, such as Mon-Fri 18:00-07:00, Sat-Sun';

function describe({ why, text }: QuietHoursProblem): string {
  const shown = `"${printable(text)}"`;
  switch (why) {
    case 'part':
      return `${shown} cannot be read: ${EXPECTED}`;
    case 'day':
      return `${shown} is no day of the week: ${EXPECTED}`;
    case 'time':
      return `${shown} is no time of the day: ${EXPECTED}`;
    case 'length':
      return `${shown} begins and ends at the same time: ${EXPECTED}`;
    case 'always':
      return 'it would always be quiet, and nothing ever sent: leave some time out';
  }
}
