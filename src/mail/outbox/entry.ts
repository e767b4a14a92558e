import { isPlainObject, own } from '../../plain-object';
import { readMessage, writeMessage, writeWholeMessage } from '../../written-message';
import { everybody, type Mail } from '../mail';
import type { Refusal } from '../receipt';

/** A mail in the outbox, as it is written down. */
export interface Entry {
  readonly mail: Mail;
  /** What its sender wants to have back when it has ended, if that can be written down. */
  readonly senderData?: unknown;
  /** When it was put into the outbox, or was last sent again by hand, by the store's clock. */
  readonly since: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** Bare addresses that have it. */
  readonly accepted: readonly string[];
  /** Recipients that will never get it. */
  readonly refused: readonly Refusal[];
  /** Why the last try failed. */
  readonly lastError?: string;
  /** It was given up; whoever takes it from the queue nevertheless finds it sent again by hand. */
  readonly givenUp?: boolean;
}

/** Why an entry in which there is no mail is set aside. */
export const UNREADABLE = 'The entry cannot be read';

/** Who has to get the mail yet, as bare addresses. */
export function pendingRecipients({ mail, accepted, refused }: Entry): string[] {
  const settled = new Set([...accepted, ...refused.map(({ recipient }) => recipient)]);
  return everybody(mail).filter((address) => !settled.has(address));
}

/** How deep the message lies that a sender wants to have back: `senderData.msg`. */
const DEPTH_OF_MESSAGE = 2;

/**
 * An entry as bytes. What of the sender's data cannot be written down, such as the request of an HTTP
 * node, is left out: the mail does not depend on it, and comes first where there is too much of it.
 */
export function encodeEntry({ senderData, ...entry }: Entry): Uint8Array {
  return writeMessage(
    senderData === undefined ? entry : { ...entry, senderData },
    DEPTH_OF_MESSAGE,
  );
}

/** The same however heavy the message is: for when nothing else waits for its turn. */
export function encodeWholeEntry(entry: Entry): Uint8Array {
  return writeWholeMessage({ ...entry }, DEPTH_OF_MESSAGE);
}

/** The entry in some bytes; `undefined` when there is none in them, or one that nobody has written so. */
export function decodeEntry(payload: Uint8Array): Entry | undefined {
  const entry: unknown = readMessage(payload);
  return isEntry(entry) ? withSenderData(entry) : undefined;
}

/** An entry with its time later by `shift` milliseconds, for another clock; what is none stays as it is. */
export function shiftEntry(payload: Uint8Array, shift: number): Uint8Array {
  const entry = decodeEntry(payload);
  return entry ? encodeWholeEntry({ ...entry, since: entry.since + shift }) : payload;
}

/** Version 0.1 wrote the sender's data down by another name. */
function withSenderData(entry: Entry): Entry {
  const { keepsake, ...rest } = { keepsake: undefined, ...entry };
  return keepsake === undefined ? rest : { senderData: keepsake, ...rest };
}

function isEntry(value: unknown): value is Entry {
  if (!isPlainObject(value)) return false;
  const { mail, since, attempts, accepted, refused, lastError, givenUp } = value;
  return (
    isMail(mail) &&
    [since, attempts].every(isTime) &&
    isTexts(accepted) &&
    isRefusals(refused) &&
    (lastError === undefined || isText(lastError)) &&
    (givenUp === undefined || typeof givenUp === 'boolean')
  );
}

function isRefusals(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((each) => isText(own(each, 'recipient')) && isText(own(each, 'reply')));
}

function isMail(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { from, subject, text, messageId, to, cc, bcc, malformed, html, date } = value;
  return (
    [from, subject, text, messageId].every(isText) &&
    [to, cc, bcc].every(isTexts) &&
    (malformed === undefined || isRefusals(malformed)) &&
    (html === undefined || isText(html)) &&
    isTime(date)
  );
}

/** What a `Date` can be, with room for another clock. */
const LONGEST_TIME = 8e15;

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= LONGEST_TIME;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
