import { NOBODY, type DatabaseFunction, type Tables, type WorkRow } from './tables';

/** Whether what a process held may be taken: one whose time is over is ended with that. */
export function isGone(tables: Tables, who: string): boolean {
  if (!lives(tables, who)) tables.instances.delete(who);
  return !tables.instances.has(who);
}

function lives(tables: Tables, who: string): boolean {
  return (tables.instances.get(who)?.expires ?? 0) > tables.time.elapsed();
}

/** Functions for the processes, and for what only one may do at a time. */
export function instanceFunctions(tables: Tables): Readonly<Record<string, DatabaseFunction>> {
  const { instances, leases, time, work } = tables;

  /** Makes all that somebody held free for everybody. */
  function letGo(who: string): void {
    const queues = new Set<string>();
    for (const row of work.values()) {
      if (row.holder !== who) continue;
      if (row.state === 'taken') Object.assign(row, { state: 'ready', token: undefined });
      row.holder = NOBODY;
      queues.add(row.queue);
    }
    for (const [name, holder] of leases) if (holder === who) leases.delete(name);
    for (const queue of queues) tables.notify(`left\n${who} ${queue}`);
  }

  function freeGone(): void {
    for (const id of instances.keys()) if (!lives(tables, id)) instances.delete(id);
    const holders = new Set([...leases.values(), ...[...work.values()].map((row) => row.holder)]);
    for (const holder of holders) {
      if (holder !== NOBODY && !instances.has(holder)) letGo(holder);
    }
  }

  /** No lease ran out while nobody could be heard. */
  function grantAnew(lifetime: number): void {
    const now = time.elapsed();
    const rows = [...instances.values()];
    const heard = Math.max(...rows.map(({ seen }) => seen));
    if (heard >= now - lifetime / 2) return;
    for (const row of rows)
      if (row.seen > heard - lifetime) row.expires = Math.max(row.expires, now + lifetime);
  }

  function freePlace(): number {
    const taken = new Set([...instances.values()].map(({ place }) => place));
    let place = 0;
    while (taken.has(place)) place += 1;
    return place;
  }

  return {
    register(me: string, name: string, begun: number | null, lifetime: number, doing: string) {
      grantAnew(lifetime);
      freeGone();
      const now = time.elapsed();
      const place = instances.get(me)?.place ?? freePlace();
      const row = { id: me, place, name, since: begun ?? now };
      instances.set(me, { ...row, seen: now, expires: now + lifetime, doing });
      return [{ place }];
    },
    beat(me: string, lifetime: number, doing: string) {
      grantAnew(lifetime);
      const own = instances.get(me);
      const now = time.elapsed();
      if (own) Object.assign(own, { seen: now, expires: now + lifetime, doing });
      freeGone();
      const isLeft = ({ state, holder, due }: WorkRow): boolean =>
        holder === NOBODY && (state === 'ready' || (state === 'delayed' && due <= now));
      const left = [...work.values()].filter(isLeft).map(({ queue }) => queue);
      return [{ lives: own !== undefined, left_in: [...new Set(left)] }];
    },
    instances() {
      const ahead = time.now() - time.elapsed();
      return [...instances.values()]
        .filter(({ id }) => lives(tables, id))
        .toSorted((one, other) => one.since - other.since || one.place - other.place)
        .map((row) => ({ ...row, since: row.since + ahead, seen: row.seen + ahead }));
    },
    leave(me: string) {
      instances.delete(me);
      letGo(me);
    },
    recover: freeGone,
    take_lease(name: string, me: string) {
      const holder = leases.get(name);
      const taken = holder === undefined || holder === me || isGone(tables, holder);
      if (taken) leases.set(name, me);
      return [{ taken }];
    },
    end_lease(name: string, me: string) {
      if (leases.get(name) === me) leases.delete(name);
    },
    tell: (payload: string) => tables.notify(payload),
  };
}
