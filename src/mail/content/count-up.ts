import { LEVELS, type MailLevel } from './levels';
import type { MailPart } from './part';
import type { MailTexts } from './texts';

const ORDER: readonly MailLevel[] = [...LEVELS, 'none'];

/** What several messages are about: `3 alerts: 2 malicious, 1 suspicious`. */
export function countUp(parts: readonly MailPart[], { say }: MailTexts): string {
  const counts = ORDER.map((level) => {
    const count = parts.filter(({ facts }) => facts.level === level).length;
    return { level, count, words: say('digest.level', { count, level: say(`level.${level}`) }) };
  }).filter(({ count }) => count > 0);
  const alerts = say('digest.alerts', { count: parts.length });
  if (counts.every(({ level }) => level === 'none')) return alerts;
  return say('digest.counted', { alerts, levels: counts.map(({ words }) => words).join(', ') });
}
