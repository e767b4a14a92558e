import type { NodeAPI } from 'node-red';
import { isHeavy } from '../../src/weight';
import type { Message } from '../shared/run-node';

/** Bytes that the copies of one message may take together before they share what is large in it. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Bytes of a property of which each copy has its own, however many there are. */
const SMALL = 16 * 1024;

/** Whether a value is too large to be copied so many times. */
export function isTooLarge(value: unknown, copies: number): boolean {
  return copies > 1 && isHeavy(value, Math.max(SMALL, MOST_BYTES / copies));
}

/** What belongs to the answer of an HTTP request, which Node-RED never copies. */
const UNCOPIED = ['req', 'res'];

/**
 * Makes copies of a message, `count` in all. Each may be changed without the others; only a property
 * that is too large for that many copies is the same in all, but for the way to `path`, which is to be
 * written.
 */
export function createCopies(
  RED: NodeAPI,
  msg: Message,
  count: number,
  path: string | undefined,
): () => Message {
  const way = path === undefined ? [] : RED.util.normalisePropertyExpression(path).map(String);
  const own: Message = { _msgid: '' };
  const shared: [string, unknown][] = [];
  for (const [name, value] of Object.entries(msg)) {
    if (!UNCOPIED.includes(name) && isTooLarge(value, count)) shared.push([name, value]);
    else own[name] = value;
  }
  return () => {
    const copy: Message = RED.util.cloneMessage(own);
    for (const [name, value] of shared) {
      copy[name] = name === way[0] ? copyAlong(value, way.slice(1)) : value;
    }
    return copy;
  };
}

/** A copy of what lies on a way alone. */
function copyAlong(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || name === undefined) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  Reflect.set(copy, name, copyAlong(Reflect.get(value, name), rest));
  return copy;
}
