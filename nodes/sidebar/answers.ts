import type { AlertFate, MailFate } from '../../src/journal/journal';
import type {
  AccountFigures,
  InstanceFigures,
  MailFigures,
  UnwiredOutput,
  WhyWaiting,
} from '../shared/figures/figures';
import type { Condition } from '../shared/figures/conditions';

/** Of the newest of a kind, as many as were asked for. */
export interface Part<Row> {
  readonly rows: readonly Row[];
  /** How many more there are. */
  readonly more: number;
}

/** All that the sidebar shows. Times are ms UTC; what stands in a text is fit for one line. */
export interface SidebarAnswer {
  /** When this was so. */
  readonly at: number;
  readonly accounts: readonly AccountCard[];
  readonly alerts: Part<AlertRow>;
  readonly verdicts: Part<VerdictRow>;
  readonly mails: Part<MailRow>;
  /** Of each notify node that has an outbox. */
  readonly outboxes: readonly MailFigures[];
  /** The Node-REDs that use a store together; none where there is no such store. */
  readonly instances: readonly InstanceFigures[];
  /** What is wrong at the moment. */
  readonly bad: readonly Condition[];
  readonly unwired: readonly UnwiredOutput[];
}

/** What an account has left, and what it is about. */
export interface AccountCard extends AccountFigures {
  /** Those that run and wait, the oldest first. */
  readonly lookups: readonly UnfinishedLookup[];
  /** How many more there are. */
  readonly moreLookups: number;
  /** How many lookups of the last day were answered from memory or store, and how many by a request. */
  readonly fromCache: number;
  readonly asked: number;
  /** Lookups of the last day that failed, by code. */
  readonly failed: Readonly<Record<string, number>>;
}

/** A lookup that has no answer yet. */
export interface UnfinishedLookup {
  readonly key: string;
  /** Defanged. */
  readonly indicator: string;
  readonly node: string;
  readonly since: number;
  readonly why: WhyWaiting;
}

/** A mail or a chat's text about something. */
export interface MailBrief {
  readonly fate: MailFate;
  readonly last: number;
  readonly to: readonly string[];
  readonly rejected: readonly string[];
  readonly why?: string;
}

/** By what an alert is steered, as the endpoints of the raise nodes take it. */
interface AlertName {
  /** The raise node that runs: its store is meant. */
  readonly node: string;
  readonly module: string;
  readonly detection: string;
  readonly subject: string;
  readonly simulated: boolean;
  /** Of the alert that was raised last. */
  readonly id: string;
  readonly severity: number;
}

/** What became of the alerts about one subject. */
export interface AlertRow extends AlertName {
  readonly key: string;
  /** The node by which the editor knows `node`. */
  readonly nodeInFlows: string;
  /** The subject, defanged. */
  readonly shown: string;
  /** The subject is not whole, and nothing is known by it. */
  readonly shortened?: true;
  /** What became of the last event. */
  readonly fate: AlertFate;
  readonly last: number;
  readonly raisedAt?: number;
  readonly quietUntil?: number;
  /** How often what became of them. */
  readonly counts: Readonly<Partial<Record<AlertFate, number>>>;
  /** Of the alert that was raised last. */
  readonly mails: readonly MailBrief[];
}

/** A judgement, and what came of it. */
export interface VerdictRow {
  readonly key: string;
  readonly level: string;
  /** `52 / 70`. */
  readonly count: string;
  /** The indicator, defanged; empty where there is none. */
  readonly shown: string;
  readonly link?: string;
  readonly simulated: boolean;
  readonly last: number;
  readonly times: number;
  readonly node: string;
  readonly account?: string;
  /** The alert about this indicator, if there was any. */
  readonly alert?: Pick<AlertRow, 'fate' | 'raisedAt' | 'quietUntil'>;
  readonly mails: readonly MailBrief[];
}

export interface MailRow extends MailBrief {
  readonly id: string;
  readonly node: string;
  readonly subject: string;
}
