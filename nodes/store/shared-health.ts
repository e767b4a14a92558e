import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import { conditionsOf, type Watched } from '../shared/figures/conditions';
import { sourcesOf } from '../shared/figures/sources';
import { tellStoreTurn } from '../shared/figures/store-turns';
import { awayOf } from './away';
import { sumOf, watchInstances, type SharedStore } from './instances';

/** So often it is looked whether the server is away, in milliseconds. */
const LOOKED_AT_EVERY = 1000;

/**
 * Tells of a store that several Node-REDs share whether its server can be reached, and who they are, until
 * the returned function is called. The log has one line when it begins, and one when it is over.
 */
export function offerShared(
  RED: NodeAPI,
  store: SharedStore,
  watched: Watched,
  clock: Clock,
): () => void {
  const reaching = conditionsOf(RED).watch(watched, 'reaching', 'store');
  const { shared } = store;
  const instances = watchInstances(store, watched.name, clock);
  const { instances: tellers, doing } = sourcesOf(RED);
  const tellInstances = (): ReturnType<typeof instances.figures> => instances.figures();
  let told: string | undefined;
  let cancel: (() => void) | undefined;

  function look(): void {
    const away = awayOf({ shared });
    const code = away && (away.trouble ?? 'unreachable');
    cancel = clock.after(LOOKED_AT_EVERY, look);
    if (code === 'opening' || code === told) return;
    if (away && code) reaching.set({ code, message: away.message });
    else reaching.set(undefined);
    if (away) RED.log.warn(away.message);
    else RED.log.info(`${watched.name}: the store works again`);
    told = code;
    tellStoreTurn(RED);
  }

  tellers.add(tellInstances);
  shared.describe(() => sumOf([...doing].map((tell) => tell())));
  look();
  return () => {
    cancel?.();
    instances.end();
    tellers.delete(tellInstances);
    reaching.end();
  };
}
