/** What a rule looks at: a number or text of the verdict, or any property of the message. */
export type Metric = (typeof METRICS)[number];

/** All metrics, the default first. */
export const METRICS = [
  'positives',
  'percent',
  'level',
  'trusted',
  'score',
  'reputation',
  'category',
  'engine',
  'msg',
] as const;

/** The operators of a gate's rule. */
export type Operator = (typeof OPERATORS)[number];

/** All operators, the default first. */
export const OPERATORS = ['>', '>=', '=', '!=', '<', '<=', 'contains', 'matches'] as const;

/** One rule of a gate, as it is saved. `path` names the message's property for the metric `msg`. */
export interface Rule {
  readonly metric: Metric;
  readonly op: Operator;
  readonly value: string | number;
  readonly path?: string;
}

/** How the answers of several rules are combined. */
export type Match = (typeof MATCHES)[number];

/** All ways to combine, the default first. */
export const MATCHES = ['any', 'all'] as const;

/** What one rule says of a message; `null` when that cannot be told. */
export interface Ruling {
  readonly holds: boolean | null;
  readonly reason: string;
}

/** Whether the message passes; `null` when that cannot be told. */
export interface GateResult {
  readonly passed: boolean | null;
  readonly reasons: string[];
}
