import type { Indicator } from '../indicator/indicator';
import { isPlainObject } from '../plain-object';
import type { Values } from '../store/store';
import { storeKey } from './cache/store-key';

/** What became of the wish to have an indicator analysed: the analysis that runs, or why none can. */
export type AnalysisNote =
  { readonly analysis: string } | { readonly refusal: string; readonly message: string };

/**
 * What was asked for lately, so that a restart goes on waiting for the same analysis, and what
 * the service has refused is not asked again with every message. Kept for an hour.
 */
export interface AnalysisNotes {
  read(indicator: Indicator): Promise<AnalysisNote | undefined>;
  write(indicator: Indicator, note: AnalysisNote): Promise<void>;
  forget(indicator: Indicator): Promise<void>;
}

const HOUR = 3_600_000;

/** The notes of an account in its store. `scope` keeps accounts apart whose answers differ. */
export function createAnalysisNotes(values: Values, scope: string): AnalysisNotes {
  const keyOf = (indicator: Indicator): string => storeKey('analysis', scope, indicator);
  return {
    async read(indicator) {
      const bytes = await values.get(keyOf(indicator));
      return bytes && parse(Buffer.from(bytes).toString('utf8'));
    },
    async write(indicator, note) {
      await values.set(keyOf(indicator), Buffer.from(JSON.stringify(note)), HOUR);
    },
    async forget(indicator) {
      await values.remove(keyOf(indicator));
    },
  };
}

/** `undefined` for what something else has written. */
function parse(text: string): AnalysisNote | undefined {
  try {
    const note: unknown = JSON.parse(text);
    if (!isPlainObject(note)) return undefined;
    const { analysis, refusal, message } = note;
    if (typeof analysis === 'string') return { analysis };
    if (typeof refusal !== 'string' || typeof message !== 'string') return undefined;
    return { refusal, message };
  } catch {
    return undefined;
  }
}
