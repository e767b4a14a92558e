import type { Node, NodeAPI } from 'node-red';
import { own } from '../../../src/plain-object';
import { printable } from '../../../src/text/printable';
import { listenToFlows } from '../flow-events';

/** Nodes that pass a message on as it is, so that what they get has a verdict only if it had one before. */
const TRANSPARENT = new Set([
  'virustotal-gate',
  'virustotal-raise',
  'switch',
  'delay',
  'rbe',
  'junction',
  'link in',
  'link out',
]);

/** A node as it is saved, whatever its type. */
interface SavedNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
}

/**
 * Tells, when flows have started and before the first message, of a lookup from which messages come
 * here with no verdict in `msg[reads]`: no node between has made one, or it wrote it elsewhere. It
 * tells of nothing that it cannot know: a function node, for example, may make one.
 */
export function tellMissingVerdict(
  RED: NodeAPI,
  node: Node,
  reads: string,
  tell: (sentence: string) => void,
): void {
  let told: string | undefined;
  const stopListening = listenToFlows(RED, {
    started() {
      const sentence = findGap(RED, idInFlows(node), withoutMsg(reads));
      if (sentence !== undefined && sentence !== told) tell(sentence);
      told = sentence;
    },
  });
  node.on('close', stopListening);
}

/** Inside an instance of a subflow, a node has another id than in the flows. */
function idInFlows(node: Node): string {
  const alias: unknown = Reflect.get(node, '_alias');
  return typeof alias === 'string' ? alias : node.id;
}

/** A place on the way back to a lookup, and who between has written a verdict that is not read. */
interface Place {
  readonly id: string;
  readonly writer?: SavedNode;
}

/** What is missing, as a sentence; nothing where all is there, or where it cannot be known. */
function findGap(RED: NodeAPI, id: string, reads: string): string | undefined {
  const feeders = feedersOf(RED);
  const seen = new Set<string>();
  const pending: Place[] = [{ id }];
  for (const place of pending) {
    if (seen.has(place.id)) continue;
    seen.add(place.id);
    for (const { node, output } of feeders.get(place.id) ?? []) {
      const written = verdictOf(node, output);
      if (written === reads) continue;
      const writer = place.writer ?? (written === undefined ? undefined : node);
      if (node.type === 'virustotal-lookup' && output === 0)
        return sentenceAbout(node, writer, reads);
      if (written !== undefined || TRANSPARENT.has(node.type))
        pending.push({ id: node.id, ...(writer && { writer }) });
    }
  }
  return undefined;
}

function sentenceAbout(lookup: SavedNode, writer: SavedNode | undefined, reads: string): string {
  if (!writer) {
    return `The lookup ${nameOf(lookup)} sends reports here, and no verdict: put a verdict node between, or have the lookup answer with a verdict`;
  }
  const where = printable(String(verdictOf(writer, 0)));
  return `The verdict that ${nameOf(writer)} writes is in msg.${where}, and this node reads msg.${printable(reads)}`;
}

function nameOf({ name, id }: SavedNode): string {
  return `"${printable(name || id)}"`;
}

/** The property in which what leaves a node has a verdict that it made; nothing where it makes none. */
function verdictOf(node: SavedNode, output: number): string | undefined {
  const target = own(node, 'target');
  if (node.type === 'virustotal-verdict') return withoutMsg(target ?? 'verdict');
  if (node.type !== 'virustotal-lookup' || output !== 0) return undefined;
  if (own(node, 'output') !== 'verdict') return undefined;
  // Saved before there was a choice, a lookup writes to the payload.
  return withoutMsg(target === '' ? 'verdict' : (target ?? 'payload'));
}

function withoutMsg(path: unknown): string {
  return String(path)
    .trim()
    .replace(/^msg\./, '');
}

interface Feeder {
  readonly node: SavedNode;
  /** From 0. */
  readonly output: number;
}

/** By the id of a node. */
type Feeders = ReadonlyMap<string, readonly Feeder[]>;

/** What was found in this turn of a runtime, by its emitter. */
const foundNow = new WeakMap<object, Feeders>();

/** All nodes ask in the turn in which flows have started: the wires are followed once for all of them. */
function feedersOf(RED: NodeAPI): Feeders {
  const known = foundNow.get(RED.events);
  if (known) return known;
  const found = findFeeders(RED);
  foundNow.set(RED.events, found);
  setImmediate(() => foundNow.delete(RED.events));
  return found;
}

/** What leads to each node and runs. */
function findFeeders(RED: NodeAPI): Feeders {
  const feeders = new Map<string, Feeder[]>();
  const disabled = new Set<unknown>();

  function add(targets: unknown, feeder: Feeder): void {
    if (!Array.isArray(targets)) return;
    for (const target of targets) {
      const known = feeders.get(target) ?? [];
      known.push(feeder);
      feeders.set(target, known);
    }
  }

  RED.nodes.eachNode((node) => {
    if (own(node, 'disabled') === true) disabled.add(node.id);
  });
  RED.nodes.eachNode((node) => {
    if (own(node, 'd') === true || disabled.has(own(node, 'z'))) return;
    const wires = own(node, 'wires');
    if (Array.isArray(wires)) wires.forEach((targets, output) => add(targets, { node, output }));
    if (node.type === 'link out') add(own(node, 'links'), { node, output: 0 });
  });
  return feeders;
}
