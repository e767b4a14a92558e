import { read } from '../../../editor/shared/durations';

/**
 * The shortest of the intervals in which messages come to a node, in milliseconds; `undefined`
 * where some come whenever they like. Who presses a button knows.
 */
export function shortestInterval(id: string): number | undefined {
  const feeders = findFeeders();
  const seen = new Set<string>();
  const pending = [...(feeders.get(id) || [])];
  let shortest: number | undefined;
  if (pending.length === 0) return undefined;
  for (const next of pending) {
    const node = seen.has(next) ? null : RED.nodes.node(next);
    seen.add(next);
    if (!node || node.d) continue;
    const interval = intervalOf(node);
    const before = feeders.get(next) || [];
    if (interval !== undefined) shortest = Math.min(interval, shortest || Infinity);
    else if (before.length > 0) pending.push(...before);
    else if (node.type !== 'inject') return undefined;
  }
  return shortest;
}

/** The nodes whose wires, or links, lead to each node, by their id. */
function findFeeders(): Map<string, string[]> {
  const feeders = new Map<string, string[]>();

  function add(from: string, to: string): void {
    feeders.set(to, [...(feeders.get(to) || []), from]);
  }

  RED.nodes.eachLink(({ source, target }) => add(source.id, target.id));
  RED.nodes.eachNode((node) => {
    if (node.type !== 'link out' || !Array.isArray(node.links)) return;
    node.links.forEach((target) => add(node.id, String(target)));
  });
  return feeders;
}

/** Milliseconds between what such a node sends by itself. */
function intervalOf(node: SomeNode): number | undefined {
  if (node.type === 'virustotal-collect') return read(node.every || '');
  if (node.type === 'inject') return Number(node.repeat) * 1000 || undefined;
  return undefined;
}
