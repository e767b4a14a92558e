import { readReason } from '../read-reason';

/** Says the reason of a rule in the language of the editor; one of another form stays as it is. */
export function sayReason(node: Translating, reason: string): string {
  const compared = readReason(reason);
  if (compared === undefined) return reason;
  const { wanted, holds, shown } = compared;
  return node._(holds ? 'reason.holds' : 'reason.doesNotHold', { wanted, shown });
}
