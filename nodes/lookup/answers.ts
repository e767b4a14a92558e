import type { Level } from '../../src/verdict/verdict';
import type { IndicatorType } from '../../src/indicator/indicator';
import type { LookupAnswer } from './allowed';

/** What became of one indicator that was tried. */
export interface TriedLookup {
  /** What was asked, or would have been. */
  readonly indicator: { readonly type: IndicatorType; readonly value: string };
  /** Why the host was asked in the place of a URL. */
  readonly instead?: string;
  readonly outcome: LookupAnswer['outcome'];
  /** `api`: it cost a request. */
  readonly source: LookupAnswer['source'];
  readonly simulated: boolean;
  readonly level: Level;
  readonly positives: number;
  readonly total: number;
  /** The page that a person can open; missing for what is allowed. */
  readonly link?: string;
}
