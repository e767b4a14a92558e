import { fileEngines, networkEngines } from '../virustotal/engines';
import type { Facts } from './facts';
import type { Category, Tally } from './tally';

/** One engine's answer. */
export interface Opinion {
  readonly engine: string;
  /** The version of a file scanner; one of them does not tell. Network lists have none. */
  readonly version: string | null;
  readonly category: Category;
  /** The label given, or null when there is nothing to say. */
  readonly result: string | null;
}

const fileCategories: readonly Category[] = [
  'malicious',
  'suspicious',
  'undetected',
  'harmless',
  'timeout',
  'confirmed-timeout',
  'failure',
  'type-unsupported',
];
const networkCategories: readonly Category[] = [
  'malicious',
  'suspicious',
  'undetected',
  'harmless',
  'timeout',
];

/** Every engine's answer about an indicator; always the same for the same facts. */
export function opinionsOf(facts: Facts): Opinion[] {
  const isFile = facts.type === 'file';
  const engines = isFile ? fileEngines : networkEngines;
  const categories = deal(facts.tally, isFile ? 'undetected' : 'harmless', engines.length);
  return engines.map((engine, position) => {
    const category = categories[position] ?? 'undetected';
    return {
      engine,
      version: isFile ? versionOf(engine, position) : null,
      category,
      result: isFile
        ? fileResult(category, facts.labels, position)
        : networkResult(category, facts.labels, position),
    };
  });
}

/** Counts answers by category, with a zero for each category that the type can have. */
export function statsOf(
  type: Facts['type'],
  opinions: readonly Opinion[],
): Partial<Record<Category, number>> {
  const categories = type === 'file' ? fileCategories : networkCategories;
  return Object.fromEntries(
    categories.map((category) => [
      category,
      opinions.filter((opinion) => opinion.category === category).length,
    ]),
  );
}

/** True when the engine flagged the indicator. */
export function isFlagged(opinion: Opinion): boolean {
  return opinion.category === 'malicious' || opinion.category === 'suspicious';
}

/** True when the engine came to a conclusion: only these are in a v2 report. */
export function isOpinion(opinion: Opinion): boolean {
  return isFlagged(opinion) || opinion.category === 'harmless' || opinion.category === 'undetected';
}

function deal(tally: Tally, rest: Category, engines: number): Category[] {
  const dealt = fileCategories.flatMap((category) =>
    Array.from({ length: tally[category] ?? 0 }, () => category),
  );
  const flagged = dealt.filter((category) => category === 'malicious' || category === 'suspicious');
  const others = dealt.filter((category) => category !== 'malicious' && category !== 'suspicious');
  const remaining = Math.max(0, engines - dealt.length);
  return [...flagged, ...Array.from({ length: remaining }, () => rest), ...others];
}

function fileResult(
  category: Category,
  labels: readonly string[],
  position: number,
): string | null {
  if (category !== 'malicious' && category !== 'suspicious') return null;
  return labels[position % labels.length] ?? 'malicious';
}

function networkResult(category: Category, labels: readonly string[], position: number): string {
  if (category === 'malicious') return labels[position % labels.length] ?? 'malicious';
  if (category === 'suspicious') return 'suspicious';
  if (category === 'harmless') return 'clean';
  return category === 'timeout' ? 'timeout' : 'unrated';
}

function versionOf(engine: string, position: number): string | null {
  return engine === 'tehtris' ? null : `${1 + (position % 9)}.${position % 4}.${position}.0`;
}
