import { createHash } from 'node:crypto';
import { asError } from '../as-error';
import type { Clock } from '../clock';
import { CodedError } from '../coded-error';
import { own } from '../plain-object';
import type { Leases } from '../store/shared';
import type { Allowance, Store } from '../store/store';
import type { HttpReply, HttpRequest, Transport } from './http';
import type { LearnedAllowance } from './ledger';
import type { KeyQuotas, QuotaQuestion, ServiceName } from './service';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What was learned is forgotten after this time without a newer answer (ms). */
const KEPT = 7 * DAY;

/** When the service does not tell, it is asked again no sooner (ms). */
const PAUSE_AFTER_REFUSAL = 6 * HOUR;

/** When it could not be asked, the next attempt is made no sooner (ms). */
const PAUSE_AFTER_TROUBLE = HOUR / 6;

/**
 * Where others share the store, what they have learned, or were refused, is looked for again after this
 * time (ms).
 */
const LOOK_AT_OTHERS = HOUR / 60;

/** Codes of failures in which the service had no say. */
const TROUBLE = ['queue-full', 'quota', 'timeout', 'network', 'closed', 'store'];

/** To a key with fewer requests a day than this, a question each day would be a loss. */
const ENOUGH_FOR_DAILY_QUESTIONS = 24;

/** A key's allowance as its service tells it, in place of what is assumed. */
export interface RealAllowance extends LearnedAllowance {
  /**
   * The same transport; a request on its way makes it ask for the allowance in the background, when
   * that is due. Nothing is asked before the first request, and none waits for it or fails with it.
   */
  accompany(transport: Transport): Transport;
  /** Keeps what the service just told. Never rejects. */
  learn(quotas: KeyQuotas): Promise<void>;
}

/** What was learned, and when (ms UTC). */
interface Lesson {
  readonly learnedAt: number;
  readonly allowance: Partial<Allowance>;
}

/**
 * Asks what the key may do; whoever asks at the same time shares the request. Rejects with an error
 * of `./errors`, never with the key in it.
 */
export function createQuotaQuestion(
  question: QuotaQuestion,
  send: (request: HttpRequest) => Promise<HttpReply>,
  clock: Clock,
): () => Promise<KeyQuotas> {
  let asking: Promise<KeyQuotas> | undefined;

  async function ask(): Promise<KeyQuotas> {
    const reply = await send(question.request());
    return question.read(reply, clock.now());
  }

  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

/**
 * Learns a key's allowance from `ask`. It is kept in the store under a hash of the key, so that
 * neither a restart nor another account with the same key asks again on the same day, and of several
 * processes one does. `note` is told when it cannot be learned, which changes nothing else.
 */
export function createRealAllowance(options: {
  service: ServiceName;
  key: string;
  store: Store;
  clock: Clock;
  ask: () => Promise<KeyQuotas>;
  note: (sentence: string) => void;
}): RealAllowance {
  const { store, clock, ask, note } = options;
  const owner = `${options.service.id} allowance ${options.key}`;
  const name = `allowance ${createHash('sha256').update(owner).digest('hex')}`;
  const refusal = `${name} refused`;
  let lesson: Lesson | undefined;
  let loading: Promise<void> | undefined;
  let isLoaded = false;
  let busy = false;
  /** When the store was looked at last (ms, elapsed). */
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** When it may be asked again after a failure (ms, elapsed). */
  let notBefore = Number.NEGATIVE_INFINITY;
  /** By the store's clock (ms, elapsed): who sets the date does not end what was learned. */
  let keptUntil = 0;

  function keep(learned: Lesson): void {
    lesson = learned;
    keptUntil = store.elapsed() + KEPT;
  }

  async function recall(): Promise<void> {
    lookedAt = clock.elapsed();
    try {
      const kept = await store.values.get(name);
      const recalled = kept && readLesson(kept);
      // What this account was told meanwhile is newer.
      if (recalled && recalled.learnedAt > (lesson?.learnedAt ?? 0)) keep(recalled);
    } catch (error) {
      complain(error);
    }
    isLoaded = true;
  }

  async function learn({ allowance }: KeyQuotas): Promise<void> {
    keep({ learnedAt: clock.now(), allowance });
    isLoaded = true;
    try {
      await store.values.set(name, Buffer.from(JSON.stringify(lesson)), KEPT);
    } catch (error) {
      note(`What the API key may do is not written down: ${asError(error).message}`);
    }
  }

  /** How long ago it was learned (ms); a time to come is no time at which it can have been. */
  function age(): number {
    const milliseconds = lesson ? clock.now() - lesson.learnedAt : Number.POSITIVE_INFINITY;
    return milliseconds < 0 ? Number.POSITIVE_INFINITY : milliseconds;
  }

  function isDue(): boolean {
    const perDay = lesson?.allowance.perDay ?? 0;
    const isScarce = perDay > 0 && perDay < ENOUGH_FOR_DAILY_QUESTIONS;
    if (age() < (isScarce ? KEPT : DAY)) return false;
    return clock.elapsed() >= notBefore;
  }

  /** Another account with the key may have asked already: the store knows. */
  async function refresh(): Promise<void> {
    if (busy || !(isDue() || mayHaveMissed())) return;
    busy = true;
    try {
      if (!isDue()) await recall();
      else if (store.shared) await askForAll(store.shared.leases);
      else await askUnlessKnown(recall());
    } catch (error) {
      notBefore = clock.elapsed() + pauseAfter(error);
      complain(error);
    } finally {
      busy = false;
    }
  }

  /** Another process may have learned something since. */
  function mayHaveMissed(): boolean {
    return store.shared !== undefined && clock.elapsed() - lookedAt >= LOOK_AT_OTHERS;
  }

  async function askUnlessKnown(recalling: Promise<void>): Promise<void> {
    await recalling;
    if (isDue()) await learn(await ask());
  }

  /** One of all processes asks, and what it is refused nobody else asks. */
  async function askForAll(leases: Leases): Promise<void> {
    const recalling = recall();
    const refusing = store.values.get(refusal).catch(() => undefined);
    const [refused, lease] = await Promise.all([refusing, leases.take(name)]);
    try {
      if (lease && !refused) await askUnlessKnown(recalling);
      else notBefore = clock.elapsed() + LOOK_AT_OTHERS;
    } catch (error) {
      await store.values.set(refusal, Buffer.from('1'), pauseAfter(error));
      throw error;
    } finally {
      await lease?.end();
    }
  }

  function complain(error: unknown): void {
    note(`What the API key may do was not learned: ${asError(error).message}`);
  }

  return {
    load() {
      if (isLoaded) return undefined;
      loading ??= recall();
      return loading;
    },
    current: () => (lesson && store.elapsed() < keptUntil ? limitsOf(lesson.allowance) : {}),
    accompany: (transport) => ({
      async send(request, signal) {
        const reply = transport.send(request, signal);
        void refresh();
        return await reply;
      },
      close: () => transport.close(),
    }),
    learn,
  };
}

/** A public key has a limit: whoever names none, such as a stand-in, tells nothing. */
function limitsOf(allowance: Partial<Allowance>): Partial<Allowance> {
  return Object.fromEntries(Object.entries(allowance).filter(([, limit]) => limit > 0));
}

function pauseAfter(error: unknown): number {
  const isTrouble = error instanceof CodedError && TROUBLE.includes(error.code);
  return isTrouble ? PAUSE_AFTER_TROUBLE : PAUSE_AFTER_REFUSAL;
}

/** What was kept; undefined for what is damaged or was written by something else. */
function readLesson(bytes: Uint8Array): Lesson | undefined {
  try {
    const kept: unknown = JSON.parse(Buffer.from(bytes).toString());
    const learnedAt = own(kept, 'learnedAt');
    const allowance = own(kept, 'allowance');
    return typeof learnedAt === 'number'
      ? { learnedAt, allowance: readAllowance(allowance) }
      : undefined;
  } catch {
    return undefined;
  }
}

function readAllowance(kept: unknown): Partial<Allowance> {
  const windows = (['perMinute', 'perDay', 'perMonth'] as const).map((window) => [
    window,
    own(kept, window),
  ]);
  return Object.fromEntries(windows.filter(([, limit]) => Number.isSafeInteger(limit)));
}
