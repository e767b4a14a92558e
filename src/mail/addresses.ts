import { printable } from '../text/printable';
import { isAddress } from './address-form';
import { RecipientError } from './errors';

/** Who receives a mail. Each entry is `address` or `Name <address>`. */
export interface Recipients {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
}

/**
 * Reads addresses, one a line or separated by commas or semicolons, names allowed (RFC 5322, 3.4).
 * Returns them without repetition. Throws `RecipientError` for what is no address, and for a name
 * with an `@` in it: it is an address that no comma separates, and would get no mail.
 */
export async function parseAddresses(text: string): Promise<string[]> {
  if (text.trim() === '') return [];
  const { default: addressparser } = await import('nodemailer/lib/addressparser');
  const list = text.split(/[\r\n]+/).join(',');
  const entries = new Map<string, string>();
  for (const { name, address } of addressparser(list, { flatten: true })) {
    if (!isAddress(address)) {
      throw new RecipientError(`"${printable(address || name || text)}" is no mail address`);
    }
    if (name.includes('@')) {
      throw new RecipientError(`"${printable(name)}" is no name: separate addresses by commas`);
    }
    const entry = name === '' ? address : `${quote(printable(name))} <${address}>`;
    const key = address.toLowerCase();
    if (!entries.has(key)) entries.set(key, entry);
  }
  return [...entries.values()];
}

function quote(name: string): string {
  return /^[\w .'-]+$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}
