/**
 * The account of what happened: bounded, and kept in the store. It holds no secret, and of an event
 * nothing but what its alert names. Times are ms UTC.
 */
export interface Journal {
  /** A lookup has its answer, and what that is judged to be if it is; or failed with a code of the contract. */
  lookup(account: string, end: LookupEnd, verdict?: NewVerdict): void;
  verdict(note: NewVerdict): void;
  alert(note: NewAlert): void;
  mail(note: NewMail): void;
  /** The last verdicts of each account, newest first; those of no account are under their node. */
  verdicts(): readonly VerdictNote[];
  /** What was raised or kept quiet, by subject, newest first. */
  alerts(): readonly AlertNote[];
  /** Newest first. */
  mails(): readonly MailNote[];
  /** What was counted in the hours that began at or after `since`, oldest first. */
  hours(since: number): readonly Hour[];
  /** Calls `listener` whenever there is something new; the returned function ends that. */
  onChange(listener: () => void): () => void;
  /**
   * Resolves once what earlier lives have written is there too, and what other processes have that share
   * the store, as far as it can be reached.
   */
  loaded(): Promise<void>;
  /** Writes what is not yet written. */
  close(): Promise<void>;
}

/** How a lookup ended: by a request, from memory or store, by the user's own list, or not. */
export type LookupEnd = 'asked' | 'cache' | 'list' | { readonly failed: string };

interface NotedIndicator {
  readonly type: string;
  readonly value: string;
}

/** A judgement. */
export interface NewVerdict {
  /** The account that answered; absent where none did. */
  readonly account?: string;
  /** The node that judged. */
  readonly node: string;
  readonly level: string;
  /** `52 / 70`. */
  readonly count: string;
  readonly indicator?: NotedIndicator | undefined;
  readonly link?: string | undefined;
  readonly simulated: boolean;
  /** The answer was remembered, so that it costs little, and so must its note. */
  readonly remembered?: boolean;
}

/** The last judgement on an indicator, and how often it came. */
export interface VerdictNote extends Omit<NewVerdict, 'remembered' | 'indicator' | 'link'> {
  readonly indicator?: NotedIndicator;
  readonly link?: string;
  readonly first: number;
  readonly last: number;
  readonly times: number;
}

/**
 * What became of an alert. `held`: it waits for the end of the quiet hours.
 */
export type AlertFate = 'raised' | 'suppressed' | 'silenced' | 'acknowledged' | 'held' | 'released';

export interface NewAlert {
  readonly node: string;
  /** Of the alert that was raised; of one that was not, of the one that it is quiet after. */
  readonly id: string;
  readonly module: string;
  readonly detection: string;
  readonly subject: string;
  /** Absent where it stays as it was. */
  readonly severity?: number;
  readonly simulated: boolean;
  readonly fate: AlertFate;
  /** Until when the subject is quiet, where it is. */
  readonly quietUntil?: number;
}

/** What became of the alerts about one subject. */
export interface AlertNote extends Omit<NewAlert, 'fate' | 'severity'> {
  /** From 1 to 10; 0 where nobody has said so. */
  readonly severity: number;
  /** The subject is long or holds a secret: this is not all of it, and nothing is known by it. */
  readonly shortened?: true;
  /** What became of the last one. */
  readonly fate: AlertFate;
  readonly last: number;
  readonly raisedAt?: number;
  /** The id of the one that was raised last, where `id` is of one that was not. */
  readonly raisedId?: string;
  readonly counts: Readonly<Partial<Record<AlertFate, number>>>;
}

/**
 * What became of a mail or a chat's text. `composed`: the node that follows delivers it. `refused`:
 * by some of those whom it was to reach.
 */
export type MailFate = 'composed' | 'waiting' | 'delivered' | 'refused' | 'given-up';

export interface NewMail {
  readonly node: string;
  /** `msg.notification.id`. */
  readonly id: string;
  /** `msg.alert.id`, of a mail about an alert; a digest has several. */
  readonly alerts: readonly string[];
  /** What the alert or the verdict is about. */
  readonly about?: string;
  readonly subject: string;
  readonly to: readonly string[];
  /** It is about what the demonstration made up. */
  readonly simulated?: boolean;
  readonly fate: MailFate;
  readonly rejected?: readonly string[];
  /** Why it has not arrived. */
  readonly why?: string;
}

export interface MailNote extends NewMail {
  readonly first: number;
  readonly last: number;
}

/** What was counted in one hour. */
export interface Hour {
  /** Its beginning. */
  readonly at: number;
  /** By account. */
  readonly lookups: Readonly<Record<string, LookupCounts>>;
  readonly alerts: Readonly<Partial<Record<AlertFate, number>>>;
  readonly mails: Readonly<Partial<Record<MailFate, number>>>;
  readonly verdicts: Readonly<Record<string, number>>;
}

export interface LookupCounts {
  readonly asked: number;
  readonly cache: number;
  readonly list: number;
  /** By code. */
  readonly failed: Readonly<Record<string, number>>;
}
