import { printable } from '../text/printable';
import type {
  Crowdsourced,
  FlaggedNearby,
  Report,
  RuleMatches,
  SandboxVerdict,
} from '../virustotal/report';

/** So many are named; the names of more would bury the sentence. */
const MOST_NAMES = 4;

/** From the severest on. */
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;

/**
 * What others than engines and analysts found, as sentences: sandboxes that ran it, the public's
 * rules and reports, and what is flagged near it. None of it changes a level, but whoever decides has to know.
 */
export function otherFindings({
  sandboxes = [],
  crowdsourced = {},
  nearby = [],
}: Report): string[] {
  return [
    ...['malicious', 'suspicious'].map((category) => sandboxSentence(sandboxes, category)),
    ruleSentence(crowdsourced),
    contextSentence(crowdsourced),
    ...['malicious', 'suspicious'].map((verdict) => aiSentence(crowdsourced, verdict)),
    ...nearby.map(nearbySentence),
  ].filter((sentence) => sentence !== undefined);
}

function sandboxSentence(
  sandboxes: readonly SandboxVerdict[],
  category: string,
): string | undefined {
  const flagging = sandboxes.filter((each) => each.category.toLowerCase() === category);
  if (flagging.length === 0) return undefined;
  const who = flagging.length === 1 ? '1 sandbox calls' : `${flagging.length} sandboxes call`;
  return `${who} it ${category}: ${named(flagging.map(sandboxName))}.`;
}

function sandboxName({ sandbox, malware = [] }: SandboxVerdict): string {
  const taken = malware.length === 0 ? '' : ` (${named(malware)})`;
  return `${sandbox}${taken}`;
}

function ruleSentence({ yara = 0, sigma, ids }: Crowdsourced): string | undefined {
  const matches = [
    yara === 0 ? '' : `${yara} of YARA`,
    severities('Sigma', sigma),
    severities('intrusion detection', ids),
  ].filter((match) => match !== '');
  return matches.length === 0 ? undefined : `The public's rules match: ${matches.join(', ')}.`;
}

function contextSentence({ context }: Crowdsourced): string | undefined {
  const reports = severities('Others report something about it', context);
  return reports === '' ? undefined : `${reports}.`;
}

function nearbySentence({ what, flagged, worst }: FlaggedNearby): string {
  return `Engines flag ${what}: ${flagged}, the worst by ${worst.positives} of ${worst.total}.`;
}

function severities(what: string, matches: RuleMatches | undefined): string {
  if (matches === undefined) return '';
  const counts = SEVERITIES.flatMap((severity) => {
    const count = matches[severity] ?? 0;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return counts.length === 0 ? '' : `${what} (${counts.join(', ')})`;
}

function aiSentence({ ai = [] }: Crowdsourced, verdict: string): string | undefined {
  const flagging = ai.filter((each) => each.verdict === verdict);
  if (flagging.length === 0) return undefined;
  return `An analysis of its code by a machine calls it ${verdict}: ${named(flagging.map(({ source }) => source))}.`;
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => printable(name));
  const more = names.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}
