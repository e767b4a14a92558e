/** Which subject is quiet: what `raise again` sends back as it was told. */
interface QuietName {
  readonly detection: string;
  /** It is made up by the demonstration. */
  readonly simulated: boolean;
  readonly key: string;
  /** Of the alert that it is quiet after. */
  readonly id: string;
}

/** A subject that is not raised again for now. Times are ISO 8601. */
export interface QuietSubject extends QuietName {
  /** Shortened where it is long; absent where only its hash is kept. */
  readonly subject?: string;
  readonly raisedAt: string;
  readonly quietUntil: string;
  /** How many were suppressed since it was raised. */
  readonly suppressed: number;
}

/** What is quiet of a node that runs. */
export interface QuietSubjects {
  /** Milliseconds for which the node suppresses; 0: it suppresses nothing. */
  readonly suppress: number;
  /** Those that were raised last, the newest first. */
  readonly quiet: readonly QuietSubject[];
  /** How many more there are. */
  readonly more: number;
}
