import type { Allowance } from '../store/store';

/** A public key's (docs.virustotal.com/docs/api-overview; the month as the service reports it). */
export const PUBLIC_ALLOWANCE: Allowance = { perMinute: 4, perDay: 500, perMonth: 15_500 };
