import { isAddress } from '../src/mail/address-form';
import { textOf, validator } from './validator';

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

/** The validator of a property that is a list of addresses, or empty. */
export const validate = validator((node: Translating, value) => {
  const parts = split(value);
  // A variable that is the whole field does not come here: the editor accepts it before.
  const variable = parts.find((part) => /\$\{\w+\}/.test(part));
  if (variable !== undefined) return node._('error.variable', { variable });
  const wrong = parts.find((part) => !isNamedAddress(part));
  return wrong === undefined || node._('error.address', { address: wrong });
});
