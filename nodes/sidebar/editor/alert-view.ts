import type { AlertFate } from '../../../src/journal/journal';
import type { AlertRow } from '../answers';
import { mailLine } from './mail-view';
import { actionsOf, titleOf, type ActionName, type RowView, type Tone, type Words } from './views';

/** What a raise node says unless another is chosen. */
const USUAL_MODULE = 'virustotal';

const TONES: Readonly<Record<AlertFate, Tone>> = {
  raised: 'bad',
  suppressed: 'quiet',
  silenced: 'quiet',
  acknowledged: 'quiet',
  held: 'doubtful',
  released: 'doubtful',
};

/** What can be done about an alert, by what became of its last event. */
const ACTIONS: Readonly<Record<AlertFate, readonly ActionName[]>> = {
  raised: ['silence', 'acknowledge', 'again'],
  suppressed: ['silence', 'acknowledge', 'again'],
  silenced: ['silence', 'again'],
  acknowledged: ['silence', 'again'],
  held: ['silence', 'acknowledge', 'again'],
  released: ['silence'],
};

/** Of a subject that is not whole, no alert is known: only its module can be silenced, or all. */
function actionsFor(
  { fate, shortened, quietUntil = 0 }: AlertRow,
  at: number,
): readonly ActionName[] {
  if (shortened) return ['silence'];
  const isQuiet = fate !== 'raised' || quietUntil > at;
  return ACTIONS[fate].filter((name) => name !== 'again' || isQuiet);
}

/** What became of the alerts about one subject at a time: mailed, to whom, or why not. */
export function alertView(
  words: Words,
  row: AlertRow,
  { at, mayWrite }: { readonly at: number; readonly mayWrite: boolean },
): RowView {
  const title = titleOf(words, row.shown, row.simulated);
  return {
    key: row.key,
    tone: TONES[row.fate],
    badge: words.say(`fate.${row.fate}`),
    title,
    lines: [aboutLine(words, row), ...quietLines(words, row), ...mailLines(words, row)],
    node: row.nodeInFlows,
    actions: mayWrite ? actionsOf(words, actionsFor(row, at), title) : [],
  };
}

/** Alerts that differ in their module alone are told apart by it. */
function aboutLine({ say, age }: Words, row: AlertRow): string {
  const { detection, severity, last, module } = row;
  const text = say('alert.about', { detection, severity, age: age(last) });
  return module === USUAL_MODULE ? text : say('alert.ofModule', { text, module });
}

/** What the quiet of an alert depends on. */
export type Quiet = Pick<AlertRow, 'fate' | 'raisedAt' | 'quietUntil'> & {
  readonly counts?: AlertRow['counts'];
};

/** Why the last event was not mailed; nothing where it was raised. */
export function quietLines({ say, time }: Words, quiet: Quiet): readonly string[] {
  const { fate, raisedAt, quietUntil, counts = {} } = quiet;
  if (fate === 'raised') return [];
  const number = counts[fate] ?? 0;
  const after = raisedAt === undefined ? '' : time(raisedAt);
  const until = quietUntil === undefined ? '' : time(quietUntil);
  const how = fate === 'suppressed' && (after === '' || until === '') ? 'suppressedNow' : fate;
  const isOpen = until === '' && (fate === 'silenced' || fate === 'held');
  const text = say(`quiet.${isOpen ? `${fate}Now` : how}`, { after, until });
  return [number > 1 ? say('quiet.counted', { text, number }) : text];
}

/** Of the alert that was raised; one that nobody took on is told too. */
function mailLines(words: Words, { mails, raisedAt, fate }: AlertRow): readonly string[] {
  if (mails.length > 0) return mails.map((mail) => mailLine(words, mail));
  if (raisedAt === undefined || fate === 'held') return [];
  return [words.say('alert.noMail', { time: words.time(raisedAt) })];
}
