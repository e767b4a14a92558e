import type { NodeAPI } from 'node-red';

/** Ends of names, in small letters without marks between their words. */
const SECRET_END =
  /(?:authorization|cookies?|passwords?|passwd|passphrase|secrets?|tokens?|(?:api|private|secret|access|signing|encryption|vt)keys?|passcodes?|bearer|credentials?)$/;
const SECRET_NAME = /^(?:pass|pwd|auth|jwt|session|sessionid)$/;

/** Whether what goes by this name is nothing to be shown: a password, a key, a cookie and the like. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return SECRET_END.test(plain) || SECRET_NAME.test(plain);
}

/**
 * Whether a path through a message leads to what must not be kept of it: to anything that an http in
 * node gets, by a secret name at any depth, or, where a name comes from the message, to nobody knows
 * what.
 */
export function isSecretPath(RED: NodeAPI, path: string): boolean {
  const names = namesOf(RED, path.replace(/^msg\./, ''));
  if (names[0] === 'req' || names[0] === 'res') return true;
  return names.some((name) => (typeof name === 'string' ? isSecretName(name) : isDynamic(name)));
}

function isDynamic(name: unknown): boolean {
  return typeof name !== 'number';
}

/** What is no path leads nowhere. */
function namesOf(RED: NodeAPI, path: string): readonly unknown[] {
  try {
    return RED.util.normalisePropertyExpression(path);
  } catch {
    return [];
  }
}
