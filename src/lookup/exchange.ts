import { ClosedError } from '../closed-error';
import { afterAwake } from '../awake-timer';
import { within } from '../within';
import { createAttempts, type AttemptOptions, type Question, type Tries } from './attempts';
import { CredentialsError, TimeoutError } from './errors';
import type { QuotaWindow } from '../store/store';
import type { HttpRequest } from './http';
import { pause } from './pause';
import { HeldBackError } from './queue/held-back-error';
import {
  createScheduler,
  type Load,
  type Precedence,
  type SchedulerOptions,
  type Turn,
} from './queue/scheduler';
import { createStages, type Stage } from './queue/stages';
import type { ServiceName } from './service';
import { createEndableWork } from './endable-work';
import { LONGEST_IN_MEMORY, LONGEST_IN_STORE, REFUSED_KEY_PAUSE } from './waiting-times';

/** The place of a request, and the key of the indicator that it is about, where it is about one. */
export interface Place extends Precedence {
  readonly about?: string;
}

/** All that one account asks its service, in turn, within the quota, with retries and a deadline. */
export interface Exchanges {
  /**
   * Sends a request when it is its turn, and reads the reply with `read`, which gets the time at
   * which it came (ms UTC). What `read` throws counts as the failure of the attempt and may be
   * retried. Rejects with an error of `./errors` or `StoreError`.
   */
  send<Result>(request: HttpRequest, read: Question<Result>['read'], place: Place): Turn<Result>;
  /** Waits so many milliseconds; rejects with `ClosedError` when closed before. */
  pause(milliseconds: number): Promise<void>;
  /** Somebody comes who will send something later: the number for its place. */
  arrive(): number;
  load(): Load;
  /** Which window of the quota holds back what waits; `undefined` where none does. */
  heldBy(): QuotaWindow | undefined;
  /** How far the request about the indicator with this key is; `undefined` where there is none. */
  stageOf(key: string): Stage | undefined;
  /** What the requests that are under way are about. */
  asked(): ReadonlySet<string>;
  /** Requests sent, requests that had to wait for the quota, and refusals for want of quota. */
  figures(): { readonly asked: number; readonly waited: number; readonly refused: number };
  /** Ends what waits and runs with `ClosedError`, and the connections with it. */
  close(): Promise<void>;
}

/** What the exchanges of an account are made of. */
export interface ExchangeOptions extends AttemptOptions {
  readonly service: ServiceName;
  readonly concurrency: number;
  /** Milliseconds for one exchange from the moment it is its turn, retries in that turn included. */
  readonly timeout: number;
  readonly queueLimit: number;
  /** Whether to wait for a spent day too, because waiting survives a restart. */
  readonly waitsForTheDay: boolean;
  /** Hears each time the service refuses the key. */
  readonly keyRefused?: (error: CredentialsError) => void;
  /** Why the store that has the quota is away at the moment. */
  readonly away?: (() => Error | undefined) | undefined;
  /**
   * Milliseconds for which the end waits for what was asked, which has cost its request: others who share the
   * store need not ask again. Absent: it does not wait.
   */
  readonly lastAnswers?: number | undefined;
}

/** Makes the exchanges of one account; `changed` is called whenever the load changes. */
export function createExchanges(
  options: ExchangeOptions & Pick<SchedulerOptions, 'room' | 'changed'>,
): Exchanges {
  const { transport, ledger, clock, timeout, retries } = options;
  const underWay = createEndableWork();
  const asked = new Set<Pick<Place, 'about'>>();
  const stages = createStages();
  const attempts = createAttempts(options);
  const longestWait = options.waitsForTheDay ? LONGEST_IN_STORE : LONGEST_IN_MEMORY;
  let waited = 0;
  let refusal: { error: CredentialsError; since: number } | undefined;
  const scheduler = createScheduler({
    service: options.service.name,
    reserve: () => ledger.reserve(),
    room: options.room,
    clock,
    concurrency: options.concurrency,
    queueLimit: options.queueLimit,
    isWorthWaiting: ({ window, wait }) => window === 'minute' || wait <= longestWait,
    longestRefusal: longestWait,
    refusal: refusalOfKey,
    away: options.away,
    heldBack: (tasks) => void (waited += tasks),
    changed: options.changed,
  });

  async function exchange<Result>(
    question: Question<Result>,
    reserved: string,
    end: AbortController,
    tries: Tries,
  ): Promise<Result> {
    const cancel = afterAwake(clock, timeout, (stoodStill) => {
      // Of a connection that was given up meanwhile nothing is heard any more.
      if (stoodStill && tries.failed < retries)
        Object.assign(tries, { failed: tries.failed + 1, rest: 0 });
      end.abort(new TimeoutError(`No answer within ${timeout / 1000} s`));
    });
    try {
      return await attempts.make(question, reserved, end.signal, tries);
    } catch (error) {
      if (error instanceof CredentialsError) {
        refusal = { error, since: clock.elapsed() };
        options.keyRefused?.(error);
      }
      throw tries.rest === undefined ? error : new HeldBackError(error, tries.rest);
    } finally {
      cancel();
    }
  }

  function refusalOfKey(): CredentialsError | undefined {
    const isFresh = refusal && clock.elapsed() - refusal.since < REFUSED_KEY_PAUSE;
    return isFresh ? refusal?.error : undefined;
  }

  return {
    send(request, read, { about, ...precedence }) {
      const question = { request, read, isOurs: precedence.isOurs };
      const tries: Tries = { failed: 0 };
      const its = { ...(about !== undefined && { about }) };
      const stage = stages.begin(about);
      const turn = scheduler.run(async (reserved, since) => {
        Object.assign(tries, { since });
        asked.add(its);
        stage.is('asked');
        try {
          return await underWay.start((end) => exchange(question, reserved, end, tries));
        } catch (error) {
          const rests = error instanceof HeldBackError && error.rest > 0;
          stage.is(rests ? 'resting' : 'in-line');
          throw error;
        } finally {
          asked.delete(its);
        }
      }, precedence);
      const over = (): void => stage.end();
      turn.result.then(over, over);
      return turn;
    },
    pause: (milliseconds) => underWay.start(({ signal }) => pause(clock, milliseconds, signal)),
    arrive: () => scheduler.arrive(),
    load: () => scheduler.load(),
    heldBy: () => scheduler.heldBy(),
    stageOf: (key) => stages.of(key),
    asked: () => new Set([...asked].flatMap(({ about }) => about ?? [])),
    figures: () => ({ ...attempts.figures(), waited }),
    async close() {
      scheduler.close();
      if (options.lastAnswers) await within(clock, options.lastAnswers, attempts.answered());
      await underWay.end(new ClosedError('Closed while the lookup was running'));
      await transport.close();
    },
  };
}
