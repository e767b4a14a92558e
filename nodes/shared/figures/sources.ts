import type { Node } from 'node-red';
import type { Runtime } from '../flow-events';
import type {
  AccountFigures,
  Doing,
  InstanceFigures,
  LookupNodeFigures,
  MailFigures,
  StoreFigures,
  UnwiredOutput,
} from './figures';

/** What nodes tell of themselves when they are asked. None rejects. */
interface Told {
  readonly accounts: () => Promise<AccountFigures>;
  readonly lookups: () => LookupNodeFigures;
  readonly mails: () => Promise<MailFigures>;
  readonly stores: () => StoreFigures;
  /** Of one store; none where it cannot be asked. */
  readonly instances: () => Promise<readonly InstanceFigures[]>;
  /** What this Node-RED does with things that may be shared; the store tells it to the others. */
  readonly doing: () => Partial<Doing>;
  /** Nothing where the output leads somewhere. */
  readonly unwired: () => UnwiredOutput | undefined;
}

type Sources = { readonly [What in keyof Told]: Set<Told[What]> };

/** The sources of each runtime, whatever node set they are of. */
const runtimes = new WeakMap<object, Sources>();

export function sourcesOf(RED: Runtime): Sources {
  const known = runtimes.get(RED.events);
  if (known) return known;
  const made: Sources = {
    accounts: new Set(),
    lookups: new Set(),
    mails: new Set(),
    stores: new Set(),
    instances: new Set(),
    doing: new Set(),
    unwired: new Set(),
  };
  runtimes.set(RED.events, made);
  return made;
}

/** Has `source` asked whenever somebody wants to know how things stand, until `node` is closed. */
export function offerFigures<What extends keyof Told>(
  RED: Runtime,
  node: Node,
  what: What,
  source: Told[What],
): void {
  const sources: Set<Told[What]> = sourcesOf(RED)[what];
  sources.add(source);
  node.on('close', () => void sources.delete(source));
}
