import { DOING } from '../../shared/figures/doing';
import type { InstanceFigures } from '../../shared/figures/figures';
import type { RowView, Tone, Words } from './views';

/** Nobody can tell of one that has not been heard of for so long, in milliseconds. */
const SILENT = 20_000;

/** The Node-REDs that use a store together, and what each of them does, as it was `at` that time. */
export function instanceViews(
  words: Words,
  instances: readonly InstanceFigures[],
  at: number,
): readonly RowView[] {
  const isOneStore = new Set(instances.map(({ store }) => store)).size === 1;
  return instances.map((instance) => ({
    ...instanceView(words, instance, isOneStore),
    tone: toneOf(instance, at),
  }));
}

function instanceView(
  words: Words,
  instance: InstanceFigures,
  isOneStore: boolean,
): Omit<RowView, 'tone'> {
  const { say, time, age } = words;
  const { id, name, store, since, seen, isGone } = instance;
  return {
    key: `${store} ${id}`,
    badge: say(`instance.${stateOf(instance)}`),
    title: name === '' ? id : name,
    lines: [
      ...(isGone ? [] : [say('instance.since', { time: time(since) }), ...doing(words, instance)]),
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

function toneOf({ isGone, seen }: InstanceFigures, at: number): Tone {
  return isGone || at - seen > SILENT ? 'doubtful' : 'good';
}

function doing({ say }: Words, { doing: figures }: InstanceFigures): readonly string[] {
  const facts = DOING.filter((what) => figures[what] > 0).map((what) =>
    say(`instance.${what}`, { number: figures[what] }),
  );
  return facts.length === 0 ? [say('instance.idle')] : facts;
}
