import type { Values } from '../store';
import type { Ways } from './either';
import { createHomecoming } from './homecoming';

/** In place of when it ends: it was removed, and the primary may have it still. */
const REMOVED = Number.NEGATIVE_INFINITY;

/**
 * What the spare holds of a key is newer than what the primary has: the primary is given it once it works
 * again. `elapsed` is the clock of the spare.
 */
export function resilientValues(
  primary: Values,
  spare: Values,
  { either, onReturn }: Ways,
  elapsed: () => number,
): Values & { readonly isHome: () => boolean; readonly bringHome: () => Promise<boolean> } {
  const home = createHomecoming<number, void>(async (key, ends) => {
    const value = await spare.get(key);
    if (ends === REMOVED) await primary.remove(key);
    else if (value) await primary.set(key, value, ends - elapsed());
    if (!home.has(key)) await spare.remove(key);
  });
  onReturn(() => void home.all());

  return {
    isHome: () => home.isDone(),
    bringHome: () => home.all(),
    get: (key) =>
      either(
        async () => {
          const coming = home.of(key);
          if (coming) await coming;
          return await primary.get(key);
        },
        () => spare.get(key),
      ),
    set: (key, value, lifetime) =>
      either(
        async () => {
          const coming = home.drop(key);
          if (coming) await coming;
          const lasts = await primary.set(key, value, lifetime);
          if (coming) await spare.remove(key);
          return lasts;
        },
        async () => {
          await spare.set(key, value, lifetime);
          home.note(key, elapsed() + lifetime);
          return false;
        },
      ),
    async remove(key) {
      const coming = home.drop(key);
      if (coming) await coming.then(() => spare.remove(key));
      await either(
        () => primary.remove(key),
        async () => {
          await spare.remove(key);
          home.note(key, REMOVED);
        },
      );
    },
  };
}
