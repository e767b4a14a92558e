import { findField } from '../../text/field';

/** The fields of DNIF's marks that a verdict says too, by their names. */
type DnifMarks = Readonly<Record<string, unknown>>;

/**
 * What DNIF's `$URL`, `$VTPositives` and their like stand for in a message that has a verdict and
 * not these fields: only a verdict node sets them, when told, and a lookup may answer with a verdict
 * at once. What no engine has looked at has no `VTPositives`, as with the fields themselves.
 */
export function dnifMarks(view: object): DnifMarks {
  const read = (name: string): unknown => findField(`verdict.${name}`, [view]);
  const isUrl = read('indicator.type') === 'url';
  const url = isUrl ? read('indicator.value') : undefined;
  const total = read('total');
  const isLookedAt = typeof total === 'number' && total > 0;
  const counts = isLookedAt ? { VTPositives: read('positives'), VTTotal: total } : {};
  return { ...counts, URL: url, VTURL: url, VTPermalink: read('link') };
}
