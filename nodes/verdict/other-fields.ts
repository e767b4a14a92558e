import { devoFields, removeDevoFields, taxonomyOf } from '../../src/verdict/fields/devo-and-cortex';
import { dnifFields, removeDnifFields } from '../../src/verdict/fields/dnif';
import type { Verdict } from '../../src/verdict/verdict';
import type { Message } from '../shared/run-node';
import { readSwitch, type Properties } from '../shared/settings';

/** What DNIF's fields are made of. */
export type Judged = Parameters<typeof dnifFields>[0];

/** What a message gets besides its verdict, in the names of other systems. */
interface OtherFields {
  /** The verdict as it is written down: with Cortex's taxonomy, where that is wanted. */
  withTaxonomy(verdict: Verdict): object;
  /** Sets the fields of Devo and of DNIF, where they are wanted; without a reply DNIF has none. */
  add(msg: Message, verdict: Verdict, judged: Judged | undefined): void;
  /** Takes away what an earlier verdict has left. */
  remove(msg: Message): void;
}

export function createOtherFields(properties: Properties): OtherFields {
  const hasDevoFields = readSwitch(properties, 'devoFields', true);
  const hasDnifFields = readSwitch(properties, 'dnifFields', false);
  const hasTaxonomy = readSwitch(properties, 'taxonomy', false);
  return {
    withTaxonomy: (verdict) =>
      hasTaxonomy ? { ...verdict, taxonomy: taxonomyOf(verdict) } : verdict,
    add(msg, verdict, judged) {
      if (hasDevoFields) Object.assign(msg, devoFields(verdict));
      if (!hasDnifFields) return;
      // What an earlier reply left would pass for this one's, which may have less.
      removeDnifFields(msg);
      if (judged) Object.assign(msg, dnifFields(judged));
    },
    remove(msg) {
      if (hasDevoFields) removeDevoFields(msg);
      if (hasDnifFields) removeDnifFields(msg);
    },
  };
}
