/** A validator that may give its reason, which the editor believes of two arguments only. */
export function validator<Node extends Translating>(
  check: (node: Node, value: unknown) => Validity,
): Validator<Node> {
  return function validate(this: Node, value: unknown, _options: object): Validity {
    return check(this, value);
  };
}

/** The text or number of a property as text, without spaces around it; empty where it has neither. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Whether a value is an environment variable, which only the runtime can look up. */
export function isVariable(value: unknown): boolean {
  return typeof value === 'string' && /^\$\{[a-z_]\w*\}$/i.test(value);
}
