/** Milliseconds for which the editor waits for VirusTotal, and for a quota that is spent. */
export const PATIENCE = 20_000;
