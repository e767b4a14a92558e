import { findField, readProperty } from '../../text/field';
import { translateReason } from '../../verdict/translate-reason';
import { LEVELS } from './levels';
import type { MailTexts } from './texts';

/** A verdict has some ten; a list of more is none of ours. */
const MOST_REASONS = 100;

/**
 * What templates find in the language of the mail: the `verdict.reasons`, and as
 * `verdict.levelInWords` the level, which `verdict.level` names as flows and filters know it.
 */
export function wordsOf(view: object, texts: MailTexts): ReadonlyMap<string, unknown> {
  const words = new Map<string, unknown>();
  const level = LEVELS.find((each) => each === findField('verdict.level', [view]));
  if (level !== undefined) words.set('verdict.levelInWords', texts.say(`level.${level}`));
  const reasons = findField('verdict.reasons', [view]);
  if (!isEnglish(texts) && Array.isArray(reasons) && reasons.length <= MOST_REASONS) {
    const sentences = Array.from({ length: reasons.length }, (_, index) =>
      readProperty(reasons, index),
    );
    words.set('verdict.reasons', sayReasons(sentences, texts));
  }
  return words;
}

/** Reasons in the language of the mail; what is none of our sentences stays as it is. */
export function sayReasons(reasons: readonly unknown[], texts: MailTexts): readonly unknown[] {
  if (isEnglish(texts)) return reasons;
  return reasons.map((reason) =>
    typeof reason === 'string' ? translateReason(reason, texts) : reason,
  );
}

function isEnglish({ language }: MailTexts): boolean {
  return language === 'en';
}
