import type { Security } from './security';

/** RFC 6409, 3.1 and RFC 8314, 3.3. */
export const DEFAULT_PORTS: Readonly<Record<Security, number>> = {
  starttls: 587,
  tls: 465,
  none: 25,
};

/** TCP counts its ports in 16 bits (RFC 9293, 3.1). */
export const HIGHEST_PORT = 65_535;

/** Whether a text can be the name or address of a server; not whether there is one. */
export function isHost(text: string): boolean {
  return /^[^\s/@]+$/.test(text);
}
