/** What became of one indicator that was tried. */
export interface TriedLookup {
  /** What was asked, or would have been. */
  readonly indicator: { readonly type: string; readonly value: string };
  /** Why the host was asked in the place of a URL. */
  readonly instead?: string;
  readonly outcome: 'found' | 'unknown' | 'pending' | 'allowed';
  /** `api`: it cost a request. */
  readonly source: 'api' | 'cache' | 'list';
  readonly simulated: boolean;
  readonly level: 'malicious' | 'suspicious' | 'clean' | 'unknown' | 'pending';
  readonly positives: number;
  readonly total: number;
  /** The page that a person can open; missing for what is allowed. */
  readonly link?: string;
}
