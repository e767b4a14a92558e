import type { Clock } from '../../clock';
import type { DeliveryError } from '../errors';
import { concernsAll, retryWait } from './retry-or-give-up';

/** How fast mails may go to a server, by how it has behaved. */
export interface Pace {
  /** The server has answered about a mail, whatever it said. */
  worked(): void;
  failed(failure: DeliveryError): void;
  /** Whoever looks after it wants to know whether it works now. */
  restart(): void;
  /** Milliseconds until the next mail may be tried; 0: now. */
  pause(): number;
  isFailing(): boolean;
  /** It has failed just now, and did so before the pause before. */
  hasFailedAgain(): boolean;
  /** Whether the server has answered since it failed last; `undefined` while nothing was tried. */
  works(): boolean | undefined;
  /** What the server fails with, when every mail would meet it. */
  failure(): DeliveryError | undefined;
}

/**
 * Mails in a row that were lost with their connection, or put off before the server knew more than
 * their sender, and then that is no fault of one mail which it cannot bear (RFC 5321, 4.5.4.1).
 */
const SUSPECT_IN_A_ROW = 3;

/**
 * While a server fails, one mail at a time finds out whether it still does, at longer and longer
 * intervals. A single mail that fails holds up no other.
 */
export function createPace({
  clock,
  random,
}: {
  readonly clock: Clock;
  readonly random: () => number;
}): Pace {
  let suspect = 0;
  let failures = 0;
  let works: boolean | undefined;
  let last: DeliveryError | undefined;
  let until = 0;

  function worked(): void {
    suspect = 0;
    failures = 0;
    last = undefined;
    works = true;
    until = 0;
  }

  function slowDown(failure: DeliveryError): void {
    // Those that were on their way together have met the same failure, not one after another.
    if (clock.elapsed() < until) return;
    failures += 1;
    last = failure;
    works = false;
    until = clock.elapsed() + retryWait(failures, random());
  }

  return {
    worked,
    failed(failure) {
      const { reason } = failure;
      if (reason === 'deferred' || reason === 'refused') worked();
      if (reason === 'connection' || reason === 'reluctant') suspect += 1;
      if (reason === 'stopped' || concernsAll(failure) || suspect >= SUSPECT_IN_A_ROW)
        slowDown(failure);
    },
    restart() {
      until = 0;
    },
    pause: () => Math.max(0, until - clock.elapsed()),
    isFailing: () => failures > 0,
    hasFailedAgain: () => failures > 1 && clock.elapsed() < until,
    works: () => works,
    failure: () => last,
  };
}
