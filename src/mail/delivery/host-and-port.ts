import type { Security } from './security';

/** RFC 6409, 3.1 and RFC 8314, 3.3. */
export const DEFAULT_PORTS: Readonly<Record<Security, number>> = {
  starttls: 587,
  tls: 465,
  none: 25,
};

/** TCP counts its ports in 16 bits (RFC 9293, 3.1). */
export const HIGHEST_PORT = 65_535;

/** Why a text is no name or address of a server. */
export type HostProblem = 'malformed' | 'scheme' | 'port';

/** What is wrong with a text as the name or address of a server; not whether there is one. */
export function problemOfHost(text: string): HostProblem | undefined {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return 'scheme';
  if (isIpv6(text)) return undefined;
  if (/^(?:\[[^[\]]*\]|[^:[\]]*):\d*$/.test(text)) return 'port';
  // Also names in other scripts, and with the underscores that containers have.
  return /^[^\s/@:;,<>()[\]"'?#\\]+$/.test(text) ? undefined : 'malformed';
}

/** With or without the brackets that it has in a URL, and with the name of an interface. */
function isIpv6(text: string): boolean {
  return /^(?:\[[\da-f:.]*:[\da-f:.]*:[\da-f:.]*\]|[\da-f:.]*:[\da-f:.]*:[\da-f:.]*(?:%\w+)?)$/i.test(
    text,
  );
}

/** A host as it is connected to: an IPv6 address has no brackets there. */
export function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
