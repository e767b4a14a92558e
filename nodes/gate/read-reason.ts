/** What a gate says of a rule that it could compare. */
export interface Compared {
  /** The rule, such as `positives > 1`. */
  readonly wanted: string;
  readonly holds: boolean;
  /** The value that it was compared with. */
  readonly shown: string;
}

const COMPARED = /^(.+?) (holds|does not hold): it is (.*)\.$/s;

/**
 * Takes apart a reason of `msg.gate.reasons`, which is English, as all data of a message: so it can be
 * said in the language of the editor. `undefined` for one of another form.
 */
export function readReason(reason: string): Compared | undefined {
  const [, wanted, verb, shown] = COMPARED.exec(reason) ?? [];
  if (wanted === undefined || shown === undefined) return undefined;
  return { wanted, holds: verb === 'holds', shown };
}

/** What a gate says of a rule that it could not compare. */
export interface Undetermined {
  readonly wanted: string;
  /** Why not, in English. */
  readonly why: string;
}

const UNDETERMINED = /^Undetermined: (.+), but (.*)\.$/s;

/** The same for a rule of which nothing can be told. */
export function readUndetermined(reason: string): Undetermined | undefined {
  const [, wanted, why] = UNDETERMINED.exec(reason) ?? [];
  return wanted === undefined || why === undefined ? undefined : { wanted, why };
}
