import { printable } from '../text/printable';
import { readAddressList, type ReadAddress } from './address-list';
import { RecipientError } from './errors';
import type { Refusal } from './receipt';

/** Who receives a mail. Each entry is `address` or `Name <address>`. */
export interface Recipients {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Who was to receive it too, but is written so that nobody can be written to. */
  readonly malformed?: readonly Refusal[];
}

/** The recipients in a list. */
interface ReadRecipients {
  /** Each once, as `address` or `Name <address>`. */
  readonly entries: readonly string[];
  /** As they were written, and what is wrong with them. */
  readonly malformed: readonly Refusal[];
}

/**
 * Reads a list of addresses (see `readAddressList`). A name with an `@` in it is malformed: it is an
 * address that no comma separates, and would get no mail.
 */
export function readRecipients(text: string): ReadRecipients {
  const entries = new Map<string, string>();
  const malformed: Refusal[] = [];
  for (const { written, name, address, problem } of readAddressList(text)) {
    const key = address.toLowerCase();
    if (problem) malformed.push({ recipient: printable(written), reply: PROBLEMS[problem] });
    else if (!entries.has(key)) entries.set(key, toEntry(name, address));
  }
  return { entries: [...entries.values()], malformed };
}

const PROBLEMS: Readonly<Record<NonNullable<ReadAddress['problem']>, string>> = {
  address: 'no mail address',
  name: 'not one address: separate addresses by commas',
  variable: 'no mail address: a variable must stand alone in its field',
};

/** `"bob" is no mail address`, for each. */
export function describeMalformed(malformed: readonly Refusal[]): string {
  return malformed.map(({ recipient, reply }) => `"${recipient}" is ${reply}`).join('; ');
}

/** The same for a list in which every address has to be one. Rejects with `RecipientError`. */
export async function parseAddresses(text: string): Promise<string[]> {
  const wrong = readAddressList(text).find(({ problem }) => problem !== undefined);
  if (wrong) throw new RecipientError(describe(wrong));
  return [...readRecipients(text).entries];
}

function describe({ written, name, address, problem }: ReadAddress): string {
  switch (problem) {
    case 'name':
      return `"${printable(name)}" is no name: separate addresses by commas`;
    case 'variable':
      return `"${printable(written)}": a variable must stand alone in its field`;
    default:
      return `"${printable(address || name || written)}" is no mail address`;
  }
}

function toEntry(name: string, address: string): string {
  return name === '' ? address : `${quote(printable(name))} <${address}>`;
}

function quote(name: string): string {
  return /^[\w .'-]+$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}
