import type { Node } from 'node-red';
import { systemClock } from '../../src/clock';
import type { Indicator } from '../../src/indicator/indicator';
import { withoutSecrets } from '../../src/indicator/without-secrets';
import type { Wish } from '../../src/lookup/renewal';
import type { ReadyAccount } from '../account/account';
import type { LookupUnderWay, WhyWaiting } from '../shared/figures/figures';
import { offerFigures } from '../shared/figures/sources';
import type { Runtime } from '../shared/flow-events';

/** What a node waits for, as it is told to whoever asks how things stand. */
export interface LookupsUnderWay {
  /**
   * A message waits for the answer about an indicator until `answer` has settled. `since` is when it
   * came (ms UTC); 0: that is not known.
   */
  during<Result>(asked: Indicator, since: number, answer: Promise<Result>): Promise<Result>;
}

/** Indicators that are told of one node. */
const TOLD = 100;

interface Waiting {
  readonly asked: Indicator;
  /** What is told of it, once somebody has asked. An account may let a secret leave: nobody else reads it. */
  shown?: string;
  readonly since: number;
  messages: number;
}

/** Tells what is under way in a lookup node that asks `account` with `wish`, for as long as it runs. */
export function offerLookups(
  RED: Runtime,
  node: Node,
  account: { readonly id: string } & Pick<ReadyAccount, 'lookups' | 'store'>,
  wish: Wish,
): LookupsUnderWay {
  const { lookups, store } = account;
  const waiting = new Map<string, Waiting>();
  let messages = 0;

  function whyWaits({ key }: Indicator): WhyWaiting {
    const stage = lookups.stageOf(key);
    if (stage === 'asked') return 'answer';
    if (store.shared?.away()) return 'away';
    if (stage === 'resting') return 'retry';
    if (stage === 'elsewhere') return 'elsewhere';
    const wishesMore = wish.submit === true || wish.maxAge !== undefined;
    if (stage === undefined) return wishesMore ? 'analysis' : 'store';
    return lookups.heldBy() ?? (lookups.load().running > 0 ? 'turn' : 'store');
  }

  function tell(its: Waiting): LookupUnderWay {
    const { asked, since, messages: count } = its;
    its.shown ??= withoutSecrets(asked.value);
    const indicator = { type: asked.type, value: its.shown };
    return { indicator, since, messages: count, why: whyWaits(asked) };
  }

  offerFigures(RED, node, 'lookups', () => ({
    node: node.id,
    name: node.name ?? '',
    account: account.id,
    messages,
    indicators: waiting.size,
    oldest: firstOf(waiting.values(), TOLD).map(tell),
  }));

  offerFigures(RED, node, 'doing', () => ({ waiting: messages }));

  return {
    async during(asked, since, answer) {
      const { key } = asked;
      const its: Waiting = waiting.get(key) ?? {
        asked,
        since: since || systemClock.now(),
        messages: 0,
      };
      waiting.set(key, its);
      its.messages += 1;
      messages += 1;
      try {
        return await answer;
      } finally {
        its.messages -= 1;
        messages -= 1;
        if (its.messages === 0) waiting.delete(key);
      }
    },
  };
}

function firstOf<Item>(items: Iterable<Item>, most: number): Item[] {
  const first: Item[] = [];
  for (const item of items) {
    if (first.length >= most) break;
    first.push(item);
  }
  return first;
}
