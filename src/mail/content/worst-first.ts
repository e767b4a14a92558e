import type { MailLevel } from './levels';
import type { MailPart } from './part';

/** The levels from the worst on. What nobody has judged is worse than what is known to be clean. */
const WORST: readonly MailLevel[] = [
  'malicious',
  'suspicious',
  'none',
  'unknown',
  'pending',
  'clean',
];

/**
 * Messages in the order in which a person wants to read them: by the severity of their alerts, then by
 * their level, then by how many engines flag them, and else as they came.
 */
export function worstFirst(parts: readonly MailPart[]): MailPart[] {
  return parts.toSorted((one, other) => {
    const [a, b] = [ranksOf(one), ranksOf(other)];
    const differs = a.findIndex((rank, index) => rank !== b[index]);
    return differs < 0 ? 0 : (b[differs] ?? 0) - (a[differs] ?? 0);
  });
}

function ranksOf({ facts }: MailPart): readonly number[] {
  return [facts.severity ?? 0, -WORST.indexOf(facts.level), facts.score?.positives ?? 0];
}
