import { isOfNoClass, own } from '../../src/plain-object';
import { isSecretName } from '../../src/secrets/judge';

/** Names that are told of one message, and characters that one may have. */
const MOST = 200;
const LONGEST = 200;

/** Objects in objects in the message. */
const DEEPEST = 3;

/** Names of one object that are looked at. */
const LOOKED_AT = 500;

/** A name that stands in a path as it is. */
const PLAIN_NAME = /^[a-z_$][\w$]*$/i;

/** What would end a name between brackets. */
const UNSPEAKABLE = /["'\\\]\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What an http in node gets; the id that Node-RED gives is no property that anybody asks for. */
const NOT_TOLD = new Set(['req', 'res', '_msgid']);

/**
 * The paths of the properties of a message that a rule can compare: numbers, texts, booleans and lists
 * of them. What has a secret name is left out with all in it. No value is told.
 */
export function namesIn(message: object): string[] {
  const paths: string[] = [];
  const pending = [{ object: message, before: '', depth: 1 }];
  for (const { object, before, depth } of pending) {
    let looked = 0;
    for (const name in object) {
      looked += 1;
      if (looked > LOOKED_AT || paths.length >= MOST) break;
      const path = pathOf(before, name);
      if (path === undefined || (depth === 1 && NOT_TOLD.has(name)) || isSecretName(name)) continue;
      const value = own(object, name);
      if (isComparable(value)) paths.push(path);
      else if (depth < DEEPEST && isSimple(value)) {
        pending.push({ object: value, before: path, depth: depth + 1 });
      }
    }
  }
  return paths;
}

function pathOf(before: string, name: string): string | undefined {
  if (UNSPEAKABLE.test(name) || name === '') return undefined;
  const isPlain = PLAIN_NAME.test(name);
  if (before === '' && !isPlain) return undefined;
  const path = isPlain ? `${before === '' ? '' : `${before}.`}${name}` : `${before}["${name}"]`;
  return path.length <= LONGEST ? path : undefined;
}

function isComparable(value: unknown): boolean {
  return isScalar(value) || (Array.isArray(value) && value.length > 0 && isScalar(value[0]));
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isSimple(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isOfNoClass(value);
}
