import { asError } from '../../as-error';
import type { Clock } from '../../clock';
import { FencedError, type Fence } from '../fence';
import { DeliveryError } from '../errors';
import type { Mail } from '../mail';
import type { Receipt } from '../receipt';
import { pendingRecipients, type Entry } from './entry';
import type { Pace } from './pace';
import {
  afterFailure,
  afterReceipt,
  giveUp,
  isOverdue,
  startAgain,
  type Decision,
  type Moment,
} from './retry-or-give-up';

/** Hands a mail over; see `MailDelivery`. */
export type Deliver = (
  mail: Mail,
  recipients: readonly string[],
  signal: AbortSignal,
  fence?: Fence,
) => Promise<Receipt>;

interface AttemptOptions {
  readonly clock: Clock;
  /** Milliseconds on the store's clock, by which it is told how long a mail has been tried. */
  readonly elapsed: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Milliseconds; `Infinity` means never. */
  readonly giveUpAfter: () => number;
  readonly deliver: Deliver;
  readonly pace: Pace;
  /** Breaks off what is on its way. */
  readonly signal: AbortSignal;
  /** Called when one more mail on its way takes long. */
  readonly becameSlow: () => void;
}

/** The attempts to deliver the mails of one outbox. */
export interface Attempts {
  /**
   * Tries to deliver a mail and decides what becomes of it; `fenced`: it was broken off, because
   * `fence` did not hold. Never rejects.
   */
  attempt(entry: Entry, fence?: Fence): Promise<Decision | 'fenced'>;
  /** It is overdue and the server has just failed again: it is given up without being tried. */
  isHopeless(entry: Entry): boolean;
  /** How many of those on their way take long. */
  slow(): number;
}

/** Milliseconds after which a mail on its way holds up no other. */
const PATIENCE = 10_000;

const NOBODY_ELSE: Receipt = { accepted: [], refused: [], deferred: [] };

/** Makes the attempts of an outbox; each tells `pace` how the server behaved. */
export function createAttempts(options: AttemptOptions): Attempts {
  const { clock, deliver, pace, signal } = options;
  let slow = 0;

  const moment = (): Moment => ({
    now: options.elapsed(),
    giveUpAfter: options.giveUpAfter(),
    random: options.random(),
  });

  const isHopeless = (entry: Entry): boolean =>
    pace.hasFailedAgain() && entry.givenUp !== true && isOverdue(entry, moment());

  async function attempt(entry: Entry, fence: Fence | undefined): Promise<Decision | 'fenced'> {
    const recipients = pendingRecipients(entry);
    // An earlier life has delivered it and did not come to tell.
    if (recipients.length === 0) return afterReceipt(entry, NOBODY_ELSE, moment());
    const failing = pace.failure();
    // Each of many mails waiting for the whole timeout of a dead server would take forever; but
    // whether it is still dead the first one after each pause finds out.
    if (failing && isHopeless(entry)) return giveUp(entry, failing.message);
    try {
      const receipt = await impatiently(deliver(entry.mail, recipients, signal, fence));
      pace.worked();
      return afterReceipt(entry, receipt, moment());
    } catch (error) {
      if (error instanceof FencedError) return 'fenced';
      const failure = toDeliveryError(error);
      pace.failed(failure);
      return afterFailure(entry, failure, moment());
    }
  }

  /** Others may go on while `delivering` takes long. */
  async function impatiently(delivering: Promise<Receipt>): Promise<Receipt> {
    let isSlow = false;
    const cancel = clock.after(PATIENCE, () => {
      isSlow = true;
      slow += 1;
      options.becameSlow();
    });
    try {
      return await delivering;
    } finally {
      cancel();
      if (isSlow) slow -= 1;
    }
  }

  return {
    attempt: (entry, fence) =>
      attempt(entry.givenUp === true ? startAgain(entry, moment()) : entry, fence),
    isHopeless,
    slow: () => slow,
  };
}

/** What nobody has foreseen may pass too. */
function toDeliveryError(error: unknown): DeliveryError {
  return error instanceof DeliveryError
    ? error
    : new DeliveryError(asError(error).message, 'connection');
}
