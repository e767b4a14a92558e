import type { InstanceFigures } from '../../shared/figures/figures';
import type { RowView, Tone, Words } from './views';

/** What a Node-RED does, in the order in which it is told. */
const DOING = ['running', 'waiting', 'mails', 'kept'] as const;

/** The Node-REDs that use a store together, and what each of them does. */
export function instanceViews(
  words: Words,
  instances: readonly InstanceFigures[],
): readonly RowView[] {
  const isOneStore = new Set(instances.map(({ store }) => store)).size === 1;
  return instances.map((instance) => instanceView(words, instance, isOneStore));
}

function instanceView(words: Words, instance: InstanceFigures, isOneStore: boolean): RowView {
  const { say, time, age } = words;
  const { id, name, store, since, seen, isGone } = instance;
  return {
    key: `${store} ${id}`,
    tone: toneOf(instance),
    badge: say(`instance.${stateOf(instance)}`),
    title: name === '' ? id : name,
    lines: [
      ...(isGone ? [] : [say('instance.since', { time: time(since) }), doingLine(words, instance)]),
      say('instance.seen', { age: age(seen) }),
      ...(isOneStore ? [] : [say('instance.store', { text: store })]),
    ],
    actions: [],
  };
}

function stateOf({ isGone, isThis }: InstanceFigures): 'gone' | 'this' | 'runs' {
  if (isGone) return 'gone';
  return isThis ? 'this' : 'runs';
}

function toneOf({ isGone }: InstanceFigures): Tone {
  return isGone ? 'doubtful' : 'good';
}

function doingLine({ say }: Words, { doing }: InstanceFigures): string {
  const facts = DOING.filter((what) => doing[what] > 0).map((what) =>
    say(`instance.${what}`, { number: doing[what] }),
  );
  return facts.length === 0 ? say('instance.idle') : facts.join(', ');
}
