import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { Recipients } from './addresses';

/** A mail for a mail server, as it is kept until it is delivered. */
export interface Mail extends Recipients {
  /** `address` or `Name <address>`. */
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** With its angle brackets (RFC 5322, 3.6.4). */
  readonly messageId: string;
  /** When it was composed, ms UTC. */
  readonly date: number;
}

/** The address alone, in the form in which a server is told it: the domain as ASCII (RFC 5891). */
export function bareAddress(entry: string): string {
  const address = /<([^<>]*)>$/.exec(entry)?.[1] ?? entry;
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1)) || address.slice(at + 1);
  return `${address.slice(0, at)}@${domain}`;
}

/** Everybody who gets a mail, each once, as bare addresses. */
export function everybody({ to, cc, bcc }: Recipients): string[] {
  const addresses = new Map<string, string>();
  for (const address of [...to, ...cc, ...bcc].map(bareAddress)) {
    const key = address.toLowerCase();
    if (!addresses.has(key)) addresses.set(key, address);
  }
  return [...addresses.values()];
}

/**
 * A Message-ID that is the same whenever `parts`, which tell one mail from every other, and the
 * recipients are: a mail store or a ticket system can drop what comes a second time.
 */
export function stableMessageId(
  parts: readonly string[],
  recipients: Recipients,
  from: string,
): string {
  const hash = createHash('sha256').update(
    JSON.stringify([parts, everybody(recipients).toSorted()]),
  );
  const domain = bareAddress(from).split('@').at(-1) ?? '';
  return `<${hash.digest('hex').slice(0, 32)}@${domain}>`;
}
