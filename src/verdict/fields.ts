import type { Verdict } from './verdict';

/** The two fields that Devo Flow's document adds to an event (its Map unit, columns 1 and 2). */
export interface DevoFields {
  /** One `Engine -> label` for each engine that flags it. */
  readonly virustotal_result: string[];
  /** `52 / 70`. */
  readonly virustotal_count: string;
}

/** Devo Flow's fields for a verdict. */
export function devoFields(verdict: Verdict): DevoFields {
  return {
    virustotal_result: verdict.detections.map(({ engine, label }) => `${engine} -> ${label}`),
    virustotal_count: verdict.count,
  };
}
