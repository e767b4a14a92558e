import type { DeliveryError } from '../errors';
import type { Receipt, Refusal } from '../receipt';
import { pendingRecipients, type Entry } from './entry';

/** What has to become of an entry, and what it holds from then on. `wait` is in milliseconds. */
export type Decision =
  | { readonly kind: 'delivered'; readonly entry: Entry }
  | { readonly kind: 'retry'; readonly entry: Entry; readonly wait: number }
  | { readonly kind: 'given up'; readonly entry: Entry; readonly why: string };

/** When something happens, and how long a mail is tried; milliseconds. */
export interface Moment {
  /** Now, by the store's clock. */
  readonly now: number;
  /** `Infinity` means forever. */
  readonly giveUpAfter: number;
  /** In [0, 1). */
  readonly random: number;
}

const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;

/**
 * Milliseconds to wait after failure number `failures` (from 1): 30 s, doubling, an hour at most,
 * and up to a tenth more, so that many mails do not come back together.
 */
export function retryWait(failures: number, random: number): number {
  const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
  return Math.round(whole * (1 + random / 10));
}

/** Whether a mail has been tried for as long as it may be. */
export function isOverdue({ since }: Entry, { now, giveUpAfter }: Moment): boolean {
  return now - since >= giveUpAfter;
}

/** A mail that was given up and is sent again has all its time, and nobody has refused it. */
export function startAgain(
  { mail, senderData, accepted, lastError }: Entry,
  { now }: Pick<Moment, 'now'>,
): Entry {
  const carried = { mail, senderData, accepted, ...(lastError !== undefined && { lastError }) };
  return { ...carried, since: now, attempts: 0, refused: mail.malformed ?? [] };
}

/** Gives a mail up. */
export function giveUp(before: Entry, why: string): Decision {
  return { kind: 'given up', entry: { ...before, lastError: why, givenUp: true }, why };
}

/**
 * What becomes of a mail that a server answered about. Whoever has it does not get it again; whoever
 * was deferred gets it alone later.
 */
export function afterReceipt(before: Entry, receipt: Receipt, moment: Moment): Decision {
  const entry: Entry = {
    ...before,
    attempts: before.attempts + 1,
    accepted: [...before.accepted, ...receipt.accepted],
    refused: [...before.refused, ...receipt.refused],
  };
  if (receipt.deferred.length > 0) return later(entry, describeRefusals(receipt.deferred), moment);
  if (entry.accepted.length > 0) return { kind: 'delivered', entry };
  return giveUp(entry, describeRefusals(entry.refused));
}

/**
 * What becomes of a mail that failed as a whole. Only a refusal is final: a server that is down, a
 * certificate that ran out and a password that is wrong can all be mended while the mail waits.
 */
export function afterFailure(
  before: Entry,
  { reason, message }: Pick<DeliveryError, 'reason' | 'message'>,
  moment: Moment,
): Decision {
  if (reason === 'stopped') return { kind: 'retry', entry: before, wait: 0 };
  const entry = { ...before, attempts: before.attempts + 1 };
  if (reason === 'refused') return giveUp(entry, message);
  return later(entry, message, moment);
}

/** The last try is made when the time is over, and not up to an hour after. */
function later(before: Entry, why: string, moment: Moment): Decision {
  const entry = { ...before, lastError: why };
  if (isOverdue(entry, moment)) return giveUp(entry, why);
  const left = entry.since + moment.giveUpAfter - moment.now;
  return { kind: 'retry', entry, wait: Math.min(left, retryWait(entry.attempts, moment.random)) };
}

/** A failure that every other mail would meet as well. */
export function concernsAll({ reason }: Pick<DeliveryError, 'reason'>): boolean {
  return ['unreachable', 'security', 'credentials', 'busy'].includes(reason);
}

/** The recipients that a mail has not reached and never will. */
export function unreached(entry: Entry): string[] {
  return [...entry.refused.map(({ recipient }) => recipient), ...pendingRecipients(entry)];
}

const MOST_NAMED = 3;

/** `bob@example.com: 550 No such user`, for the first of them. */
export function describeRefusals(refusals: readonly Refusal[]): string {
  const named = refusals
    .slice(0, MOST_NAMED)
    .map(({ recipient, reply }) => `${recipient}: ${reply}`);
  const more = refusals.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
