import type { Instance, InstanceDoing, Shared } from '../shared';
import type { Connection } from './caller';
import type { Holdings } from './holdings';
import { createPostgresLeases } from './leases';
import type { Life } from './life';
import { createNotices } from './notices';
import { readText } from './texts';
import { createPostgresWindows } from './windows';

interface InstanceRow extends Omit<Instance, 'doing'> {
  readonly doing: string;
}

/** What there is to know and to do because other processes use the schema too. */
export function createPostgresShared(
  connection: Connection,
  life: Life,
  holdings: Holdings,
): Shared {
  return {
    instance: life.instance,
    place: () => life.place(),
    leases: createPostgresLeases(life, holdings),
    ...createNotices(connection, life, holdings),
    async instances() {
      const rows = await life.call<InstanceRow>('instances', []);
      return rows.map(({ id, place, name, since, seen, doing }) => {
        const figures: InstanceDoing = JSON.parse(doing);
        return { id, place, name: readText(name), since, seen, doing: figures };
      });
    },
    describe: (doing) => life.describe(doing),
    away: () => connection.away(),
    windows: createPostgresWindows({
      caller: life,
      instance: life.instance,
      holding() {
        const held = life.number();
        return (id) => holdings.hold(id, false, held);
      },
    }),
  };
}
