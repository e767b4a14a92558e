import { isTopLevel } from '../extract/top-level';
import { HARMLESS, SPECIAL_FORMS } from './forms';

/** What is a dot in a name. */
const DOTS = `.${SPECIAL_FORMS.dots.join('')}`;

/** All that names are made of, as long as it goes on: nothing is looked at twice. */
const RUN = new RegExp(`[\\p{L}\\p{M}\\p{N}${DOTS}-]+`, 'gu');
const DOT = new RegExp(`[${DOTS}]`, 'g');

/**
 * Writes the names of files, packages and objects that end as domains do (`evil.zip`, `report.mov`) so
 * that no program makes a link of them: `evil[.]zip`. The finder takes them for no domains, and rightly
 * so, but mail programs do not tell them apart.
 */
export function defangFileNames(text: string): string {
  return text.replaceAll(RUN, (run) => {
    const end = nameEnd(run);
    const ending = run.slice(0, end).split(DOT).at(-1) ?? '';
    if (ending.length >= end - 1 || !isTopLevel(ending)) return run;
    return run.slice(0, end).replaceAll(DOT, HARMLESS.dot) + run.slice(end);
  });
}

/** Where a name ends that a sentence goes on after. */
function nameEnd(run: string): number {
  let end = run.length;
  while (end > 0 && `${DOTS}-`.includes(run.charAt(end - 1))) end -= 1;
  return end;
}
