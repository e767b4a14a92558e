import type { IndicatorType } from '../../../src/indicator/indicator';
import type { QuotaWindow } from '../../../src/store/store';
import type { Condition } from './conditions';

/** How things stand in one runtime. All times are ms UTC. */
export interface Figures {
  readonly at: number;
  readonly accounts: readonly AccountFigures[];
  /** What each lookup node has under way. */
  readonly lookups: readonly LookupNodeFigures[];
  /** The outbox of each notify node that has one. */
  readonly mails: readonly MailFigures[];
  readonly stores: readonly StoreFigures[];
  /** Of each store that several Node-REDs share, those who use it; none where there is no such store. */
  readonly instances: readonly InstanceFigures[];
  /** Outputs that should lead somewhere and lead nowhere. */
  readonly unwired: readonly UnwiredOutput[];
  /** What is bad at the moment. */
  readonly bad: readonly Condition[];
}

/** How one account stands. */
export interface AccountFigures {
  /** Of its node. */
  readonly id: string;
  readonly name: string;
  /** Missing where the property names none. */
  readonly api?: 'v3' | 'v2' | 'demo';
  readonly simulated: boolean;
  /** Why it cannot be asked, or its quota not be told; absent where all is well. */
  readonly problem?: string;
  /** Missing while the account cannot be asked, and where its quota cannot be told. */
  readonly quota?: QuotaFigures;
  /**
   * When the quota lets the next request go. Absent where it may go now, and where the minute is spent
   * and nothing waits for it: then it is within a minute.
   */
  readonly nextAt?: number;
  /** Requests that are under way, and that wait for their turn. */
  readonly running: number;
  readonly waiting: number;
  /** Since the account was started. */
  readonly since?: RequestCounts;
}

/** How often what happened to the requests of an account since it was started. */
interface RequestCounts {
  /** Requests sent to the service. */
  readonly asked: number;
  /** Requests that had to wait for the quota. */
  readonly waited: number;
  /** Refusals by the service for want of quota. */
  readonly refused: number;
}

/** What a key has used of each window, and what is left. */
export interface QuotaFigures extends Record<'minute' | 'day' | 'month', WindowFigures> {
  /** Until when nothing is sent, because the service refuses. */
  readonly pausedUntil?: number;
}

export interface WindowFigures {
  readonly used: number;
  /** Absent where there is no limit. */
  readonly limit?: number;
  readonly left?: number;
}

/** What one lookup node has under way. */
export interface LookupNodeFigures {
  /** Its id; inside a subflow, that of the instance. */
  readonly node: string;
  readonly name: string;
  /** The id of the account that it asks. */
  readonly account: string;
  /** Messages that have no answer yet. */
  readonly messages: number;
  /** Different indicators that they wait for. */
  readonly indicators: number;
  /** Those that wait longest, the oldest first; a hundred at most. */
  readonly oldest: readonly LookupUnderWay[];
}

/** An indicator that messages of one node wait for. */
export interface LookupUnderWay {
  readonly indicator: { readonly type: IndicatorType; readonly value: string };
  /** Since when the first of the messages waits, restarts included. */
  readonly since: number;
  readonly messages: number;
  /** What it waits for. */
  readonly why: WhyWaiting;
}

/**
 * What a lookup waits for: `answer`: the service is being asked; a window of the quota, or `pause`: the
 * service refuses for now; `turn`: as many requests as may be are under way; `retry`: the service failed,
 * and said when to come again; `analysis`: the service analyses it; `store`: the store is busy; `away`: it
 * cannot be reached; `elsewhere`: another process looks it up.
 */
export type WhyWaiting =
  'answer' | QuotaWindow | 'turn' | 'retry' | 'analysis' | 'store' | 'away' | 'elsewhere';

/** The outbox of one notify node. */
export interface MailFigures {
  readonly node: string;
  readonly name: string;
  /** The id of the mail server that they go by. */
  readonly mailer: string;
  /** Mails that have not ended, those on their way included. */
  readonly waiting: number;
  /** Mails that were given up, and can be sent again. */
  readonly dead: number;
  /** When the next is tried; absent while one is, and where none waits. */
  readonly nextTry?: number;
  /** What the server fails with, where every mail would meet it. */
  readonly failure?: string;
}

/** A store that is open. */
export interface StoreFigures {
  readonly kind: 'embedded' | 'memory' | 'postgres';
  /**
   * Its file: from the user directory on where it lies there; its server, database and schema; empty
   * where it is in memory.
   */
  readonly place: string;
  /** What is in it outlasts the end of Node-RED. */
  readonly durable: boolean;
}

/** A Node-RED that uses a store with others. */
export interface InstanceFigures {
  readonly id: string;
  /** Its host, and the port of its editor. */
  readonly name: string;
  /** Its store, as in `StoreFigures`. */
  readonly store: string;
  readonly since: number;
  /** Its last sign of life. */
  readonly seen: number;
  /** It is this one. */
  readonly isThis: boolean;
  /** It gives no sign of life any more: it has ended, or its machine or network has. */
  readonly isGone: boolean;
  readonly doing: Doing;
}

/** What a Node-RED does that uses a store with others. */
export interface Doing {
  /** Messages that wait for their lookup. */
  readonly waiting: number;
  /** Requests that are under way. */
  readonly running: number;
  /** Mails that have not ended. */
  readonly mails: number;
  /** Alerts that are kept for later. */
  readonly kept: number;
}

/** An output that leads nowhere. */
export interface UnwiredOutput {
  readonly node: string;
  readonly name: string;
  /** The type of the node, as flows have it. */
  readonly type: string;
  /** From 1. */
  readonly output: number;
  /** What leaves by it is lost; else it goes to Catch nodes, or is counted. */
  readonly loses: boolean;
}
