/** A recipient that a server has refused, and its reply; or why it is none. */
export interface Refusal {
  /** The bare address; what is none, as it was written. */
  readonly recipient: string;
  readonly reply: string;
}

/** What a server did with a mail, recipient by recipient; each by its bare address. */
export interface Receipt {
  /** They have it. */
  readonly accepted: readonly string[];
  /** A 5yz reply to RCPT: they never will. */
  readonly refused: readonly Refusal[];
  /** A 4yz reply to RCPT: they may have it later. */
  readonly deferred: readonly Refusal[];
}
