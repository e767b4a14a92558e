import { asError } from '../../src/as-error';
import { CodedError } from '../../src/coded-error';
import type { Journal } from '../../src/journal/journal';
import type { Verdict } from '../../src/verdict/verdict';
import type { LookupAnswer } from './allowed';

/** What a lookup node writes into the journal of its account. */
export interface LookupNotes {
  answered(answer: LookupAnswer): void;
  failed(error: unknown): void;
  judged(verdict: Verdict, answer: LookupAnswer): void;
}

/** Without a `journal` nothing is noted. */
export function createLookupNotes(
  journal: Journal | undefined,
  account: string,
  { node, simulated }: { readonly node: string; readonly simulated: boolean },
): LookupNotes {
  return {
    answered: ({ source }) => journal?.lookup(account, source === 'api' ? 'asked' : source),
    failed(error) {
      const problem = asError(error);
      const failed = problem instanceof CodedError ? problem.code : 'unexpected';
      journal?.lookup(account, { failed });
    },
    judged({ level, count, indicator, link }, { source }) {
      journal?.verdict({
        account,
        node,
        level,
        count,
        ...(indicator && { indicator }),
        ...(link !== undefined && { link }),
        simulated,
        remembered: source !== 'api',
      });
    },
  };
}
