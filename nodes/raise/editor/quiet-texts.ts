import { showTime } from '../../../editor/shared/times';
import type { QuietState, QuietSubject, QuietSubjects, ToldSilence } from '../answers';

/** What is quiet, in short. */
export function summaryOf(
  node: Translating,
  { suppress, quiet, more, silences }: QuietSubjects,
): string {
  const isNone = quiet.length === 0 && !silences;
  if (suppress === 0 && isNone) return node._('quiet.off');
  if (isNone) return node._('quiet.none');
  return node._('quiet.some', { number: quiet.length + more });
}

/** What a subject that is quiet is called. */
export function titleOf(node: Translating, { subject, simulated }: QuietSubject): string {
  const title = subject ?? node._('quiet.longSubject');
  return simulated ? node._('quiet.demo', { subject: title }) : title;
}

/** The keys of why something is quiet. */
const DETAILS: Readonly<Record<QuietState, string>> = {
  acknowledged: 'quiet.details-acknowledged',
  silenced: 'quiet.details-silenced',
  held: 'quiet.details-held',
};

/** Why it is quiet, and until when. */
export function detailsOf(
  node: Translating,
  { detection, quietUntil, suppressed, state }: QuietSubject,
): string {
  const time = quietUntil === undefined ? '' : showTime(node, quietUntil);
  const key = state === undefined ? 'quiet.details' : DETAILS[state];
  return node._(key, { detection, time, number: suppressed });
}

/** What a silence is about, and until when it lasts. */
export function aboutSilence(
  node: Translating,
  { subject, module, simulated, until }: ToldSilence,
): readonly [string, string] {
  const parts = [
    ...(subject === undefined ? [] : [subject]),
    ...(module === undefined ? [] : [node._('silenced.module', { module })]),
  ];
  const about = parts.length === 0 ? node._('silenced.all') : parts.join(', ');
  const title = simulated === true ? node._('quiet.demo', { subject: about }) : about;
  return [title, node._('silenced.until', { time: showTime(node, until) })];
}
