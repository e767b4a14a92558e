import { isSecretName } from './judge';
import { looksRandom } from './random';
import { SHAPES } from './shapes';

/** What kind of secret a text holds, going by its look alone; `undefined` where it seems to hold none. */
export function secretIn(text: string): string | undefined {
  return SHAPES.find(([, pattern]) => pattern.test(text))?.[0];
}

/** A name as a person writes it into a path, and those that are also of pages: `/token/…` of a chain of blocks. */
const PLAIN_NAME = /^[a-z][a-z_-]{2,40}$/i;
const ALSO_OF_PAGES =
  /^(?:tokens?|o?auth|authorization|pass(?:es)?|cookies?|tickets?|sid|sig|signature)$|session(?![_-]?(?:id|key|token)$)/i;

/** Pages of a chain of blocks name a token otherwise: `/token/0x…`. */
const HASHED = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64})$/i;

/** What may stand between such a name and the secret: `/password/reset/…`. */
const VERB = /^(?:reset|confirm|new|change|edit|verify|set|forgot)$/i;

/** The name in a path behind which stands what a machine made up: `/reset-password/…`; `undefined` where none is. */
export function secretNameInPath(path: string): string | undefined {
  const parts = path.split('/');
  return parts.find((name, index) => {
    const next = parts[index + 1] ?? '';
    if (/^(?:tokens?|o?auth)$/i.test(name) && HASHED.test(next)) return true;
    if (!PLAIN_NAME.test(name) || ALSO_OF_PAGES.test(name)) return false;
    const value = VERB.test(next) ? (parts[index + 2] ?? '') : next;
    return looksRandom(value) && isSecretName(name);
  });
}
