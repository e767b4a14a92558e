import type { Level, Verdict } from '../verdict';

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

/** Takes the fields of an earlier verdict away: a reply that is none must not keep them. */
export function removeDevoFields(msg: Record<string, unknown>): void {
  delete msg['virustotal_result'];
  delete msg['virustotal_count'];
}

/** What Cortex's analyzers sum their reports up with, to be shown as `VT:GetReport="5/87"`. */
export interface Taxonomy {
  readonly level: 'info' | 'safe' | 'suspicious' | 'malicious';
  readonly namespace: 'VT';
  readonly predicate: 'GetReport';
  /** `5/87`. */
  readonly value: string;
}

/** Cortex has no word for what nobody knows but `info`, and `safe` would be a claim. */
const TAXONOMY_LEVELS: Readonly<Record<Level, Taxonomy['level']>> = {
  malicious: 'malicious',
  suspicious: 'suspicious',
  clean: 'safe',
  unknown: 'info',
  pending: 'info',
};

/** Cortex's taxonomy for a verdict. */
export function taxonomyOf({ level, positives, total }: Verdict): Taxonomy {
  return {
    level: TAXONOMY_LEVELS[level],
    namespace: 'VT',
    predicate: 'GetReport',
    value: `${positives}/${total}`,
  };
}
