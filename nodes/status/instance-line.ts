import { printable } from '../../src/text/printable';
import { DOING } from '../shared/figures/doing';
import type { InstanceFigures } from '../shared/figures/figures';
import type { Texts } from '../shared/status/texts';

const LINES = {
  running: 'part.running',
  waiting: 'part.waiting',
  mails: 'part.mails',
  kept: 'part.kept',
} as const;

/** One of the Node-REDs that use a store together, in one line. */
export function instanceLine(instance: InstanceFigures, { say, number, time }: Texts): string {
  const { id, name, since, seen, isThis, isGone, doing } = instance;
  const facts = isGone
    ? [say('part.gone', { time: time(seen) })]
    : [
        ...(isThis ? [say('part.this')] : []),
        say('part.since', { time: time(since) }),
        ...DOING.filter((what) => doing[what] > 0).map((what) =>
          say(LINES[what], { number: number(doing[what]) }),
        ),
      ];
  return `${printable(name || id)}: ${facts.join(', ')}`;
}
