import { asError } from '../../src/as-error';
import { CodedError } from '../../src/coded-error';
import type { Journal, NewVerdict } from '../../src/journal/journal';
import type { Verdict } from '../../src/verdict/verdict';
import type { LookupAnswer } from './allowed';

/** What a lookup node writes into the journal of its account. */
export interface LookupNotes {
  /** An answer has come, which was judged where somebody wants a verdict. */
  answered(answer: LookupAnswer, verdict: Verdict | undefined): void;
  failed(error: unknown): void;
}

/** Without a `journal` nothing is noted. */
export function createLookupNotes(
  journal: Journal | undefined,
  account: string,
  { node, simulated }: { readonly node: string; readonly simulated: boolean },
): LookupNotes {
  function noteOf({ level, count, indicator, link }: Verdict, remembered: boolean): NewVerdict {
    return { account, node, level, count, indicator, link, simulated, remembered };
  }

  return {
    answered({ source }, verdict) {
      const isAsked = source === 'api';
      const note = verdict && noteOf(verdict, !isAsked);
      journal?.lookup(account, isAsked ? 'asked' : source, note);
    },
    failed(error) {
      const problem = asError(error);
      const failed = problem instanceof CodedError ? problem.code : 'unexpected';
      journal?.lookup(account, { failed });
    },
  };
}
