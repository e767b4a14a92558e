import type { Lease, Leases } from '../shared';
import type { CallOptions } from './caller';
import type { Life } from './life';
import { keyOf } from './texts';

/** What only one of all processes may do at a time. Here each name is taken once, too. */
export function createPostgresLeases(life: Life): Leases {
  const taken = new Set<string>();

  function leaseOf(name: string, held: number): Lease {
    let isOurs = true;
    return {
      holds: () => isOurs && life.isSure() && life.number() === held,
      async end() {
        if (!isOurs) return;
        isOurs = false;
        taken.delete(name);
        const how: CallOptions = { order: orderOf(name), waits: true };
        // It is over with the process, too.
        await life.call('end_lease', [name, life.instance], how).catch(() => undefined);
      },
    };
  }

  return {
    async take(given) {
      const name = keyOf(given);
      if (taken.has(name)) return undefined;
      taken.add(name);
      const held = life.number();
      try {
        const how = { order: orderOf(name) };
        const [row] = await life.call<{ taken: boolean }>('take_lease', [name, life.instance], how);
        if (row?.taken) return leaseOf(name, Math.max(held, 1));
        taken.delete(name);
        return undefined;
      } catch (error) {
        taken.delete(name);
        throw error;
      }
    },
  };
}

function orderOf(name: string): string {
  return `a lease ${name}`;
}
