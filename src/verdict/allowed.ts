import { isPlainObject, own } from '../plain-object';
import type { ReportSubject } from '../virustotal/report';
import { say } from './reason-texts';
import { shareOf } from './summarize';
import type { Verdict } from './verdict';

/**
 * What the user's own list allows, where `{ allowed: true, indicator: { type, value, id } }` stands
 * in the place of a report; `undefined` for anything else.
 */
export function readAllowed(value: unknown): ReportSubject | undefined {
  return own(value, 'allowed') === true ? readSubject(own(value, 'indicator')) : undefined;
}

/** An indicator as our own nodes write it into a message; `undefined` for anything else. */
export function readSubject(value: unknown): ReportSubject | undefined {
  if (!isPlainObject(value)) return undefined;
  const type = own(value, 'type');
  const name = own(value, 'value');
  const id = own(value, 'id');
  if (type !== 'file' && type !== 'url' && type !== 'domain' && type !== 'ip') return undefined;
  if (typeof name !== 'string' || typeof id !== 'string') return undefined;
  return { type, value: name, id };
}

/**
 * The verdict on what the user's own list allows: clean, with no engine asked. It has no link, for
 * it may be something that nobody else is to hear of.
 */
export function allowedVerdict({ type, value, id }: ReportSubject): Verdict {
  return {
    level: 'clean',
    positives: 0,
    total: 0,
    ...shareOf(0, 0),
    detections: [],
    indicator: { type, value, id },
    trusted: [],
    analysedAt: null,
    stale: false,
    reasons: [say('reason.allowed')],
  };
}
