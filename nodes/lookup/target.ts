/** Where a lookup node finds its indicator, and what it makes of it: properties as they are saved. */
export interface Reading {
  readonly property: string;
  readonly propertyType: string;
  /** `text`: indicators are found inside the property. */
  readonly source: string;
  readonly output: string;
}

/**
 * The property that is written to where none is named: one that leaves the event alone from which the
 * indicator was read.
 */
export function automaticTarget({ property, propertyType, source, output }: Reading): string {
  if (output === 'verdict') return 'verdict';
  return isInsidePayload(property, propertyType, source) ? 'report' : 'payload';
}

function isInsidePayload(property: string, type: string, source: string): boolean {
  // What an expression makes of the payload may be one of many things in it.
  if (type === 'jsonata') return /\bpayload\s*[.[(]|[(&]\s*payload\b/.test(property);
  if (type !== 'msg') return false;
  const path = withoutMsg(property);
  return isBelow(path, 'payload') || (source === 'text' && path === 'payload');
}

/** What a message loses when an answer is written to a property of it. */
export type Loss = 'nothing' | 'indicator' | 'event' | 'payload';

/** What is lost when the answer is written to `target`: the event that was read, or other things. */
export function whatIsLost(target: string, reading: Reading): Loss {
  const written = withoutMsg(target);
  const path = reading.propertyType === 'msg' ? withoutMsg(reading.property) : '';
  if (written === path) return reading.source === 'text' ? 'event' : 'indicator';
  if (isBelow(path, written)) return 'event';
  return written === 'payload' ? 'payload' : 'nothing';
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
}

function withoutMsg(path: string): string {
  return path.trim().replace(/^msg\./, '');
}
