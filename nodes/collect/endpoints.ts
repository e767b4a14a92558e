import type { NodeAPI } from 'node-red';
import { printable } from '../../src/text/printable';
import type { StoreError } from '../../src/store/errors';
import type { Collector } from '../../src/window/collector';
import type { Counted } from '../../src/window/window';
import { door } from '../shared/door';
import { refusal, respond, type Answer } from '../shared/endpoint';
import type { RunningNodes } from '../shared/admin/running-nodes';
import type { HeldIndicator, HeldWindow, SentWindow } from './answers';
import { typeOf } from './settings';

/** Indicators that are shown of one window. */
const SHOWN = 10;

/** Characters that are shown of an indicator. */
const LONGEST = 200;

/** A collect node that runs, as far as the editor may ask about it. */
export interface RunningCollect {
  /** Its window, once that is open; rejects where it cannot be opened. */
  readonly opened: Promise<Pick<Collector, 'look' | 'state'>>;
  /** How many it sends at most; 0: all. */
  readonly limit: number;
  /** Sends on what is there, as `msg.collect` = `flush` does; rejects where the window cannot be opened. */
  readonly flush: () => Promise<void>;
  /** Why its store cannot be reached at the moment; `undefined` while it can. */
  readonly away: () => StoreError | undefined;
}

/**
 * Answers the questions of the collect node's dialog about the nodes that run:
 *
 * - `GET virustotal/collect/:id/window`, for who may `virustotal.read`: what the window holds, see
 *   `HeldWindow`
 * - `POST virustotal/collect/:id/flush`, for who may `virustotal.write`: sends that on now
 *
 * A failure is `{ code, message }`.
 */
export function registerCollectEndpoints(
  RED: NodeAPI,
  running: RunningNodes<RunningCollect>,
): void {
  RED.httpAdmin.get(
    '/virustotal/collect/:id/window',
    ...door(RED, 'virustotal.read'),
    (request, response) => {
      void respond(response, () => tellWindow(running.named(request.params.id)[0]));
    },
  );
  RED.httpAdmin.post(
    '/virustotal/collect/:id/flush',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      void respond(response, () => flush(running.named(request.params.id)[0]));
    },
  );
}

async function tellWindow(node: RunningCollect | undefined): Promise<Answer> {
  if (!node) return notDeployed();
  throwIfAway(node);
  const collector = await node.opened;
  const first = await collector.look(SHOWN);
  const { indicators, events, skipped, next } = collector.state();
  const told: HeldWindow = {
    indicators,
    events,
    skipped,
    ...(next !== undefined && { next: new Date(next).toISOString() }),
    first: first.map(describe),
    more: Math.max(0, indicators - first.length),
  };
  return { status: 200, body: told };
}

async function flush(node: RunningCollect | undefined): Promise<Answer> {
  if (!node) return notDeployed();
  throwIfAway(node);
  await node.flush();
  const { indicators } = (await node.opened).state();
  const sent: SentWindow = { sent: Math.min(indicators, node.limit || Infinity) };
  return { status: 200, body: sent };
}

/** Whoever looks at a dialog does not wait until the store is back. */
function throwIfAway({ away }: RunningCollect): void {
  const error = away();
  if (error) throw error;
}

function notDeployed(): Answer {
  return refusal(404, 'not-deployed', 'Deploy first: no such node is running');
}

function describe({ key, value, count, error, last }: Counted): HeldIndicator {
  return {
    type: typeOf(key),
    value: printable(value, LONGEST),
    count,
    ...(error > 0 && { countError: error }),
    lastSeen: new Date(last).toISOString(),
  };
}
