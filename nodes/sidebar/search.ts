import { defangText } from '../../src/indicator/defang/defang';
import { refang } from '../../src/indicator/defang/refang';
import type { Part } from './answers';

/** Characters of a search that are looked at. */
const LONGEST = 2000;

/** Whether some texts have what somebody searches for. */
export type Search = (...texts: readonly (string | undefined)[]) => boolean;

/** Finds what was typed as it is, or defanged, or as it was before somebody defanged it. */
export function createSearch(typed: unknown): Search {
  const text = typeof typed === 'string' ? typed.slice(0, LONGEST).trim() : '';
  if (text === '') return () => true;
  const forms = [...new Set([text, refang(text), defangText(text)])].map((form) =>
    form.toLowerCase(),
  );
  return (...texts) =>
    texts.some((each) => {
      const searched = each?.toLowerCase() ?? '';
      return forms.some((form) => searched.includes(form));
    });
}

/** The first of those that fit, made into rows; only what is shown is. */
export function firstOf<Note, Row>(
  notes: readonly Note[],
  most: number,
  fits: (note: Note) => boolean,
  toRow: (note: Note) => Row,
): Part<Row> {
  const fitting = notes.filter((note) => fits(note));
  return { rows: fitting.slice(0, most).map(toRow), more: Math.max(0, fitting.length - most) };
}
