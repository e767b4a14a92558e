import type { Node, NodeStatus } from 'node-red';
import type { DigestLoad } from '../../src/mail/outbox/digest-box';
import type { DeliveryCause, DeliveryError } from '../../src/mail/errors';
import type { MailEnd, OutboxLoad } from '../../src/mail/outbox/outbox';
import type { Clock } from '../../src/clock';
import { CodedError } from '../../src/coded-error';
import type { Outcome } from '../../src/lookup/report';
import type { Load } from '../../src/lookup/queue/scheduler';
import type { Level } from '../../src/verdict/verdict';
import type { Alert } from '../../src/alert/raise';
import { printable } from '../../src/text/printable';
import { ConfigurationError } from './configuration-error';
import { fieldLabel } from './field-labels';

/** Shows a status soon: at once, or when the last one has been seen for a moment. */
export type ShowStatus = (status: NodeStatus) => void;

/** Milliseconds for which a status stays before the next; each goes to every open editor. */
const MOMENT = 250;

/**
 * The status line of one node. What does not differ is not sent again, and of many in a moment only
 * the first and the last are.
 */
export function createStatus(node: Node, clock: Clock): ShowStatus {
  let shown = '';
  let next: NodeStatus | undefined;
  let cancel: (() => void) | undefined;

  function send(status: NodeStatus): void {
    const text = JSON.stringify(status);
    if (text === shown) return;
    shown = text;
    node.status(status);
    cancel = clock.after(MOMENT, () => {
      cancel = undefined;
      if (next) send(next);
      next = undefined;
    });
  }

  node.on('close', () => cancel?.());
  return (status) => {
    if (cancel) next = status;
    else send(status);
  };
}

/** A status of a message that the demonstration answered says so. */
export function withDemo(status: NodeStatus, simulated: boolean): NodeStatus {
  return simulated ? { ...status, text: `demo: ${status.text ?? ''}` } : status;
}

/** How each level looks. */
export const LEVEL_STATUS: Readonly<Record<Level, { fill: NodeFill; shape: NodeShape }>> = {
  malicious: { fill: 'red', shape: 'dot' },
  suspicious: { fill: 'yellow', shape: 'dot' },
  clean: { fill: 'green', shape: 'dot' },
  unknown: { fill: 'grey', shape: 'ring' },
  pending: { fill: 'blue', shape: 'ring' },
};

/** How each outcome of a lookup looks. */
export const OUTCOME_STATUS: Readonly<Record<Outcome, { fill: NodeFill; shape: NodeShape }>> = {
  found: { fill: 'green', shape: 'dot' },
  unknown: LEVEL_STATUS.unknown,
  pending: LEVEL_STATUS.pending,
};

/**
 * How a lookup node looks that has `unfinished` messages, some of which may wait in the line of
 * their account. Where the quota holds them back, it says until when, by the clock of the machine.
 */
export function busyStatus(unfinished: number, { waiting, nextAt }: Load): NodeStatus {
  const inLine = Math.min(unfinished, waiting);
  const next = inLine > 0 && nextAt !== undefined ? `, next at ${timeOfDay(nextAt)}` : '';
  const text = `${unfinished - inLine} running, ${inLine} waiting${next}`;
  return { fill: 'blue', shape: 'dot', text };
}

/** How a raise node looks that has decided about an alert. */
export function raiseStatus({ reason, severity, suppressed, quietUntil }: Alert): NodeStatus {
  if (reason === 'suppressed') {
    const until = timeOfDay(Date.parse(quietUntil));
    return { fill: 'grey', shape: 'ring', text: `${suppressed} suppressed, until ${until}` };
  }
  if (reason === 'unsuppressed') {
    return { fill: 'yellow', shape: 'dot', text: `raised, severity ${severity}: cannot suppress` };
  }
  return { fill: 'red', shape: 'dot', text: `raised, severity ${severity} (${reason})` };
}

/** How a node looks that has collected so much, when it sends that on, and if a crash would lose it. */
export function collectStatus(
  state: {
    readonly indicators: number;
    readonly events: number;
    readonly skipped: number;
    readonly next?: number;
  },
  isKept: boolean,
): NodeStatus {
  const next = state.next === undefined ? '' : `, next ${timeOfDay(state.next)}`;
  const skipped = state.skipped === 0 ? '' : `, ${state.skipped} left out`;
  const text = `${counted(state.indicators, 'indicator')}, ${counted(state.events, 'event')}${skipped}${next}`;
  if (!isKept) return { fill: 'yellow', shape: 'ring', text: `in memory only: ${text}` };
  return { fill: state.events > 0 ? 'green' : 'grey', shape: 'dot', text };
}

function counted(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** What a mail server fails with, in a few words. */
const DELIVERY_TEXT: Readonly<Record<DeliveryCause, string>> = {
  unreachable: 'cannot reach the mail server',
  security: 'no secure connection',
  credentials: 'check user and password',
  busy: 'mail server busy',
  reluctant: 'mail server busy',
  connection: 'connection lost',
  deferred: 'mail put off',
  refused: 'mail refused',
  stopped: 'stopped',
};

/** How a notify node looks whose mails wait, or whose server fails; nothing when none does. */
export function outboxStatus({ waiting, nextTry, failure }: OutboxLoad): NodeStatus | undefined {
  if (waiting === 0) return undefined;
  const next = nextTry === undefined ? '' : `, next try ${timeOfDay(nextTry)}`;
  if (!failure) return { fill: 'blue', shape: 'dot', text: `${waiting} waiting${next}` };
  const text = `${deliveryText(failure)}: ${waiting} waiting${next}`;
  return { fill: 'red', shape: 'ring', text };
}

/** A name that is longer would push the rest of a status aside. */
const LONGEST_SERVER = 60;

function deliveryText({ reason, server, isByToken }: DeliveryError): string {
  if (reason === 'credentials' && isByToken) return 'check user and OAuth 2';
  if (reason !== 'unreachable' || server === undefined) return DELIVERY_TEXT[reason];
  return `cannot reach ${printable(server, LONGEST_SERVER)}`;
}

/** How a notify node looks whose mail has ended. */
export function mailEndStatus({ givenUp, entry }: Pick<MailEnd, 'givenUp' | 'entry'>): NodeStatus {
  if (givenUp !== undefined) return { fill: 'red', shape: 'ring', text: 'given up' };
  const refused = entry.refused.length;
  if (refused === 0) return { fill: 'green', shape: 'dot', text: 'delivered' };
  return {
    fill: 'yellow',
    shape: 'dot',
    text: `delivered, ${counted(refused, 'recipient')} refused`,
  };
}

/** How a notify node looks that collects messages for one mail; nothing when it has none. */
export function digestStatus({ collected, emptiedAt }: DigestLoad): NodeStatus | undefined {
  if (collected === 0) return undefined;
  const next = emptiedAt === undefined ? '' : `, mail at ${timeOfDay(emptiedAt)}`;
  return { fill: 'blue', shape: 'ring', text: `${collected} collected${next}` };
}

/** `14:05:30`; what is a day away or more has its date before it. */
function timeOfDay(time: number): string {
  const date = new Date(time);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
  if (date.toDateString() === new Date().toDateString()) return clock;
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-');
  return `${day} ${clock}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** How each answer of a gate looks. */
export const GATE_STATUS = {
  passed: { fill: 'green', shape: 'dot', text: 'passed' },
  notPassed: { fill: 'grey', shape: 'dot', text: 'not passed' },
  badNotPassed: { fill: 'red', shape: 'ring', text: 'malicious, but not passed' },
  undetermined: { fill: 'yellow', shape: 'ring', text: 'undetermined' },
  badAndLost: { fill: 'red', shape: 'ring', text: 'malicious, but undetermined: wire output 3' },
} as const satisfies Record<string, NodeStatus>;

/** What the codes of failures are in a few words; the help text explains them at length. */
const FAILURE_TEXT: ReadonlyMap<string, string> = new Map([
  ['not-an-indicator', 'not an indicator'],
  ['private', 'private: not sent'],
  ['never-send', 'never send: not sent'],
  ['credentials', 'check the API key'],
  ['forbidden', 'key may not ask this'],
  ['bad-request', 'not accepted'],
  ['quota', 'quota spent'],
  ['queue-full', 'queue full'],
  ['timeout', 'timed out'],
  ['network', 'no connection'],
  ['service', 'VirusTotal has failed'],
  ['bad-response', 'no report'],
  ['closed', 'stopped'],
  ['no-verdict', 'no verdict'],
  ['recipient', 'check the recipients'],
  ['no-alert', 'no alert to release'],
  ['undeliverable', 'given up'],
  ['refused', 'recipients refused'],
]);

/** A failure in a few words; for a property that cannot be used, what its field is called. */
export function failureStatus(error: Error): NodeStatus {
  return { fill: 'red', shape: 'ring', text: failureText(error) };
}

function failureText(error: Error): string {
  if (error instanceof ConfigurationError) {
    return error.property === 'mailer'
      ? 'no mail server chosen'
      : `check ${fieldLabel(error.property)}`;
  }
  if (!(error instanceof CodedError)) return 'unexpected failure';
  return FAILURE_TEXT.get(error.code) ?? error.code;
}

type NodeFill = 'red' | 'green' | 'yellow' | 'blue' | 'grey';
type NodeShape = 'ring' | 'dot';
