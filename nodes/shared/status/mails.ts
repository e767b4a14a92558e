import type { NodeStatus } from 'node-red';
import type { DeliveryError } from '../../../src/mail/errors';
import type { DigestLoad } from '../../../src/mail/outbox/digest-box';
import type { OutboxLoad } from '../../../src/mail/outbox/outbox';
import { printable } from '../../../src/text/printable';
import type { Look } from './status';
import type { Texts } from './texts';

/** How each of what a notify node does with a message looks, as far as that is known at once. */
const NOTIFY_LOOK = {
  composed: { fill: 'green', shape: 'dot' },
  composedForOthers: { fill: 'yellow', shape: 'dot' },
  checkRecipients: { fill: 'yellow', shape: 'ring' },
  noVerdict: { fill: 'yellow', shape: 'ring' },
} as const satisfies Record<string, Look>;

/** How a notify node looks that has composed a mail, or has something to be looked at before it can. */
export function notifyStatus({ say }: Texts, what: keyof typeof NOTIFY_LOOK): NodeStatus {
  return { ...NOTIFY_LOOK[what], text: say(`status.${what}`) };
}

/** How a notify node looks whose mails wait, or whose server fails; nothing when none does. */
export function outboxStatus(texts: Texts, load: OutboxLoad): NodeStatus | undefined {
  const { say, number, time } = texts;
  const { waiting, nextTry, failure } = load;
  if (waiting === 0) return undefined;
  const mails = [
    say('status.waiting', { number: number(waiting) }),
    ...(nextTry === undefined ? [] : [say('status.nextTry', { time: time(nextTry) })]),
  ].join(', ');
  if (!failure) return { fill: 'blue', shape: 'dot', text: mails };
  const text = say('status.trouble', { trouble: deliveryText(texts, failure), mails });
  return { fill: 'red', shape: 'ring', text };
}

/** A name that is longer would push the rest of a status aside. */
const LONGEST_SERVER = 60;

/** What a mail server fails with, in a few words. */
function deliveryText({ say }: Texts, { reason, server, isByToken }: DeliveryError): string {
  if (reason === 'credentials' && isByToken) return say('delivery.token');
  if (reason !== 'unreachable' || server === undefined) return say(`delivery.${reason}`);
  return say('delivery.unreachableServer', { server: printable(server, LONGEST_SERVER) });
}

/** How a mail has ended. */
interface Ended {
  /** Why it was given up; absent where it was delivered, though perhaps not to everybody. */
  readonly givenUp?: string;
  readonly entry: { readonly refused: readonly unknown[] };
}

/** How a notify node looks whose mail has ended. */
export function mailEndStatus({ say, number }: Texts, { givenUp, entry }: Ended): NodeStatus {
  if (givenUp !== undefined) return { fill: 'red', shape: 'ring', text: say('status.givenUp') };
  const count = entry.refused.length;
  if (count === 0) return { fill: 'green', shape: 'dot', text: say('status.delivered') };
  const text = say('status.partlyRefused', { count, number: number(count) });
  return { fill: 'yellow', shape: 'dot', text };
}

/** How a notify node looks that collects messages for one mail; nothing when it has none. */
export function digestStatus(
  { say, number, time }: Texts,
  { collected, emptiedAt }: DigestLoad,
): NodeStatus | undefined {
  if (collected === 0) return undefined;
  const text = [
    say('status.collectedForMail', { number: number(collected) }),
    ...(emptiedAt === undefined ? [] : [say('status.mailAt', { time: time(emptiedAt) })]),
  ].join(', ');
  return { fill: 'blue', shape: 'ring', text };
}
