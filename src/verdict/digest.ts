import type { Indicator } from '../indicator/indicator';
import type { Report } from '../virustotal/report';
import { DEFAULT_POLICY } from './policy';
import { summarize } from './summarize';
import type { Verdict } from './verdict';

/**
 * The verdict by the default policy, as an account keeps it beside each report. No policy of time is
 * in it, so that it is as good later as when it was made.
 */
export function digestOf(report: Report, indicator: Indicator, link: string): Verdict {
  const { type, value, id } = indicator;
  return summarize(report, DEFAULT_POLICY, 0, { indicator: { type, value, id }, link });
}

/** A verdict that a flow may change, as deep as it likes. */
export function copyVerdict(verdict: Verdict): Verdict {
  return copy(verdict);
}

/** Verdicts are JSON: plain objects, lists and scalars. */
function copy<Value>(value: Value): Value;
function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => copy(each));
  const result: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) result[name] = copy(each);
  return result;
}
