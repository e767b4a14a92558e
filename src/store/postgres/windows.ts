import { StoreError } from '../errors';
import type { SharedWindows } from '../shared';
import type { Life } from './life';

/** Counts that several processes share, in the tables of a schema. */
export function createPostgresWindows(_: Pick<Life, 'call' | 'instance'>): SharedWindows {
  const refuse = async (): Promise<never> => {
    throw new StoreError('Windows are not kept in PostgreSQL yet.');
  };
  return { count: refuse, top: refuse, look: refuse, tick: refuse, clear: refuse };
}
