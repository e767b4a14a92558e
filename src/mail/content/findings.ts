import type { MailTexts } from './texts';

/** What sandboxes and Google's analysts call an indicator. */
const FINDINGS = {
  malicious: 'level.malicious',
  suspicious: 'level.suspicious',
  harmless: 'report.harmless',
  benign: 'report.benign',
  undetected: 'report.undetected',
  unknown: 'level.unknown',
} as const;

/** How severe Google's analysts call a threat. */
const SEVERITIES = {
  critical: 'reason.severity.critical',
  high: 'reason.severity.high',
  medium: 'reason.severity.medium',
  low: 'reason.severity.low',
  none: 'reason.severity.none',
  unknown: 'reason.severity.unknown',
} as const;

/** VirusTotal's word for what somebody makes of an indicator, in the language of the mail. */
export function sayFinding(word: string, texts: MailTexts): string {
  return sayKnown(word, FINDINGS, texts);
}

/** The same for its word for a severity. */
export function saySeverity(word: string, texts: MailTexts): string {
  return sayKnown(word, SEVERITIES, texts);
}

type Key = Parameters<MailTexts['say']>[0];

/** A word that is not known stays as it is. */
function sayKnown(word: string, keys: Readonly<Record<string, Key>>, texts: MailTexts): string {
  const key = Object.hasOwn(keys, word) ? keys[word] : undefined;
  return key === undefined ? word : texts.say(key);
}
