import { isAddress } from '../../src/mail/address-form';
import { textOf } from './validator';

/** `Name <address>`, the name in quotes where it has to be, or a comment in front of it. */
const NAMED = /^(?:"(?:[^"\\@]|\\[^@])*"|\([^()"<>@\\]*\)|[^()"<>@\\])*<([^<>]*)>$/;

/** What whoever reads a list of addresses takes for its punctuation, wherever it stands. */
const PUNCTUATION = /[,;:"()<>\\]/;

/** Splits at line ends, commas and semicolons, but not inside a quoted name. */
export function split(text: unknown): string[] {
  const parts = textOf(text).split(/[\n,;](?=(?:[^"]*"[^"]*")*[^"]*$)/);
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** `address`, or `Name <address>`; a name with an `@` in it would be a second address. */
export function isNamedAddress(text: string): boolean {
  const address = (NAMED.exec(text)?.[1] ?? text).trim();
  return isAddress(address) && !PUNCTUATION.test(address);
}
