import type { NodeAPI } from 'node-red';
import { systemClock, type Clock } from '../../../src/clock';

/** What stands for each `__name__` in a text; a number `count` chooses between its plurals. */
type Values = Readonly<Record<string, string | number>>;

/** Gives the text of a key, as Node-RED's `RED._` does. */
export type Translate = (key: string, values?: Values) => string;

/** What a node says in the language of its Node-RED. */
export interface Texts {
  /** In what language that is, such as `en-US`: English where there is no translation. */
  readonly language: () => string;
  readonly say: Translate;
  /** A whole number, as it is written there. */
  readonly number: (value: number) => string;
  /**
   * A time (ms UTC) by the clock of this machine: `14:05:30`; without the seconds from two minutes
   * ahead on, and with its day before it where that is not today.
   */
  readonly time: (at: number) => string;
}

/** What the nodes of one set say, in the language of its Node-RED (the setting `lang`). */
export function textsOf(RED: Pick<NodeAPI, '_'>): Texts {
  return createTexts(
    rememberPlain((key, values) => RED._(key, values)),
    systemClock,
  );
}

/** Milliseconds for which somebody who waits counts seconds. */
const SOON = 2 * 60_000;

/**
 * Texts with nothing to put into them, looked up once: a status is written for each message, and the
 * catalogues stay as they are while Node-RED runs.
 */
function rememberPlain(translate: Translate): Translate {
  const known = new Map<string, string>();
  return (key, values) => {
    if (values) return translate(key, values);
    const text = known.get(key) ?? translate(key);
    known.set(key, text);
    return text;
  };
}

/** The texts of `translate`, whose `language` says how numbers and times are written. */
export function createTexts(translate: Translate, clock: Pick<Clock, 'now'>): Texts {
  const language = (): string => translate('language');

  function time(at: number): string {
    const now = clock.now();
    const isToday = new Date(at).toDateString() === new Date(now).toDateString();
    return new Intl.DateTimeFormat(language(), {
      ...(!isToday && { day: 'numeric', month: 'short' }),
      hour: '2-digit',
      minute: '2-digit',
      ...(at - now < SOON && { second: '2-digit' }),
      hourCycle: 'h23',
    }).format(at);
  }

  return {
    language,
    say: translate,
    number: (value) => value.toLocaleString(language()),
    time,
  };
}
