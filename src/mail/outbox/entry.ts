import { deserialize, serialize } from 'node:v8';
import { isPlainObject, own } from '../../plain-object';
import { writablePart } from '../../written-message';
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

/**
 * An entry as bytes. Of what the senderData holds the properties that cannot be written down, such as
 * the request of an HTTP node, are left out: the mail does not depend on them.
 */
export function encodeEntry(entry: Entry): Uint8Array {
  try {
    return serialize(entry);
  } catch {
    return serialize({ ...entry, senderData: writableSenderData(entry.senderData) });
  }
}

function writableSenderData(senderData: unknown): unknown {
  if (!isPlainObject(senderData)) return undefined;
  const parts = Object.entries(senderData).map(([name, part]) => [
    name,
    isPlainObject(part) ? writablePart(part) : part,
  ]);
  return writablePart(Object.fromEntries(parts));
}

/** The entry in some bytes; `undefined` when there is none in them, or one that nobody has written so. */
export function decodeEntry(payload: Uint8Array): Entry | undefined {
  try {
    const entry: unknown = deserialize(payload);
    return isEntry(entry) ? withSenderData(entry) : undefined;
  } catch {
    return undefined;
  }
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
    Array.isArray(refused) &&
    refused.every((each) => isText(own(each, 'recipient')) && isText(own(each, 'reply'))) &&
    (lastError === undefined || isText(lastError)) &&
    (givenUp === undefined || typeof givenUp === 'boolean')
  );
}

function isMail(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { from, subject, text, messageId, to, cc, bcc, html, date } = value;
  return (
    [from, subject, text, messageId].every(isText) &&
    [to, cc, bcc].every(isTexts) &&
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
