import type { Lease, Leases } from '../shared';
import type { Holdings } from './holdings';
import type { Life } from './life';
import { keyOf } from './texts';

/** What only one of all processes may do at a time. Here each name is taken once, too. */
export function createPostgresLeases(life: Life, holdings: Pick<Holdings, 'mayBeSent'>): Leases {
  const taken = new Set<string>();

  /** It is over with the process, too. */
  async function letGo(name: string): Promise<void> {
    const how = { order: orderOf(name), waits: true };
    await life.call('end_lease', [name, life.instance], how).catch(() => undefined);
  }

  function leaseOf(name: string, held: number): Lease {
    let isOurs = true;
    return {
      holds: () => isOurs && life.isSure() && life.number() === held,
      async end() {
        if (!isOurs) return;
        isOurs = false;
        taken.delete(name);
        await letGo(name);
      },
    };
  }

  return {
    async take(given) {
      const name = keyOf(given);
      if (taken.has(name)) return undefined;
      taken.add(name);
      const held = life.number();
      const isSent = holdings.mayBeSent();
      try {
        const how = { order: orderOf(name) };
        const [row] = await life.call<{ taken: boolean }>('take_lease', [name, life.instance], how);
        if (row?.taken) return leaseOf(name, Math.max(held, 1));
        taken.delete(name);
        return undefined;
      } catch (error) {
        taken.delete(name);
        // It may be ours though nobody was told, and nobody else would ever get it.
        if (isSent) void letGo(name);
        throw error;
      }
    },
  };
}

function orderOf(name: string): string {
  return `a lease ${name}`;
}
