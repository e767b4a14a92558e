import { createHash } from 'node:crypto';
import {
  groupOf,
  isOfNode,
  lastOf,
  nameOf,
  type Item,
  type ItemsByKind,
  type Kind,
  type Notes,
} from './item';
import type { NewAlert, NewMail, NewVerdict, VerdictNote } from './journal';
import { createShelf, type Shelf } from './shelf';

/** Notes of each kind that are kept; of verdicts, for each account and each node without one. */
export const MOST: { readonly [Of in Kind]: number } = {
  verdict: 1000,
  alert: 1000,
  mail: 1000,
  hour: 30 * 24 + 1,
};

/** Accounts, and nodes without one, whose verdicts are kept. */
const MOST_GROUPS = 20;

/** Longer keys are known by their hash. */
const LONGEST_KEY = 1000;

/** All notes that are kept. */
export interface Shelves {
  /** Where the verdicts of an account lie, or of a node without one. */
  readonly verdictsOf: (verdict: Pick<VerdictNote, 'account' | 'node'>) => Shelf<'verdict'>;
  readonly alerts: Shelf<'alert'>;
  readonly mails: Shelf<'mail'>;
  readonly hours: Shelf<'hour'>;
  /** The verdicts of each account, oldest first. */
  allVerdicts(): Item<'verdict'>[];
  all(): ItemsByKind;
}

/** `left` hears of each note that is kept no more. */
export function createShelves(left: (item: Item) => void): Shelves {
  const groups = new Map<string, Shelf<'verdict'>>();
  const alerts = createShelf<'alert'>(MOST.alert, left);
  const mails = createShelf<'mail'>(MOST.mail, left);
  const hours = createShelf<'hour'>(MOST.hour, left);

  /** Nodes are many, and have no account whose verdicts somebody counts on: one of theirs goes first. */
  function dropOldestGroup(): void {
    const ages = [...groups].map(([group, shelf]) => ({ group, shelf, last: lastIn(shelf) }));
    const ofNodes = ages.filter(({ group }) => isOfNode(group));
    const [oldest] = (ofNodes.length > 0 ? ofNodes : ages).toSorted(
      (one, other) => one.last - other.last,
    );
    if (!oldest) return;
    groups.delete(oldest.group);
    oldest.shelf.all().forEach(left);
  }

  const allVerdicts = (): Item<'verdict'>[] => [...groups.values()].flatMap((shelf) => shelf.all());

  return {
    verdictsOf(verdict) {
      const group = groupOf(verdict);
      const known = groups.get(group);
      if (known) return known;
      if (groups.size >= MOST_GROUPS) dropOldestGroup();
      const shelf = createShelf<'verdict'>(MOST.verdict, left);
      groups.set(group, shelf);
      return shelf;
    },
    alerts,
    mails,
    hours,
    allVerdicts,
    all: () => ({
      verdict: allVerdicts(),
      alert: alerts.all(),
      mail: mails.all(),
      hour: hours.all(),
    }),
  };
}

function lastIn(shelf: Shelf<'verdict'>): number {
  const last = shelf.all().at(-1);
  return last ? lastOf(last) : 0;
}

/** The key of a verdict, within its group. */
export function verdictKey({ indicator }: Pick<NewVerdict, 'indicator'>): string {
  return indicator ? keyOf(`${indicator.type} ${indicator.value}`) : '';
}

type AlertName = Pick<NewAlert, 'module' | 'detection' | 'subject' | 'simulated'>;

export function alertKey({ module, detection, subject, simulated }: AlertName): string {
  return keyOf(`${simulated ? 'demo' : ''}\n${module}\n${detection}\n${subject}`);
}

export function mailKey({ node, id }: Pick<NewMail, 'node' | 'id'>): string {
  return keyOf(`${node} ${id}`);
}

export const KEYS: { readonly [Of in Kind]: (note: Notes[Of]) => string } = {
  verdict: verdictKey,
  alert: alertKey,
  mail: mailKey,
  hour: ({ at }) => String(at),
};

/** The key of an item that was written down. */
export function keyOfItem<Of extends Kind>({ kind, name, note }: Item<Of>): string {
  return name === nameOf(kind, note) ? KEYS[kind](note) : name;
}

function keyOf(text: string): string {
  return text.length <= LONGEST_KEY ? text : createHash('sha256').update(text).digest('base64');
}
