import type { GateResult, Ruling } from '../../src/verdict/gate/rule';

/** What a gate would do with a message. */
export interface Preview extends GateResult {
  readonly rules: readonly (Ruling & { readonly decides: boolean })[];
  /** What the JSON was taken for. */
  readonly taken: 'message' | 'verdict';
}

/** What of the last message of a gate that runs a rule could ask for; all of it is from outside. */
export interface Choices {
  /** The paths of its properties. */
  readonly properties: readonly string[];
  readonly categories: readonly string[];
  /** The engines that flagged it. */
  readonly engines: readonly string[];
}

/** What a gate that runs looked at in its last message. */
export interface LastMessage {
  /** When it came; ISO 8601. */
  readonly at: string;
  readonly message: object;
  /** The properties that its rules name, less the hidden ones. */
  readonly kept: readonly string[];
  /** Those that are never kept. */
  readonly hidden: readonly string[];
  /** Something in it was too large and is shortened. */
  readonly cut: boolean;
  /** How many messages came after it, too fast to be kept. */
  readonly later: number;
}
