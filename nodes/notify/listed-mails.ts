/** One mail as the editor gets to see it. Times are ISO 8601, UTC. */
export interface ListedMail {
  readonly id: string;
  /** It can only be deleted. */
  readonly unreadable?: true;
  readonly subject: string;
  /** Who has not got it, as bare addresses. */
  readonly to: readonly string[];
  /** When it was put in, or was last sent again by hand. */
  readonly since?: string;
  readonly attempts: number;
  readonly lastError?: string;
}

/** The mails of one notify node; at most a hundred of each kind, the oldest. */
export interface NodeMails {
  readonly node: string;
  readonly name: string;
  /** How many have not ended, those on their way and those not shown included. */
  readonly unfinished: number;
  /** When the next is tried; absent while one is, and where none waits. */
  readonly nextTry?: string;
  /** What the server fails with, where every mail would meet it. */
  readonly failure?: string;
  readonly waiting: readonly ListedMail[];
  readonly dead: readonly ListedMail[];
}
