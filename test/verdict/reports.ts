import { type Report } from '../../src/virustotal/report';
import { countVotes, type EngineResult } from '../../src/virustotal/vote-buckets';

type Category = EngineResult['category'];

/** Engines named after what they say, such as `malicious-1`. */
export function engines(counts: Partial<Record<Category, number>>): EngineResult[] {
  return Object.entries(counts).flatMap(([category, amount]) =>
    Array.from({ length: amount }, (_, index) => engine(`${category}-${index + 1}`, category)),
  );
}

/** One engine's result; what flags has a label. */
export function engine(name: string, category: string, label?: string): EngineResult {
  const known = CATEGORIES.find((each) => each === category) ?? 'none';
  return { engine: name, category: known, ...(label !== undefined && { label }) };
}

const CATEGORIES: readonly Category[] = [
  'malicious',
  'suspicious',
  'harmless',
  'undetected',
  'none',
];

/** A found report of these engines, its votes counted among them. */
export function report(results: readonly EngineResult[], more: Partial<Report> = {}): Report {
  return { api: 3, outcome: 'found', votes: countVotes(results), results, ...more };
}
