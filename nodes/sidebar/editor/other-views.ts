import type { Condition } from '../../shared/figures/conditions';
import type { UnwiredOutput } from '../../shared/figures/figures';
import { actionsOf, titleOf, type RowView, type Words } from './views';

/** Something that is bad at the moment. */
export function badView({ say, age, time }: Words, condition: Condition): RowView {
  const { what, id, name, code, message, since, until } = condition;
  const soon = until === undefined ? [] : [say('bad.until', { time: time(until) })];
  return {
    key: [what, id, code].join(' '),
    tone: 'bad',
    badge: say(`bad.${what}`),
    title: name === '' ? id : name,
    lines: [message, say('bad.since', { age: age(since) }), ...soon],
    node: id,
    actions: [],
  };
}

/** An output that leads nowhere. */
export function unwiredView({ say }: Words, unwired: UnwiredOutput): RowView {
  const { node, name, type, output, loses } = unwired;
  return {
    key: `${node} ${output}`,
    tone: loses ? 'bad' : 'quiet',
    badge: say('unwired.output', { output }),
    title: name === '' ? type.replace('virustotal-', '') : name,
    lines: [say(loses ? 'unwired.loses' : 'unwired.counts')],
    node,
    actions: [],
  };
}

/** By what alerts are kept quiet, as the raise nodes tell it; times are ISO 8601. */
export interface Silence {
  /** Neither this nor a module: all alerts. */
  readonly subject?: string;
  readonly module?: string;
  /** Only what is made up, or only what is real. */
  readonly simulated?: boolean;
  readonly until: string;
}

export function silenceKey({ subject, module, simulated }: Silence): string {
  return JSON.stringify(['silence', subject, module, simulated]);
}

/** A silence, which can be ended. */
export function silenceView(words: Words, silence: Silence, mayWrite: boolean): RowView {
  const { say, time } = words;
  const { subject, module, simulated = false, until } = silence;
  const names = [
    ...(subject === undefined ? [] : [unclickable(subject)]),
    ...(module === undefined ? [] : [say('silence.ofModule', { module })]),
  ];
  const title = titleOf(words, names.join(', ') || say('silence.all'), simulated);
  return {
    key: silenceKey(silence),
    tone: 'quiet',
    badge: say('fate.silenced'),
    title,
    lines: [say('silence.until', { time: time(Date.parse(until)) })],
    actions: mayWrite ? actionsOf(words, ['unsilence'], title) : [],
  };
}

/** No program makes a link of it; what is known of a subject is defanged in its alert. */
function unclickable(subject: string): string {
  return subject
    .replace(/^http(s?):/i, 'hxxp$1[:]')
    .split('.')
    .join('[.]');
}
