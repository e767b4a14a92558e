import type { NodeAPI } from 'node-red';
import { isSecretName } from '../../src/secrets/judge';

/**
 * Whether a path through a message leads to what must not be kept of it: to anything that an http in
 * node gets, by a secret name at any depth, or, where a name comes from the message, to nobody knows
 * what.
 */
export function isSecretPath(RED: Pick<NodeAPI, 'util'>, path: string): boolean {
  const names = namesOf(RED, path.replace(/^msg\./, ''));
  if (names[0] === 'req' || names[0] === 'res') return true;
  return names.some((name) => (typeof name === 'string' ? isSecretName(name) : isDynamic(name)));
}

function isDynamic(name: unknown): boolean {
  return typeof name !== 'number';
}

/** What is no path leads nowhere. */
function namesOf(RED: Pick<NodeAPI, 'util'>, path: string): readonly unknown[] {
  try {
    return RED.util.normalisePropertyExpression(path);
  } catch {
    return [];
  }
}
