import { asError } from '../../../src/as-error';
import { ClosedError } from '../../../src/closed-error';
import type { Journal, NewMail } from '../../../src/journal/journal';
import { RefusedError, UndeliverableError } from '../../../src/mail/errors';
import { everybody } from '../../../src/mail/mail';
import type { MailEnd } from '../../../src/mail/outbox/outbox';
import { describeRefusals, unreached } from '../../../src/mail/outbox/retry-or-give-up';
import { own } from '../../../src/plain-object';
import { isSimulated, type Message } from '../../shared/run-node';
import type { Draft } from './draft';
import type { Letter } from '../letter';

/** Alerts of one mail that are looked at; the journal keeps fewer. */
const MOST_ALERTS = 1000;

/** What a notify node writes into the journal. */
export interface MailNotes {
  /** The node that follows delivers it. */
  composed(draft: Draft): void;
  waiting(draft: Draft): void;
  /** It could not even wait. What the end of a mail throws is told by `ended` alone. */
  failed(draft: Draft, error: unknown): void;
  ended(end: MailEnd, letter: Pick<Letter, 'facts' | 'msg'>): void;
}

export function createMailNotes(journal: () => Journal, node: string): MailNotes {
  function note(draft: Draft, fate: NewMail['fate'], more: Pick<NewMail, 'why'> = {}): void {
    const { msg, id, simulated, notification } = draft;
    const { recipients, subject } = notification;
    const rejected = recipients.malformed?.map(({ recipient }) => recipient);
    journal().mail({
      ...namesOf(msg, simulated),
      node,
      id,
      subject,
      to: everybody(recipients),
      fate,
      ...(rejected && { rejected }),
      ...more,
    });
  }

  return {
    composed: (draft) => note(draft, 'composed'),
    waiting: (draft) => note(draft, 'waiting'),
    failed(draft, error) {
      // It waits for the next life.
      if (error instanceof ClosedError) return;
      if (error instanceof UndeliverableError || error instanceof RefusedError) return;
      note(draft, 'given-up', { why: asError(error).message });
    },
    ended({ entry, givenUp }, { facts, msg }) {
      const { mail, accepted, refused } = entry;
      const rejected = unreached(entry);
      const why = givenUp ?? (refused.length > 0 ? describeRefusals(refused) : undefined);
      journal().mail({
        ...namesOf(msg, isSimulated(msg)),
        node,
        id: facts.id,
        subject: mail.subject,
        to: everybody(mail),
        fate: fateOf(accepted.length, givenUp, refused.length),
        ...(rejected.length > 0 && { rejected }),
        ...(why !== undefined && { why }),
      });
    },
  };
}

function fateOf(accepted: number, givenUp: string | undefined, refused: number): NewMail['fate'] {
  if (givenUp !== undefined || accepted === 0) return 'given-up';
  return refused > 0 ? 'refused' : 'delivered';
}

/** What a mail is about; a digest is about several alerts. */
function namesOf(
  msg: Message,
  simulated: boolean,
): Pick<NewMail, 'alerts' | 'about' | 'simulated'> {
  const parts = partsOf(msg);
  const ids = parts.slice(0, MOST_ALERTS).map((part) => own(own(part, 'alert'), 'id'));
  const about = parts.length === 1 ? aboutOf(parts[0]) : undefined;
  return {
    alerts: ids.filter((id) => typeof id === 'string'),
    ...(about !== undefined && { about }),
    simulated,
  };
}

/** A message of this node's own has several; an event may bring along what it calls so. */
function partsOf(msg: Message): readonly unknown[] {
  const { alert, verdict, alerts } = msg;
  const isOfOne = alert !== undefined || verdict !== undefined;
  return !isOfOne && Array.isArray(alerts) ? alerts : [msg];
}

function aboutOf(part: unknown): string | undefined {
  const indicator = own(own(own(part, 'verdict'), 'indicator'), 'value');
  const about = indicator ?? own(own(part, 'alert'), 'subject');
  return typeof about === 'string' ? about : undefined;
}
