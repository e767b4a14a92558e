import { subjectOf } from '../../src/alert/kinds';
import type { HeldAlert } from '../../src/alert/held-alert';
import type { QuietOne } from '../../src/alert/raise';
import type { Silence } from '../../src/alert/silences';
import { eventLoopTurns } from '../../src/in-pieces';
import { printable } from '../../src/text/printable';
import type { QuietSubject, QuietSubjects, ToldSilence } from './answers';
import type { Kinds } from './kinds';
import type { KeptRaises } from './open-raises';

/** Subjects that are shown of one node, and silences. */
const SHOWN = 20;

/** Characters that are shown of a subject. */
const LONGEST = 200;

/** What there is to look at of a node. */
export type Quiet = Pick<KeptRaises, 'kinds' | 'silences' | 'later'>;

type Kind = Kinds['all'][number]['kind'];

/** A subject that is quiet, with the time by which it is sorted (ms UTC). */
interface Dated {
  readonly at: number;
  readonly show: () => QuietSubject;
}

/** What is quiet of a node. Others have their turn between two parts: there may be very many. */
export async function tellQuiet(
  suppress: number,
  { kinds, silences, later }: Quiet,
): Promise<QuietSubjects> {
  const held = later.all();
  const isHeld = new Set(held.map(({ id }) => id));
  let newest: readonly Dated[] = newestOf(
    held.map((each) => ({ at: Date.now(), show: () => showHeld(each, later.until(each)) })),
  );
  let count = held.length;
  for (const { kind, raises } of kinds.all) {
    for await (const part of raises.quietOnes()) {
      const others = part.filter(({ id }) => !isHeld.has(id));
      count += others.length;
      const dated = others.map((one) => ({ at: one.raisedAt, show: () => showQuiet(kind, one) }));
      newest = newestOf([...newest, ...dated]);
      await eventLoopTurns.next();
    }
  }
  const told = tellSilences(silences.list());
  return {
    suppress,
    quiet: newest.map(({ show }) => show()),
    more: count - newest.length,
    ...(told.length > 0 && { silences: told }),
  };
}

/** Silences as they are told, those that end first. */
export function tellSilences(silences: readonly Silence[]): ToldSilence[] {
  return silences.slice(0, SHOWN).map(tellSilence);
}

function tellSilence({ since, until, ...scope }: Silence): ToldSilence {
  const { key } = scope;
  return {
    ...scope,
    ...(key !== undefined && { subject: printable(subjectOf(key) ?? key, LONGEST) }),
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
  };
}

function newestOf(all: readonly Dated[]): readonly Dated[] {
  return all.toSorted((first, second) => second.at - first.at).slice(0, SHOWN);
}

function showQuiet(
  { detection, simulated }: Kind,
  { key, id, subject, raisedAt, quietUntil, suppressed, acknowledged }: QuietOne,
): QuietSubject {
  return {
    detection,
    simulated,
    key,
    id,
    ...(subject !== undefined && { subject: printable(subject, LONGEST) }),
    raisedAt: new Date(raisedAt).toISOString(),
    ...(!acknowledged && { quietUntil: new Date(quietUntil).toISOString() }),
    suppressed,
    ...(acknowledged && { state: 'acknowledged' }),
  };
}

function showHeld(held: HeldAlert, until: number | undefined): QuietSubject {
  const { kind, key, id, why, suppressed, raisedAt } = held;
  const subject = subjectOf(key);
  return {
    detection: kind.detection,
    simulated: kind.simulated,
    key,
    id,
    ...(subject !== undefined && { subject: printable(subject, LONGEST) }),
    raisedAt,
    quietUntil: until === undefined ? raisedAt : new Date(until).toISOString(),
    suppressed,
    state: why,
  };
}
