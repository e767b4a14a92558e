import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Has V8 collect its garbage, all of it, now. Twice: what a finalizer lets go takes another round. */
export function collectGarbage(): void {
  if (typeof collect !== 'function') throw new Error('This Node.js cannot be told to collect');
  collect();
  collect();
}
