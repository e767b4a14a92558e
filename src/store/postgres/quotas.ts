import type { Quotas, QuotaWindow, Reservation } from '../store';
import type { Caller, CallOptions } from './caller';
import { keyOf } from './texts';

interface ReservedRow {
  readonly attempt: string | null;
  readonly hindrance: QuotaWindow | null;
  readonly wait: number | null;
  readonly retry_at: number | null;
}

interface UsedRow {
  readonly minute: number;
  readonly day: number;
  readonly month: number;
  readonly paused_until: number | null;
}

/**
 * Quotas in the tables of a schema. They wait for the database while it is away: what others have used
 * is known there alone.
 */
export function createPostgresQuotas({ call }: Caller): Quotas {
  return {
    async reserve(key, { perMinute, perDay, perMonth }, duration = 0) {
      const name = keyOf(key);
      const args = [name, perMinute, perDay, perMonth, duration];
      const [row] = await call<ReservedRow>('reserve', args, waitingFor(name));
      return reservationOf(row);
    },
    async settle(key, attempt) {
      const name = keyOf(key);
      await call('settle', [name, numberOf(attempt)], waitingFor(name));
    },
    async pause(key, milliseconds) {
      const name = keyOf(key);
      await call('pause', [name, milliseconds], waitingFor(name));
    },
    async usage(key) {
      const [row] = await call<UsedRow>('usage', [keyOf(key)]);
      const { minute, day, month, paused_until: pausedUntil } = row ?? NOTHING_USED;
      return { minute, day, month, ...(pausedUntil !== null && { pausedUntil }) };
    },
  };
}

const NOTHING_USED: UsedRow = { minute: 0, day: 0, month: 0, paused_until: null };

/** After claims and values, before work: the row of a quota is what most wait for. */
function waitingFor(name: string): CallOptions {
  return { order: `e quota ${name}`, waits: true };
}

function reservationOf(row: ReservedRow | undefined): Reservation {
  if (row && row.attempt !== null) return { granted: true, attempt: row.attempt };
  return {
    granted: false,
    window: row?.hindrance ?? 'pause',
    wait: row?.wait ?? 0,
    retryAt: row?.retry_at ?? 0,
  };
}

/** The number of an attempt; -1, which nothing has, for what names none. */
function numberOf(attempt: string): number {
  return /^\d{1,15}$/.test(attempt) ? Number(attempt) : -1;
}
