import { printable } from '../text/printable';
import type {
  Crowdsourced,
  Flag,
  FlaggedNearby,
  Report,
  RuleMatches,
  SandboxVerdict,
} from '../virustotal/report';
import { say } from './reason-texts';

/** So many are named; the names of more would bury the sentence. */
const MOST_NAMES = 4;

/** Between names, and between counts. */
const SEPARATOR = ', ';

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
    ...FLAGS.map((flag) => sandboxSentence(sandboxes, flag)),
    ruleSentence(crowdsourced),
    contextSentence(crowdsourced),
    ...FLAGS.map((flag) => machineSentence(crowdsourced, flag)),
    ...nearby.map(nearbySentence),
  ].filter((sentence) => sentence !== undefined);
}

const FLAGS: readonly Flag[] = ['malicious', 'suspicious'];

function sandboxSentence(sandboxes: readonly SandboxVerdict[], flag: Flag): string | undefined {
  const flagging = sandboxes.filter((each) => each.category.toLowerCase() === flag);
  if (flagging.length === 0) return undefined;
  const names = named(flagging.map(sandboxName));
  return say('reason.sandboxes', { count: flagging.length, level: levelOf(flag), names });
}

function levelOf(flag: Flag): string {
  return say(`reason.level.${flag}`);
}

function sandboxName({ sandbox, malware = [] }: SandboxVerdict): string {
  const taken = malware.length === 0 ? '' : ` (${named(malware)})`;
  return `${sandbox}${taken}`;
}

function ruleSentence({ yara = 0, sigma, ids }: Crowdsourced): string | undefined {
  const matches = [
    yara === 0 ? '' : say('reason.match.yara', { count: yara }),
    ruleMatch('reason.match.sigma', sigma),
    ruleMatch('reason.match.ids', ids),
  ].filter((match) => match !== '');
  return matches.length === 0
    ? undefined
    : say('reason.rules', { matches: matches.join(SEPARATOR) });
}

function ruleMatch(
  key: 'reason.match.sigma' | 'reason.match.ids',
  matches: RuleMatches | undefined,
): string {
  const severities = severitiesOf(matches);
  return severities === '' ? '' : say(key, { severities });
}

function contextSentence({ context }: Crowdsourced): string | undefined {
  const severities = severitiesOf(context);
  return severities === '' ? undefined : say('reason.reported', { severities });
}

function nearbySentence({ what, flagged, worst }: FlaggedNearby): string {
  return say('reason.nearby', { what: say(`reason.what.${what}`), flagged, ...worst });
}

function severitiesOf(matches: RuleMatches | undefined): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = matches?.[severity] ?? 0;
    return count === 0 ? [] : [say(`reason.rated.${severity}`, { count })];
  });
  return counts.join(SEPARATOR);
}

function machineSentence({ ai = [] }: Crowdsourced, flag: Flag): string | undefined {
  const flagging = ai.filter((each) => each.verdict === flag);
  if (flagging.length === 0) return undefined;
  const names = named(flagging.map(({ source }) => source));
  return say('reason.machine', { level: levelOf(flag), names });
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => printable(name));
  const more = names.length - shown.length;
  return `${shown.join(SEPARATOR)}${more === 0 ? '' : say('reason.more', { count: more })}`;
}
