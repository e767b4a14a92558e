import type { WorkQueue } from '../../store/store';
import { decodeEntry, UNREADABLE } from './entry';
import { unreached } from './retry-or-give-up';

/**
 * A mail in an outbox, as it is shown: who is to get it and why it has not, but not what it says. Of
 * one that cannot be read there is no more than its id, and that as `lastError`.
 */
export interface OutboxItem {
  readonly id: string;
  /** It can only be deleted. */
  readonly unreadable?: true;
  readonly subject: string;
  /** Who has not got it, as bare addresses. */
  readonly to: readonly string[];
  /** When it was put in, or was last sent again by hand; ms UTC. */
  readonly since?: number;
  readonly attempts: number;
  readonly lastError?: string;
}

/** The oldest of the mails that wait, those on their way left out, and of those that were given up. */
export interface OutboxList {
  readonly waiting: readonly OutboxItem[];
  readonly dead: readonly OutboxItem[];
}

/**
 * Looks into an outbox; at `limit` mails of each kind. `toUtc` turns a time of the store's clock into
 * ms UTC.
 */
export async function listOutbox(
  queue: WorkQueue,
  limit: number,
  toUtc: (time: number) => number,
): Promise<OutboxList> {
  const [waiting, dead] = await Promise.all([queue.list(limit), queue.dead(limit)]);
  const show = (work: Listed): OutboxItem => toItem(work, toUtc);
  return { waiting: waiting.map(show), dead: dead.map(show) };
}

interface Listed {
  readonly id: string;
  readonly payload: Uint8Array;
}

function toItem({ id, payload }: Listed, toUtc: (time: number) => number): OutboxItem {
  const entry = decodeEntry(payload);
  if (!entry) {
    return { id, unreadable: true, subject: '', to: [], attempts: 0, lastError: UNREADABLE };
  }
  const { mail, since, attempts, lastError } = entry;
  const item = { id, subject: mail.subject, to: unreached(entry), since: toUtc(since), attempts };
  return { ...item, ...(lastError !== undefined && { lastError }) };
}
