import { createHash } from 'node:crypto';
import type { OpenHour } from './hours';
import type { AlertNote, MailNote } from './journal';
import type { OpenVerdict } from './verdict-notes';

/** What is noted, by its kind. */
export interface Notes {
  readonly verdict: OpenVerdict;
  readonly alert: AlertNote;
  readonly mail: MailNote;
  readonly hour: OpenHour;
}

export type Kind = keyof Notes;

/** One note, and where it lies. */
export interface Item<Of extends Kind = Kind> {
  readonly kind: Of;
  /** What it is known by in every life: two notes of one name are about the same. */
  readonly name: string;
  note: Notes[Of];
  /** What of it is not written: all, or how often and when it came last. */
  due?: 'whole' | 'repeat';
  /** The slot in which all of it is written, and when that was (ms UTC). */
  whole?: number;
  writtenAt?: number;
  /** It is kept no more. */
  isGone?: boolean;
  /** The slot in which it is written how often it has come since. */
  repeat?: number;
}

/** Of each kind, the notes that are kept. */
export type ItemsByKind = { readonly [Of in Kind]: readonly Item<Of>[] };

/** What a note is known by. */
export function nameOf<Of extends Kind>(kind: Of, note: Notes[Of]): string {
  return JSON.stringify([kind, ...NAMES[kind](note)]);
}

const NAMES: { readonly [Of in Kind]: (note: Notes[Of]) => readonly unknown[] } = {
  verdict: ({ account, node, indicator }) => [
    groupOf({ account, node }),
    indicator?.type,
    indicator?.value,
  ],
  alert: ({ module, detection, subject, simulated }) => [module, detection, subject, simulated],
  mail: ({ node, id }) => [node, id],
  hour: ({ at }) => [at],
};

/** Whose verdicts are kept together: those of an account, or of a node where none answered. */
export function groupOf({
  account,
  node,
}: {
  readonly account?: string | undefined;
  readonly node: string;
}): string {
  return account === undefined ? `${NODE}${node}` : `account ${account}`;
}

const NODE = 'node ';

/** Whether no account has answered what is kept under this name. */
export function isOfNode(group: string): boolean {
  return group.startsWith(NODE);
}

/** When a note was last about something that happened; ms UTC. */
export function lastOf({ note }: Item): number {
  return 'last' in note ? note.last : note.at;
}

/** Characters by which a note is named where only its count is written: 48 bits, of some thousand notes. */
const MARK_LENGTH = 8;

export function markOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, MARK_LENGTH);
}
