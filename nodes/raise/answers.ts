/** Which subject is quiet: what `raise again` sends back as it was told. */
interface QuietName {
  readonly detection: string;
  /** It is made up by the demonstration. */
  readonly simulated: boolean;
  readonly key: string;
  /** Of the alert that it is quiet after. */
  readonly id: string;
}

/** Why a subject is quiet, where it is not suppressed. */
export type QuietState = 'acknowledged' | 'silenced' | 'held';

/** A subject that is not raised again for now. Times are ISO 8601. */
export interface QuietSubject extends QuietName {
  /** Shortened where it is long; absent where only its hash is kept. */
  readonly subject?: string;
  readonly raisedAt: string;
  /** Absent where it is acknowledged: until it gets worse. */
  readonly quietUntil?: string;
  /** How many were suppressed since it was raised. */
  readonly suppressed: number;
  /** Absent where it is suppressed. */
  readonly state?: QuietState;
}

/** What a silence is about; that of nothing is about all. */
interface SilenceName {
  readonly key?: string;
  readonly module?: string;
  readonly simulated?: boolean;
}

/** A silence that is not over. Times are ISO 8601. */
export interface ToldSilence extends SilenceName {
  /** Shortened where it is long. */
  readonly subject?: string;
  readonly since: string;
  readonly until: string;
}

/** What is quiet of a node that runs. */
export interface QuietSubjects {
  /** Milliseconds for which the node suppresses; 0: it suppresses nothing. */
  readonly suppress: number;
  /** Those that were raised last, the newest first. */
  readonly quiet: readonly QuietSubject[];
  /** How many more there are. */
  readonly more: number;
  /** Absent where there are none. */
  readonly silences?: readonly ToldSilence[];
}
