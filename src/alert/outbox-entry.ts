import { deserialize, serialize } from 'node:v8';
import { isPlainObject } from '../plain-object';
import { writablePart } from '../written-message';
import { everybody, type Mail } from './mail';

/** A recipient that a server has refused, and its reply. */
export interface Refusal {
  /** The bare address. */
  readonly recipient: string;
  readonly reply: string;
}

/** A mail in the outbox, as it is written down. */
export interface Entry {
  readonly mail: Mail;
  /** What its sender wants to have back when it has ended, if that can be written down. */
  readonly keepsake?: unknown;
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

/** Who has to get the mail yet, as bare addresses. */
export function pendingRecipients({ mail, accepted, refused }: Entry): string[] {
  const settled = new Set([...accepted, ...refused.map(({ recipient }) => recipient)]);
  return everybody(mail).filter((address) => !settled.has(address));
}

/**
 * An entry as bytes. Of what the keepsake holds the properties that cannot be written down, such as
 * the request of an HTTP node, are left out: the mail does not depend on them.
 */
export function encodeEntry(entry: Entry): Uint8Array {
  try {
    return serialize(entry);
  } catch {
    return serialize({ ...entry, keepsake: writableKeepsake(entry.keepsake) });
  }
}

function writableKeepsake(keepsake: unknown): unknown {
  if (!isPlainObject(keepsake)) return undefined;
  const parts = Object.entries(keepsake).map(([name, part]) => [
    name,
    isPlainObject(part) ? writablePart(part) : part,
  ]);
  return writablePart(Object.fromEntries(parts));
}

/** The entry in some bytes; `undefined` when there is none in them. */
export function decodeEntry(payload: Uint8Array): Entry | undefined {
  try {
    const entry: Entry = deserialize(payload);
    return isPlainObject(entry.mail) ? entry : undefined;
  } catch {
    return undefined;
  }
}
