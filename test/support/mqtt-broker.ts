import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Client } from 'aedes';

/** An MQTT broker (3.1.1) on this machine, with shared subscriptions. */
export interface MqttBroker {
  readonly port: number;
  /** Sends to all who have subscribed to the topic, of each group to one. */
  publish(topic: string, payload: object): Promise<void>;
  /** Resolves when so many clients belong to groups, `$share/<group>/<topic>`. */
  waitForMembers(count: number): Promise<void>;
  /** Sends a client nothing more of its groups; resolves when it has acknowledged what it was sent. */
  drain(clientId: string): Promise<void>;
  /** What was sent to a group, and no client has acknowledged yet. */
  unacknowledged(): number;
  close(): Promise<void>;
}

/** A client in a group, with what it was sent and has not acknowledged, oldest first. */
interface Member {
  readonly client: Client;
  readonly group: Group;
  readonly pending: Buffer[];
}

interface Group {
  readonly topic: string;
  members: Member[];
  /** What came while nobody was there. */
  waiting: Buffer[];
}

/**
 * Starts one. `aedes` knows no shared subscriptions, so they are made here of what it has: those of a
 * group get in turn what comes under a topic, which is a whole name, without wildcards. What a client
 * has not acknowledged when its connection ends goes to another, as brokers do with QoS 1.
 */
export async function startMqttBroker(): Promise<MqttBroker> {
  const { Aedes } = await import('aedes');
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const groups = new Map<string, Group>();
  const looking = new Set<() => void>();
  /** Those that get no more, and have something to acknowledge. */
  const leaving: Member[] = [];

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });

  const membersOf = (client?: Client | null): Member[] =>
    [...groups.values()].flatMap(({ members }) =>
      members.filter((member) => member.client.id === client?.id),
    );

  function dispatch(group: Group, payload: Buffer): void {
    const [member, ...others] = group.members;
    if (!member) {
      group.waiting.push(payload);
      return;
    }
    group.members = [...others, member];
    member.pending.push(payload);
    const packet = { cmd: 'publish', topic: group.topic, payload, qos: 1 } as const;
    member.client.publish({ ...packet, dup: false, retain: false }, () => {});
  }

  function join(filter: string, client: Client): void {
    const [, , ...levels] = filter.split('/');
    const group = groups.get(filter) ?? { topic: levels.join('/'), members: [], waiting: [] };
    groups.set(filter, group);
    group.members.push({ client, group, pending: [] });
    const { waiting } = group;
    group.waiting = [];
    for (const payload of waiting) dispatch(group, payload);
    for (const look of looking) look();
  }

  function leave(member: Member): void {
    const { group, pending } = member;
    group.members = group.members.filter((other) => other !== member);
    for (const payload of pending.splice(0)) dispatch(group, payload);
  }

  aedes.on('subscribe', (subscriptions, client) => {
    const shared = subscriptions.filter(({ topic }) => topic.startsWith('$share/'));
    for (const { topic } of shared) join(topic, client);
  });
  aedes.on('unsubscribe', (filters, client) => {
    for (const filter of filters)
      for (const member of membersOf(client))
        if (member.group === groups.get(filter)) leave(member);
  });
  aedes.on('clientDisconnect', (client) => {
    for (const member of membersOf(client)) leave(member);
    for (const member of leaving) if (member.client === client) leave(member);
  });
  // A client acknowledges in the order in which it was sent (MQTT 3.1.1, 4.6).
  aedes.on('ack', (_packet, client) => {
    const all = [...membersOf(client), ...leaving.filter((each) => each.client.id === client.id)];
    all.find(({ pending }) => pending.length > 0)?.pending.shift();
    for (const look of looking) look();
  });
  aedes.on('publish', ({ topic, payload }) => {
    for (const group of groups.values())
      if (group.topic === topic) dispatch(group, Buffer.from(payload));
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');

  const countMembers = (): number =>
    [...groups.values()].reduce((sum, { members }) => sum + members.length, 0);

  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        looking.delete(look);
        resolve();
      };
      looking.add(look);
      look();
    });
  }

  return {
    port: address.port,
    publish: (topic, payload) =>
      new Promise((resolve, reject) => {
        const packet = { cmd: 'publish', topic, payload: JSON.stringify(payload), qos: 1 } as const;
        aedes.publish({ ...packet, dup: false, retain: false }, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    waitForMembers: (count) => until(() => countMembers() === count),
    drain(clientId) {
      const members = [...groups.values()].flatMap((group) =>
        group.members.filter(({ client }) => client.id === clientId),
      );
      for (const { group } of members) {
        group.members = group.members.filter((each) => !members.includes(each));
      }
      leaving.push(...members);
      return until(() => members.every(({ pending }) => pending.length === 0));
    },
    unacknowledged: () =>
      [...groups.values()].reduce(
        (sum, { members, waiting }) =>
          members.reduce((more, { pending }) => more + pending.length, sum + waiting.length),
        0,
      ),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
}
