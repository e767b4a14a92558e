import { isPlainObject, own } from '../plain-object';
import { ALERT_FATES } from './alert-notes';
import type { AlertFate, AlertNote, MailNote, VerdictNote } from './journal';
import { MAIL_FATES } from './mail-notes';

/** A verdict as it was written down; `undefined` for what is none. */
export function readVerdict(value: unknown): VerdictNote | undefined {
  const { account, node, level, count, link, simulated, first, last, times } = fieldsOf(value);
  if (!isText(node) || !isText(level) || !isText(count) || !isFlag(simulated)) return undefined;
  if (!isNumber(first) || !isNumber(last) || !isNumber(times)) return undefined;
  const indicator = readIndicator(own(value, 'indicator'));
  return {
    ...(isText(account) && { account }),
    node,
    level,
    count,
    ...(indicator && { indicator }),
    ...(isText(link) && { link }),
    simulated,
    first,
    last,
    times,
  };
}

function readIndicator(indicator: unknown): VerdictNote['indicator'] {
  const type = own(indicator, 'type');
  const value = own(indicator, 'value');
  return isText(type) && isText(value) ? { type, value } : undefined;
}

/** What became of a subject as it was written down; `undefined` for what is nothing of that. */
export function readAlert(value: unknown): AlertNote | undefined {
  const { node, id, module, detection, subject, severity } = fieldsOf(value);
  const { simulated, shortened, last, raisedAt, raisedId, quietUntil, counts } = fieldsOf(value);
  const fate = ALERT_FATES.find((each) => each === own(value, 'fate'));
  if (![node, id, module, detection, subject].every(isText) || fate === undefined) return undefined;
  if (!isNumber(severity) || !isFlag(simulated) || !isNumber(last)) return undefined;
  return {
    node: String(node),
    id: String(id),
    module: String(module),
    detection: String(detection),
    subject: String(subject),
    severity,
    simulated,
    ...(shortened === true && { shortened }),
    fate,
    last,
    ...(isNumber(raisedAt) && { raisedAt }),
    ...(isText(raisedId) && { raisedId }),
    ...(isNumber(quietUntil) && { quietUntil }),
    counts: readCounts(counts),
  };
}

function readCounts(value: unknown): AlertNote['counts'] {
  const counts: Partial<Record<AlertFate, number>> = {};
  for (const fate of ALERT_FATES) {
    const count = own(value, fate);
    if (isNumber(count)) counts[fate] = count;
  }
  return counts;
}

/** A mail as it was written down; `undefined` for what is none. */
export function readMail(value: unknown): MailNote | undefined {
  const { node, id, alerts, about, subject, to } = fieldsOf(value);
  const { simulated, rejected, why, first, last } = fieldsOf(value);
  const fate = MAIL_FATES.find((each) => each === own(value, 'fate'));
  if (!isText(node) || !isText(id) || !isText(subject) || fate === undefined) return undefined;
  if (!isTexts(alerts) || !isTexts(to) || !isNumber(first) || !isNumber(last)) return undefined;
  return {
    node,
    id,
    alerts,
    ...(isText(about) && { about }),
    subject,
    to,
    ...(simulated === true && { simulated }),
    fate,
    ...(isTexts(rejected) && { rejected }),
    ...(isText(why) && { why }),
    first,
    last,
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isPlainObject(value) ? value : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** A count, or ms UTC. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
