import type { KnownIndicator } from '../../src/simulator/listing';
import type { Allowance } from '../../src/store/store';

/** What VirusTotal says about the key of an account; a window that it does not tell is missing. */
export interface ToldAllowance extends Partial<Allowance> {
  /** Requests in the current UTC hour, day and month, by VirusTotal's own count. */
  readonly used: { readonly hour?: number; readonly day?: number; readonly month?: number };
}

/** An indicator that the demonstration knows, as the dialog lists it. */
export type DemoIndicator = KnownIndicator;
